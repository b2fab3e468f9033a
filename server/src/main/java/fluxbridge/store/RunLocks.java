package fluxbridge.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells at once which processes on this data folder have died: each keeps a file locked as long as it lives, and the system takes a lock back
 * however its process ended. Where a lock cannot be had, the lease in the ledger decides as it does among replicas.
 */
public final class RunLocks implements AutoCloseable {

    private static final String FOLDER = "runs";
    private static final Pattern NAME = Pattern.compile("(.+)\\.(\\d+-\\d+)\\.lock");

    private final Path folder;
    private final String process;
    private final @Nullable Path file;
    private final @Nullable FileChannel channel;

    private RunLocks(Path folder, String process, @Nullable Path file, @Nullable FileChannel channel) {
        this.folder = folder;
        this.process = process;
        this.file = file;
        this.channel = channel;
    }

    /**
     * Locks the file of this process.
     *
     * @param run its name in the ledger
     */
    public static RunLocks take(Path dataDir, String run) {
        var folder = dataDir.resolve(FOLDER);
        var self = ProcessHandle.current();
        var begun = self.info().startInstant().map(start -> start.toEpochMilli());
        // With the time, since in a container every process is number 1.
        var process = self.pid() + "-" + begun.orElse(0L);
        var file = folder.resolve(run + "." + process + ".lock");
        try {
            Files.createDirectories(folder, DataFolder.ownerOnly(folder, "rwx------"));
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return new RunLocks(folder, process, file, channel);
            }
            channel.close();
        } catch (IOException | OverlappingFileLockException _) {
            // A file system without locks.
        }
        return new RunLocks(folder, process, null, null);
    }

    /** The names of runs whose process has ended; each is told once. */
    public Set<String> ended() {
        var ended = new HashSet<String>();
        if (channel == null) {
            return ended;
        }
        try (var files = Files.newDirectoryStream(folder, "*.lock")) {
            for (var other : files) {
                ended(other).ifPresent(ended::add);
            }
        } catch (IOException _) {
            // Their leases will tell.
        }
        return ended;
    }

    /** This process's own files are not touched: to open and close one would give its lock away. */
    private Optional<String> ended(Path other) throws IOException {
        var name = NAME.matcher(other.getFileName().toString());
        if (!name.matches() || name.group(2).equals(process)) {
            return Optional.empty();
        }
        try (var probe = FileChannel.open(other, StandardOpenOption.WRITE)) {
            if (probe.tryLock() == null) {
                return Optional.empty();
            }
            Files.deleteIfExists(other);
            return Optional.of(name.group(1));
        }
    }

    @Override
    public void close() {
        try {
            if (file != null && channel != null) {
                Files.deleteIfExists(file);
                channel.close();
            }
        } catch (IOException _) {
            // The system takes the lock back when the process ends.
        }
    }
}
