package fluxbridge;

import fluxbridge.config.StoreSettings;
import fluxbridge.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** An SQLite file without rows, migrated once a run: to migrate takes longer than most tests that need one. */
public final class EmptyDatabase {

    private static final byte[] FILE = make();

    private EmptyDatabase() {}

    private static byte[] make() {
        try {
            var folder = Files.createTempDirectory("empty-database");
            Database.open(new StoreSettings(folder, Optional.empty())).close();
            var bytes = Files.readAllBytes(folder.resolve("bridge.db"));
            try (var files = Files.list(folder)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens one in a data folder that has none yet. */
    public static Database in(Path dataDir) {
        try {
            Files.write(dataDir.resolve("bridge.db"), FILE);
            var database = Database.open(new StoreSettings(dataDir, Optional.empty()));
            // Nobody cuts the power in these tests.
            database.jdbi().useHandle(handle -> handle.execute("PRAGMA synchronous = OFF"));
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
