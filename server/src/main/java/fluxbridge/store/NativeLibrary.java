package fluxbridge.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.util.LibraryLoaderUtil;

/** SQLite's engine as the driver's jar carries it: one library for each kind of machine. */
public final class NativeLibrary {

    private NativeLibrary() {}

    /**
     * Puts this machine's library into a folder, which is made. A start that is told of it ({@code org.sqlite.lib.path}) need not unpack it and
     * compare it byte by byte.
     */
    public static void unpackInto(Path folder) throws IOException {
        var name = LibraryLoaderUtil.getNativeLibName();
        Files.createDirectories(folder);
        var part = folder.resolve(name + ".part");
        var resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (var packed = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
            Files.copy(requireNonNull(packed, resource), part, REPLACE_EXISTING);
        }
        Files.move(part, folder.resolve(name), ATOMIC_MOVE);
    }
}
