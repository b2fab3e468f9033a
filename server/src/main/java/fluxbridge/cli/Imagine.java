package fluxbridge.cli;

import fluxbridge.a1111.Steering;
import fluxbridge.cli.Bridge.UsageException;
import fluxbridge.domain.Caller;
import fluxbridge.generate.ClientConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code bridge imagine}: one picture, by the same path as a client's request, without a server. */
@Command(
        name = "imagine",
        description = "Draw one picture into a file, without a server.",
        mixinStandardHelpOptions = true)
final class Imagine implements Callable<Integer> {

    private static final Caller CALLER = new Caller("command-line");

    private final Terminal terminal;

    @Parameters(paramLabel = "PROMPT", description = "What to draw; narration and <lora:name:weight> tags are welcome.")
    private String prompt = "";

    @Option(names = "-o", paramLabel = "FILE", required = true, description = "Where the picture goes.")
    private Path file = Path.of("picture.png");

    @Option(names = "--width", description = "Pixels (default ${DEFAULT-VALUE}).")
    private int width = 1024;

    @Option(names = "--height", description = "Pixels (default ${DEFAULT-VALUE}).")
    private int height = 1024;

    @Option(names = "--seed", paramLabel = "N", description = "0..4294967295; random when left out.")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--steps", paramLabel = "N", description = "Sampling steps; the model's default when left out.")
    private Optional<Integer> steps = Optional.empty();

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "The one provider to ask, such as runware or storyboard.")
    private @Nullable String provider;

    @Option(names = "--negative", paramLabel = "TEXT", description = "Negative prompt.")
    private String negative = "";

    @Option(names = "--json", description = "Print what was done as JSON.")
    private boolean json;

    Imagine(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        var target = file.toAbsolutePath();
        var folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UsageException("-o " + file + ": the folder " + folder + " does not exist; make it first");
        }
        if (Files.isDirectory(target)) {
            throw new UsageException("-o " + file + " is a folder; name a file in it");
        }
        var settings = terminal.settings().get();
        settings.warnings().forEach(terminal.err()::println);
        try (var running = terminal.running().apply(settings)) {
            var reply = draw(running);
            var images = reply.path("images");
            if (images.isEmpty()) {
                terminal.err().println("no picture was made");
                return 1;
            }
            write(target, Base64.getDecoder().decode(images.get(0).asString()));
            report(JsonMapper.shared().readTree(reply.path("info").asString()));
        }
        return 0;
    }

    private void write(Path target, byte[] picture) {
        try {
            Files.write(target, picture);
        } catch (IOException e) {
            throw new UsageException(
                    "-o " + file + " cannot be written (" + e.getClass().getSimpleName() + "); choose another place");
        }
    }

    private JsonNode draw(Running running) throws IOException {
        var reply = running.images()
                .txt2img(CALLER, body(), Steering.of(provider, null), ClientConnection.STAYS, new HashMap<>());
        var document = new ByteArrayOutputStream();
        try (var _ = reply.memory()) {
            reply.json().writeTo(document);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return JsonMapper.shared().readTree(document.toByteArray());
    }

    private ObjectNode body() {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("prompt", prompt);
        body.put("negative_prompt", negative);
        body.put("width", width);
        body.put("height", height);
        seed.ifPresent(number -> body.put("seed", number));
        steps.ifPresent(number -> body.put("steps", number));
        return body;
    }

    private void report(JsonNode info) {
        var extras = info.path("extra_generation_params");
        if (json) {
            var line = JsonNodeFactory.instance.objectNode();
            line.put("file", file.toString());
            line.set("info", info);
            terminal.out().println(line.toPrettyString());
            return;
        }
        terminal.out()
                .println(file + ": " + info.path("width").asInt() + "x"
                        + info.path("height").asInt() + ", seed "
                        + info.path("seed").asString() + ", model "
                        + info.path("sd_model_name").asString());
        extras.properties()
                .forEach(extra -> terminal.out()
                        .println("  " + extra.getKey() + ": " + extra.getValue().asString()));
    }
}
