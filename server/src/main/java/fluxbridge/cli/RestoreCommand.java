package fluxbridge.cli;

import fluxbridge.backup.Restore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bridge restore}: puts a backup back. */
@Command(
        name = "restore",
        description = "Put a backup back; the bridge must be stopped. What was there is kept aside.",
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "What ./bridge backup wrote.")
    private Path file = Path.of("");

    private final Terminal terminal;

    RestoreCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var settings = terminal.settings().get();
        var restored = new Restore(settings.store(), InstantSource.system()).read(file);
        var contents = restored.contents();
        AdminDeed.note(
                settings,
                settings.store(),
                "restore",
                "backup of " + contents.madeAt() + ", " + contents.rows() + " rows");
        var out = terminal.out();
        out.println("restored: " + contents.tables().size() + " tables with " + contents.rows() + " rows, "
                + contents.files().size() + " files, as they were at " + contents.madeAt());
        restored.replaced().ifPresent(path -> out.println("what was there before is in " + path));
        out.println("what was spent after " + contents.madeAt() + " is not in these books");
        return 0;
    }
}
