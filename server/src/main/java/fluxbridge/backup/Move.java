package fluxbridge.backup;

import fluxbridge.backup.Contents.Rows;
import fluxbridge.config.StoreSettings;
import fluxbridge.domain.Secret;
import fluxbridge.store.FolderLock;
import fluxbridge.store.Loading;
import fluxbridge.store.Loading.UnfitException;
import fluxbridge.store.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Moves everything from the SQLite file of a data folder into an empty PostgreSQL. The file stays as it is. */
public final class Move {

    private final StoreSettings settings;

    public Move(StoreSettings settings) {
        this.settings = settings;
    }

    /**
     * Does it, all or nothing.
     *
     * @param to {@code jdbc:postgresql://…}
     * @return what was moved
     * @throws BackupException when it cannot be done
     * @throws fluxbridge.config.BadSettingsException when a bridge runs on the data folder, or a database cannot be reached
     */
    public List<Rows> to(Secret to) {
        if (settings.databaseUrl().isPresent()) {
            throw new BackupException(
                    "DATABASE_URL is set, so the bridge uses PostgreSQL already; to take its data to another"
                            + " one: ./bridge backup FILE, set DATABASE_URL to the new one, ./bridge restore FILE");
        }
        try (var _ = FolderLock.alone(settings.dataDir());
                var from = Snapshot.of(settings);
                var into = Loading.intoPostgresql("--to", to, from.schema())) {
            var moved = new ArrayList<Rows>();
            for (var table : from.tables()) {
                moved.add(new Rows(table, into.fill(table, rows -> from.read(table, rows))));
            }
            into.commit(from.tables());
            return moved;
        } catch (UnfitException | IOException e) {
            throw new BackupException("nothing was moved: " + e.getMessage(), e);
        }
    }
}
