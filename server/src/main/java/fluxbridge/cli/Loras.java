package fluxbridge.cli;

import fluxbridge.api.LorasEndpoint;
import fluxbridge.cli.Bridge.UsageException;
import fluxbridge.failure.Failure.DictionaryRefused;
import fluxbridge.failure.GatewayException;
import fluxbridge.lora.DictionaryCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code bridge loras}: work on the LoRA dictionary. A bridge that is running reads the file again by itself. */
@Command(name = "loras", description = "Work on the LoRA dictionary.", mixinStandardHelpOptions = true)
final class Loras implements Runnable {

    private final Terminal terminal;

    Loras(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        picocli.CommandLine.usage(this, terminal.out());
    }

    @Command(
            name = "validate",
            description = "Read a dictionary file and list what is broken or odd.",
            mixinStandardHelpOptions = true)
    int validate(@Parameters(paramLabel = "FILE") Path file) {
        return DictionaryCheck.run(file, terminal.out());
    }

    @Command(name = "export", description = "Write the dictionary out, byte for byte.", mixinStandardHelpOptions = true)
    int export(
            @Parameters(
                            paramLabel = "FILE",
                            arity = "0..1",
                            description = "Where it goes; - or nothing for standard output.")
                    @Nullable
                    String file)
            throws IOException {
        var bytes = with(loras -> loras.export().bytes());
        if (file == null || file.equals("-")) {
            terminal.out().write(bytes);
            terminal.out().flush();
            return 0;
        }
        try {
            Files.write(Path.of(file), bytes);
        } catch (IOException e) {
            throw new UsageException(
                    file + " cannot be written (" + e.getClass().getSimpleName() + "); choose another place");
        }
        terminal.out().println(file + ": " + bytes.length + " bytes");
        return 0;
    }

    @Command(
            name = "import",
            description =
                    "Take in a dictionary file: its entries are added, or take the place of those with the same id.",
            mixinStandardHelpOptions = true)
    int take(
            @Parameters(paramLabel = "FILE", description = "A dictionary; - for standard input.") String file,
            @Option(names = "--replace", description = "Make the dictionary equal to FILE, byte for byte.")
                    boolean replace,
            @Option(names = "--dry-run", description = "Change nothing; tell what would change.") boolean dryRun,
            @Option(names = "--json", description = "Print the answer of POST /api/v1/loras/import.") boolean json)
            throws IOException {
        var bytes = read(file);
        try {
            var told = with(loras -> loras.take(bytes, replace ? "replace" : "merge", dryRun, Optional.empty()))
                    .body();
            if (json) {
                terminal.out().println(told.toPrettyString());
            } else {
                report(told, dryRun);
            }
            return 0;
        } catch (GatewayException e) {
            if (e.failure() instanceof DictionaryRefused refused
                    && !refused.spots().isEmpty()) {
                refused.spots()
                        .forEach(spot -> terminal.err()
                                .println(file + ":" + spot.line() + ": "
                                        + (spot.field().isEmpty() ? "" : spot.field() + ": ") + spot.why()));
                return 1;
            }
            throw e;
        }
    }

    @Command(
            name = "undo",
            description = "Take back the last change that was made through the bridge.",
            mixinStandardHelpOptions = true)
    int undo() {
        var count =
                with(loras -> loras.undo(Optional.empty())).body().path("loras").size();
        terminal.out().println("the last change is taken back; the dictionary has " + count + " LoRAs");
        return 0;
    }

    private <T> T with(Function<LorasEndpoint, T> work) {
        var settings = terminal.settings().get();
        settings.warnings().forEach(terminal.err()::println);
        try (var running = terminal.running().apply(settings)) {
            return work.apply(running.loras());
        }
    }

    private static byte[] read(String file) throws IOException {
        if (file.equals("-")) {
            return System.in.readAllBytes();
        }
        var path = Path.of(file);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new UsageException(file + " cannot be read; name a dictionary file, or - for standard input");
        }
        return Files.readAllBytes(path);
    }

    private void report(JsonNode told, boolean dryRun) {
        for (var list : new String[] {"added", "changed", "removed", "skipped"}) {
            for (var id : told.path(list)) {
                terminal.out().println(list + "  " + id.asString());
            }
        }
        for (var finding : told.path("findings")) {
            terminal.out()
                    .println(finding.path("level").asString() + "  line "
                            + finding.path("line").asInt() + ": "
                            + finding.path("id").asString() + "."
                            + finding.path("field").asString() + ": "
                            + finding.path("message").asString());
        }
        terminal.out()
                .println((dryRun ? "nothing is changed yet: " : "")
                        + told.path("added").size() + " added, "
                        + told.path("changed").size() + " changed, "
                        + told.path("removed").size() + " removed, "
                        + told.path("skipped").size() + " skipped"
                        + (dryRun ? "" : " (./bridge loras undo takes it back)"));
    }
}
