package fluxbridge.cli;

import fluxbridge.backup.Backup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bridge backup}: everything that cannot be made anew, in one file. */
@Command(
        name = "backup",
        description = "Write database, keys and history into one file; the bridge may run meanwhile.",
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The file to write, such as bridge-backup.zip.")
    private Path file = Path.of("");

    @Option(names = "--force", description = "Replace the file when it is there.")
    private boolean force;

    private final Terminal terminal;

    BackupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws java.io.IOException {
        var settings = terminal.settings().get();
        var written = new Backup(settings.store(), terminal.version(), InstantSource.system()).write(file, force);
        var out = terminal.out();
        out.println(file + ": " + written.tables().size() + " tables with " + written.rows() + " rows from "
                + written.engine() + ", " + written.files().size() + " files, " + Files.size(file) + " bytes");
        out.println("keep it as safe as the data folder: it holds bridge.key, which access tokens are hashed with");
        out.println("not in it: .env, the LoRA dictionary, kept pictures and answers");
        return 0;
    }
}
