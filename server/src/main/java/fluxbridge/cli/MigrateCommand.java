package fluxbridge.cli;

import fluxbridge.backup.Move;
import fluxbridge.cli.Bridge.UsageException;
import fluxbridge.config.StoreSettings;
import fluxbridge.domain.Secret;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bridge migrate}: from SQLite to PostgreSQL. */
@Command(
        name = "migrate",
        description = "Move everything from the SQLite file into an empty PostgreSQL; the bridge must be stopped.",
        mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {

    private static final String PREFIX = "jdbc:postgresql://";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "URL",
            description = "jdbc:postgresql://HOST/DATABASE?user=USER&password=PASSWORD")
    private String to = "";

    private final Terminal terminal;

    MigrateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!to.startsWith(PREFIX)) {
            throw new UsageException("--to must begin with " + PREFIX);
        }
        var settings = terminal.settings().get();
        var url = new Secret(to);
        var moved = new Move(settings.store()).to(url);
        AdminDeed.note(
                settings,
                new StoreSettings(settings.store().dataDir(), Optional.of(url)),
                "migrate",
                "from SQLite to PostgreSQL");
        var out = terminal.out();
        out.printf("%-24s %10s%n", "table", "rows");
        moved.forEach(rows ->
                out.printf("%-24s %10d%n", rows.table().name(), rows.tally().rows()));
        out.println();
        out.println("every row was read back and compared; the ledger sums to zero");
        out.println("now write into .env: DATABASE_URL= with the address that you gave as --to");
        out.println("keep bridge.key in " + settings.store().dataDir()
                + ": access tokens are hashed with it, and every replica needs the same file");
        out.println("bridge.db there is as it was, and no longer used");
        return 0;
    }
}
