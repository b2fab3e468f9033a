package fluxbridge.backup;

import fluxbridge.config.StoreSettings;
import fluxbridge.store.FolderContents;
import fluxbridge.store.FolderLock;
import fluxbridge.store.Loading;
import fluxbridge.store.Loading.UnfitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;

/**
 * Puts an archive back: into the SQLite file of the data folder, whose old contents are kept beside it, or into an empty PostgreSQL. Everything is
 * read and checked before anything is replaced.
 */
public final class Restore {

    private static final String DRAFT = "restoring";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("'replaced-'yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final StoreSettings settings;
    private final InstantSource clock;

    public Restore(StoreSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What was done.
     *
     * @param replaced where the old files are; empty when there were none
     */
    public record Restored(Contents contents, Optional<Path> replaced) {}

    /**
     * Does it.
     *
     * @throws BackupException when the archive cannot be used
     * @throws fluxbridge.config.BadSettingsException when a bridge runs on the data folder, or the database cannot be reached
     */
    public Restored read(Path file) {
        var dataDir = settings.dataDir();
        try (var _ = FolderLock.alone(dataDir)) {
            var archive = Archive.open(file);
            archive.check();
            deleteAll(dataDir.resolve(DRAFT)); // of a restore that was killed
            var fresh = FolderContents.makeFolder(dataDir, DRAFT);
            try {
                archive.unpack(fresh);
                load(archive, fresh);
                return new Restored(archive.contents(), FolderContents.replace(dataDir, fresh, aside(dataDir)));
            } finally {
                deleteAll(fresh);
            }
        } catch (UnfitException e) {
            throw new BackupException(file + " is not restored: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BackupException(file + " is not restored: " + Archive.reason(e), e);
        }
    }

    private void load(Archive archive, Path fresh) throws IOException, UnfitException {
        var schema = archive.contents().schema();
        var url = settings.databaseUrl();
        try (var loading = url.isPresent()
                ? Loading.intoPostgresql("DATABASE_URL", url.get(), schema)
                : Loading.intoSqlite(FolderContents.database(fresh), schema)) {
            archive.load(loading);
        }
    }

    private Path aside(Path dataDir) {
        var name = STAMP.format(clock.instant());
        var free = dataDir.resolve(name);
        for (int i = 2; Files.exists(free); i++) {
            free = dataDir.resolve(name + "-" + i);
        }
        return free;
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
