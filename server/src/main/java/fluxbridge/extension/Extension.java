package fluxbridge.extension;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The extension as it is handed out. It is put together when it is first asked for, which is once in the life of most bridges.
 *
 * <p>SillyTavern clones {@code …/extension.git} with {@code --depth 1}, which takes git's smart protocol; it reads {@code manifest.json} at the
 * root of the repository.
 */
public final class Extension {

    /** The folder in the zip, and thus under {@code data/<user>/extensions/}. */
    static final String FOLDER = "flux-lora-bridge";

    private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

    private final String version;
    private volatile @Nullable GitRepository repository;

    public Extension(String version) {
        this.version = version;
    }

    /** The refs, as git's smart HTTP protocol wants them. */
    public byte[] refs() {
        return written(out -> repository().advertise(out));
    }

    /**
     * A pack with what a client wants.
     *
     * @param request not compressed
     * @throws UncheckedIOException if the request is not one of git's
     */
    public byte[] pack(InputStream request) {
        return written(out -> repository().upload(request, out));
    }

    /** One folder, to be unpacked into {@code data/<user>/extensions/}. */
    public byte[] zip() {
        return written(out -> {
            try (var zip = new ZipOutputStream(out)) {
                for (Map.Entry<String, byte[]> file :
                        ExtensionFiles.read(version).entrySet()) {
                    var entry = new ZipEntry(FOLDER + "/" + file.getKey());
                    entry.setTimeLocal(TIME);
                    zip.putNextEntry(entry);
                    zip.write(file.getValue());
                    zip.closeEntry();
                }
            }
        });
    }

    private GitRepository repository() throws IOException {
        var built = repository;
        if (built == null) {
            // Two that come at once build the same twice.
            built = GitRepository.of(ExtensionFiles.read(version), version);
            repository = built;
        }
        return built;
    }

    @FunctionalInterface
    private interface Writing {
        void to(ByteArrayOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        var out = new ByteArrayOutputStream();
        try {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
