package fluxbridge.backup;

import fluxbridge.backup.Contents.Rows;
import fluxbridge.store.FolderContents;
import fluxbridge.store.Loading;
import fluxbridge.store.Loading.UnfitException;
import fluxbridge.store.Snapshot;
import fluxbridge.store.Table;
import fluxbridge.store.Tally;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A file that {@link Backup} wrote. */
final class Archive {

    static final String MANIFEST = "manifest.json";
    static final String FILES = "files/";

    private final Path path;
    private final Contents contents;

    private Archive(Path path, Contents contents) {
        this.path = path;
        this.contents = contents;
    }

    /** @throws BackupException when it is no archive */
    static Archive open(Path path) {
        try (var zip = new ZipFile(path.toFile(), StandardCharsets.UTF_8)) {
            return new Archive(path, Contents.read(read(zip, MANIFEST)));
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw new BackupException(path + " is not there", e);
        } catch (IOException | RuntimeException e) {
            throw damaged(path, e);
        }
    }

    Contents contents() {
        return contents;
    }

    /** @throws BackupException when a part is missing or was changed */
    void check() {
        try (var zip = new ZipFile(path.toFile(), StandardCharsets.UTF_8)) {
            for (var rows : contents.tables()) {
                try (var in = open(zip, entry(rows.table()))) {
                    in.transferTo(
                            java.io.OutputStream
                                    .nullOutputStream()); // ZIP's own checksums; rows are counted when they arrive
                }
            }
            for (var file : contents.files()) {
                if (!FolderContents.isKept(Path.of(file.name()))) {
                    throw new IOException("it holds " + file.name() + ", which is no file of a data folder");
                }
                var digest = sha256();
                try (var in = new DigestInputStream(open(zip, FILES + file.name()), digest)) {
                    in.transferTo(java.io.OutputStream.nullOutputStream());
                }
                if (!HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
                    throw new IOException(file.name() + " was changed");
                }
            }
        } catch (IOException | RuntimeException e) {
            throw damaged(path, e);
        }
    }

    /** Puts every row into an empty database. */
    void load(Loading loading) throws IOException, UnfitException {
        try (var zip = new ZipFile(path.toFile(), StandardCharsets.UTF_8)) {
            for (var rows : contents.tables()) {
                loading.fill(rows.table(), to -> feed(zip, rows, to));
            }
        }
        loading.commit(contents.tables().stream().map(Rows::table).toList());
    }

    private static Tally feed(ZipFile zip, Rows rows, Snapshot.Lines to) throws IOException {
        try (var lines =
                new BufferedReader(new InputStreamReader(open(zip, entry(rows.table())), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                to.line(line);
            }
        }
        return rows.tally();
    }

    /** Writes every file into a folder. */
    void unpack(Path folder) throws IOException {
        try (var zip = new ZipFile(path.toFile(), StandardCharsets.UTF_8)) {
            for (var file : contents.files()) {
                var target = folder.resolve(file.name());
                Files.createDirectories(target.getParent());
                try (var in = open(zip, FILES + file.name());
                        var channel = FolderContents.create(target)) {
                    in.transferTo(Channels.newOutputStream(channel));
                    channel.force(true);
                }
            }
        }
    }

    static String entry(Table table) {
        return "tables/" + table.name() + ".jsonl";
    }

    private static InputStream open(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException(name + " is missing in it");
        }
        return zip.getInputStream(entry);
    }

    private static byte[] read(ZipFile zip, String name) throws IOException {
        try (var in = open(zip, name)) {
            return in.readAllBytes();
        }
    }

    private static BackupException damaged(Path path, Exception e) {
        var why = e instanceof ZipException ? "it is no ZIP file, or not a whole one" : reason(e);
        return new BackupException(path + " is no whole backup of a bridge: " + why + "; take another", e);
    }

    static String reason(Exception e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException missing -> "there is no folder for " + missing.getFile();
            default -> String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        };
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
