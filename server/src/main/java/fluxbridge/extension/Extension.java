package fluxbridge.extension;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The extension as it is handed out. It is put together when it is first asked for, which is once in the life of most bridges.
 *
 * <p>SillyTavern clones {@code …/extension.git} with {@code --depth 1}, which takes git's smart protocol; it reads {@code manifest.json} at the
 * root of the repository.
 */
public final class Extension {

    /** The folder in the zip, and thus under {@code data/<user>/extensions/}. */
    static final String FOLDER = "flux-lora-bridge";

    private final String version;
    private final ReleaseFolder folder;
    private final Logger log;
    private volatile @Nullable GitRepository repository;

    /** @param dataDir where the versions that were handed out are remembered */
    public Extension(String version, Path dataDir, Logger log) {
        this.version = version;
        this.folder = new ReleaseFolder(dataDir.resolve("extension"));
        this.log = log;
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
        return written(out -> ExtensionFiles.read(version).zip(FOLDER + "/", out));
    }

    private GitRepository repository() throws IOException {
        var built = repository;
        if (built == null) {
            // Two that come at once build the same twice.
            built = GitRepository.of(releases(ExtensionFiles.read(version)));
            repository = built;
        }
        return built;
    }

    /** Without a folder to remember them in, a version stands alone: it can be installed, but not pulled over an older one. */
    private List<Release> releases(Release current) {
        try {
            return folder.endingWith(current);
        } catch (IOException e) {
            log.warn(
                    "earlier versions of the extension are not known, so updating it means to install it anew: {}",
                    e.toString());
            return List.of(current);
        }
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
