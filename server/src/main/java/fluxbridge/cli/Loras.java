package fluxbridge.cli;

import fluxbridge.lora.DictionaryCheck;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bridge loras}: work on the LoRA dictionary. */
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
}
