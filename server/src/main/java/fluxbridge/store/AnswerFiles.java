package fluxbridge.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The bodies of kept answers: files in {@code answers/} of the data folder, readable by its owner only. */
public final class AnswerFiles {

    private static final String FOLDER = "answers";
    private static final String DRAFT = ".part";
    private static final int BUFFER = 64 << 10;

    private final Path folder;

    public AnswerFiles(Path dataDir) {
        this.folder = DataFolder.ready(dataDir.resolve(FOLDER));
    }

    /** A file that is being written; it is there under its name only after {@link #keep}. */
    public final class Draft implements AutoCloseable {

        private final String name;
        private final Path path;
        private final FileChannel channel;
        private final OutputStream out;

        private Draft(String name, Path path, FileChannel channel) {
            this.name = name;
            this.path = path;
            this.channel = channel;
            this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        }

        public OutputStream out() {
            return out;
        }

        /** Brings everything to the disk and gives the file its name; returns its length in bytes. */
        public long keep() throws IOException {
            out.flush();
            channel.force(true);
            long length = channel.size();
            channel.close();
            Files.move(path, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            return length;
        }

        /** Throws away what was not kept. */
        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(path);
        }
    }

    /** @param name letters and digits */
    public Draft create(String name) throws IOException {
        var path = folder.resolve(name + DRAFT);
        var options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        return new Draft(name, path, FileChannel.open(path, options, DataFolder.ownerOnly(path, "rw-------")));
    }

    /** The file, if it is in this data folder. */
    public Optional<Path> find(String name) {
        return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
    }

    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    /** Deletes files that nobody names and that were not touched since {@code before}: left by crashes, or no longer kept. */
    public void deleteAllBut(Collection<String> named, Instant before) throws IOException {
        var keep = new HashSet<>(named);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                if (!keep.contains(String.valueOf(file.getFileName()))
                        && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
