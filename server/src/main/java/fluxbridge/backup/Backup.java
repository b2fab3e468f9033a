package fluxbridge.backup;

import fluxbridge.backup.Contents.Kept;
import fluxbridge.backup.Contents.Rows;
import fluxbridge.config.StoreSettings;
import fluxbridge.store.FolderContents;
import fluxbridge.store.Snapshot;
import fluxbridge.store.Table;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an archive: a ZIP file with {@code manifest.json}, a line of JSON for each row in {@code tables/NAME.jsonl}, and the files of the data
 * folder that cannot be made anew in {@code files/}. The tables are those of one moment; the bridge goes on meanwhile.
 */
public final class Backup {

    private final StoreSettings settings;
    private final String program;
    private final InstantSource clock;

    /** @param program the version that is running */
    public Backup(StoreSettings settings, String program, InstantSource clock) {
        this.settings = settings;
        this.program = program;
        this.clock = clock;
    }

    /**
     * Writes it, whole or not at all, readable by its owner only.
     *
     * @param replace whether a file that is there may go
     * @throws BackupException when it cannot be written
     */
    public Contents write(Path file, boolean replace) {
        var target = file.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new BackupException(file + " is a folder; name a file, such as " + file.resolve("bridge-backup.zip"));
        }
        if (Files.exists(target) && !replace) {
            throw new BackupException(file + " exists; take another name, or say --force to replace it");
        }
        var draft = target.resolveSibling("." + target.getFileName() + ".part");
        try (var snapshot = Snapshot.of(settings)) {
            Files.deleteIfExists(draft); // of a backup that was killed
            var contents = write(snapshot, draft);
            Archive.open(draft).check();
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            return contents;
        } catch (IOException e) {
            throw new BackupException("the backup cannot be written to " + file + ": " + Archive.reason(e), e);
        } finally {
            delete(draft);
        }
    }

    private Contents write(Snapshot snapshot, Path draft) throws IOException {
        var madeAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        try (var channel = FolderContents.create(draft)) {
            var zip = new ZipOutputStream(Channels.newOutputStream(channel), StandardCharsets.UTF_8);
            var tables = new ArrayList<Rows>();
            for (var table : snapshot.tables()) {
                tables.add(table(zip, snapshot, table));
            }
            var files = new ArrayList<Kept>();
            for (var name : FolderContents.kept(settings.dataDir())) {
                files.add(file(zip, name));
            }
            var contents = new Contents(madeAt, program, snapshot.engine(), snapshot.schema(), tables, files);
            zip.putNextEntry(new ZipEntry(Archive.MANIFEST));
            zip.write(contents.json());
            zip.finish();
            channel.force(true);
            return contents;
        }
    }

    private static Rows table(ZipOutputStream zip, Snapshot snapshot, Table table) throws IOException {
        zip.putNextEntry(new ZipEntry(Archive.entry(table)));
        var lines = new BufferedWriter(new OutputStreamWriter(zip, StandardCharsets.UTF_8));
        var tally = snapshot.read(table, json -> {
            lines.write(json);
            lines.write('\n');
        });
        lines.flush();
        zip.closeEntry();
        return new Rows(table, tally);
    }

    private Kept file(ZipOutputStream zip, Path name) throws IOException {
        var plain = name.toString().replace('\\', '/');
        zip.putNextEntry(new ZipEntry(Archive.FILES + plain));
        var digest = Archive.sha256();
        var counted = new DigestOutputStream(new Unclosed(zip), digest);
        Files.copy(settings.dataDir().resolve(name), counted);
        zip.closeEntry();
        return new Kept(plain, HexFormat.of().formatHex(digest.digest()));
    }

    /** The archive goes on after an entry. */
    private static final class Unclosed extends java.io.FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    private static void delete(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException _) {
            // The next backup of this name takes it away.
        }
    }
}
