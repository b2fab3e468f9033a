package fluxbridge.store;

import fluxbridge.config.BadSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What lies in a data folder beside the database, and how all of it is replaced at once. */
public final class FolderContents {

    /** What cannot be made anew: files, and folders with all that is in them. Everything else in a data folder can be, or is for a while only. */
    static final List<String> KEPT =
            List.of(KeyFile.NAME, "dictionary-history", "extension", "runware_lora_mapping.json");

    /** An SQLite database, with what a process that was killed leaves of its last transactions. */
    private static final List<String> DATABASE =
            List.of(Database.FILE, Database.FILE + "-wal", Database.FILE + "-shm", Database.FILE + "-journal");

    private static final String UNFINISHED = "restore.unfinished";

    private FolderContents() {}

    /** The files that belong into a backup, relative to the folder, in an order that is always the same. */
    public static List<Path> kept(Path dataDir) throws IOException {
        var files = new ArrayList<Path>();
        for (var name : KEPT) {
            var start = dataDir.resolve(name);
            if (Files.exists(start)) {
                try (var found = Files.walk(start)) {
                    found.filter(Files::isRegularFile)
                            .sorted()
                            .map(dataDir::relativize)
                            .forEach(files::add);
                }
            }
        }
        return files;
    }

    /** Whether a file of this relative name is one of the {@link #kept}. */
    public static boolean isKept(Path name) {
        return !name.isAbsolute()
                && name.equals(name.normalize())
                && KEPT.contains(name.getName(0).toString());
    }

    /**
     * Puts new contents in the place of the old. Cut off half way, it leaves a mark that keeps bridges from starting until it is done again.
     *
     * @param fresh a folder in the data folder; what is in it takes the place of what has the same name
     * @param aside takes what was there before, made when there is something
     * @return {@code aside} when it was made
     */
    public static Optional<Path> replace(Path dataDir, Path fresh, Path aside) throws IOException {
        var mark = dataDir.resolve(UNFINISHED);
        Files.writeString(mark, aside.getFileName() + "\n");
        var arriving = names(fresh);
        var leaving = new ArrayList<>(arriving);
        if (arriving.contains(Database.FILE)) {
            leaving.addAll(DATABASE.subList(1, DATABASE.size()));
        }
        for (var name : leaving) {
            var old = dataDir.resolve(name);
            if (Files.exists(old)) {
                if (!Files.exists(aside)) {
                    Files.createDirectory(aside, DataFolder.ownerOnly(aside, "rwx------"));
                }
                Files.move(old, aside.resolve(name));
            }
        }
        for (var name : arriving) {
            Files.move(fresh.resolve(name), dataDir.resolve(name));
        }
        Files.delete(fresh);
        Files.delete(mark);
        return Optional.of(aside).filter(Files::exists);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** @throws BadSettingsException when the contents are neither the old nor the new ones */
    static void refuseHalfReplaced(Path dataDir) {
        if (Files.exists(dataDir.resolve(UNFINISHED))) {
            throw new BadSettingsException(
                    "BRIDGE_DATA_DIR: a restore into " + dataDir
                            + " was cut off half way; do it again with ./bridge restore FILE (what was there before is in "
                            + "replaced-… in that folder)",
                    new IOException("cut off"));
        }
    }

    /** A folder in the data folder that only its owner can look into. */
    public static Path makeFolder(Path dataDir, String name) throws IOException {
        var folder = dataDir.resolve(name);
        return Files.createDirectory(folder, DataFolder.ownerOnly(folder, "rwx------"));
    }

    /** Where an SQLite database lies in a data folder. */
    public static Path database(Path dataDir) {
        return dataDir.resolve(Database.FILE);
    }

    /** Opens a file for writing that must not be there yet, and that only its owner can read. */
    public static java.nio.channels.FileChannel create(Path file) throws IOException {
        return java.nio.channels.FileChannel.open(
                file,
                java.util.Set.of(java.nio.file.StandardOpenOption.WRITE, java.nio.file.StandardOpenOption.CREATE_NEW),
                DataFolder.ownerOnly(file, "rw-------"));
    }
}
