package fluxbridge.cli;

import fluxbridge.cli.Bridge.UsageException;
import fluxbridge.domain.Caller;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code bridge match}: shows who of the dictionary is in the picture that a text describes, and why. */
@Command(
        name = "match",
        description = "Show who is in the picture that a text describes, and what would be drawn.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class Match implements Callable<Integer> {

    private static final Caller CALLER = new Caller("command-line");

    private final Terminal terminal;

    @Parameters(paramLabel = "TEXT", arity = "0..1", description = "The prompt or narration.")
    private @Nullable String text;

    @Option(
            names = "--visible",
            split = ",",
            paramLabel = "NAME",
            description = "Who may be in sight, most recent first: ids, names or aliases.")
    private List<String> visible = List.of();

    @Option(
            names = "--negative",
            paramLabel = "TEXT",
            description = "Negative prompt; whoever is named there is left out.")
    private String negative = "";

    @Option(names = "--json", description = "Print the answer of POST /api/v1/match.")
    private boolean json;

    @Option(
            names = "--jsonl",
            paramLabel = "FILE",
            description =
                    "Read lines {text, visible, dictionary: {id: [names]}} and print {ids} for each; - for standard input.")
    private @Nullable String lines;

    Match(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (lines != null) {
            try (var reader = open(lines)) {
                return new MatchLines(terminal.out(), terminal.err()).run(reader);
            }
        }
        var narration = text;
        if (narration == null) {
            throw new UsageException("match needs a TEXT or --jsonl FILE");
        }
        var settings = terminal.settings().get();
        settings.warnings().forEach(terminal.err()::println);
        try (var running = terminal.running().apply(settings)) {
            var reply = running.match().match(CALLER, body(narration));
            if (json) {
                terminal.out().println(reply.toPrettyString());
            } else {
                MatchTable.print(reply, terminal.out());
            }
        }
        return 0;
    }

    private ObjectNode body(String given) {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("text", given);
        body.put("negative_prompt", negative);
        var names = body.putArray("visible");
        visible.forEach(names::add);
        return body;
    }

    private static BufferedReader open(String file) throws IOException {
        if (file.equals("-")) {
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        }
        var path = Path.of(file);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new UsageException("--jsonl " + file + " cannot be read; name a file, or - for standard input");
        }
        return Files.newBufferedReader(path);
    }
}
