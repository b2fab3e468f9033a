package fluxbridge.store;

import fluxbridge.config.BadSettingsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who uses a data folder, told by {@code bridge.lock} in it. Any number of bridges and commands use one together; whoever replaces the folder's
 * contents has it alone. The operating system takes the lock back when its process ends, however that comes about.
 */
public final class FolderLock implements AutoCloseable {

    static final String NAME = "bridge.lock";

    /** Each user locks one byte of its own, so that users do not exclude each other, not even within one process. */
    private static final int MOST_USERS = 1024;

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Uses the folder together with others. Where the file system knows no locks nothing is locked. */
    static FolderLock shared(Path dataDir) {
        var channel = open(dataDir);
        try {
            for (int user = 0; user < MOST_USERS; user++) {
                if (tryLock(channel, user, 1) != null) {
                    return new FolderLock(channel);
                }
            }
        } catch (IOException _) {
            return new FolderLock(channel);
        }
        close(channel);
        throw new BadSettingsException(
                "BRIDGE_DATA_DIR: the contents of " + dataDir
                        + " are being replaced by ./bridge restore or migrate; start again when that is done",
                new IOException("locked"));
    }

    /**
     * Has the folder alone.
     *
     * @throws BadSettingsException when a bridge runs on it
     */
    public static FolderLock alone(Path dataDir) {
        var channel = open(DataFolder.ready(dataDir));
        try {
            if (tryLock(channel, 0, Long.MAX_VALUE) != null) {
                return new FolderLock(channel);
            }
        } catch (IOException e) {
            close(channel);
            throw DataFolder.unusable(dataDir, "its file system cannot lock files", e);
        }
        close(channel);
        throw new BadSettingsException(
                "BRIDGE_DATA_DIR: a bridge runs on " + dataDir + "; stop it first, and start it again afterwards",
                new IOException("locked"));
    }

    /** Null when somebody else has a part of it. */
    private static @Nullable FileLock tryLock(FileChannel channel, long from, long bytes) throws IOException {
        try {
            return channel.tryLock(from, bytes, false);
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static FileChannel open(Path dataDir) {
        var file = dataDir.resolve(NAME);
        try {
            return FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                    DataFolder.ownerOnly(file, "rw-------"));
        } catch (IOException e) {
            throw DataFolder.unusable(file, DataFolder.reason(e), e);
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // nothing was written to it
        }
    }

    @Override
    public void close() {
        close(channel);
    }
}
