package fluxbridge.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * {@code bridge.key} in the data folder: 32 random bytes that stay the same for the life of the folder, readable by its owner
 * only. Replicas that share a database need the same file, or each will know its callers by another name.
 */
public final class KeyFile {

    static final String NAME = "bridge.key";
    private static final int BYTES = 32;

    private KeyFile() {}

    /**
     * The hash keyed with the file's bytes; makes the file, whole or not at all, when it is not there.
     *
     * @throws fluxbridge.config.BadSettingsException when it cannot be read, written or has the wrong length
     */
    public static KeyedHash open(Path dataDir, SecureRandom random) {
        Path file = DataFolder.ready(dataDir).resolve(NAME);
        try {
            byte[] key = Files.exists(file) ? Files.readAllBytes(file) : create(file, random);
            if (key.length != BYTES) {
                throw DataFolder.unusable(
                        file,
                        "it holds " + key.length + " bytes, not " + BYTES + " (delete it to have a new key made)",
                        new IOException("wrong length"));
            }
            return new KeyedHash(key);
        } catch (IOException e) {
            throw DataFolder.unusable(file, DataFolder.reason(e), e);
        }
    }

    private static byte[] create(Path file, SecureRandom random) throws IOException {
        byte[] fresh = new byte[BYTES];
        random.nextBytes(fresh);
        byte[] suffix = new byte[8];
        random.nextBytes(suffix);
        Path draft = file.resolveSibling(NAME + "." + HexFormat.of().formatHex(suffix));
        try {
            write(draft, fresh);
            return publish(draft, file, fresh);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void write(Path draft, byte[] bytes) throws IOException {
        var newFile = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (var channel = FileChannel.open(draft, newFile, DataFolder.ownerOnly(draft, "rw-------"))) {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** A hard link appears whole and never replaces a file, so of two processes that start at once one wins and both read its key. */
    private static byte[] publish(Path draft, Path file, byte[] fresh) throws IOException {
        try {
            Files.createLink(file, draft);
            return fresh;
        } catch (FileAlreadyExistsException _) {
            return Files.readAllBytes(file);
        } catch (UnsupportedOperationException | IOException _) {
            return move(draft, file, fresh);
        }
    }

    /** For file systems without hard links. */
    private static byte[] move(Path draft, Path file, byte[] fresh) throws IOException {
        try {
            Files.move(draft, file);
            return fresh;
        } catch (FileAlreadyExistsException _) {
            return Files.readAllBytes(file);
        }
    }
}
