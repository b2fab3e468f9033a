package fluxbridge.extension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The versions that this bridge has handed out, in {@code extension/} of the data folder, so that the next one can follow them in the
 * repository: git pulls only what follows.
 */
final class ReleaseFolder {

    private static final Pattern NAME = Pattern.compile("(\\d{4})-(.+)\\.zip");

    private final Path folder;

    ReleaseFolder(Path folder) {
        this.folder = folder;
    }

    /** All versions, oldest first; the last is the given one, which is added when it is new. */
    List<Release> endingWith(Release current) throws IOException {
        var releases = new ArrayList<>(read());
        if (releases.isEmpty() || !releases.getLast().hasFilesOf(current)) {
            write(releases.size() + 1, current);
            releases.add(current);
        }
        return releases;
    }

    private List<Release> read() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var releases = new ArrayList<Release>();
        try (var paths = Files.list(folder)) {
            for (var path : paths.sorted().toList()) {
                var name = NAME.matcher(path.getFileName().toString());
                if (name.matches()) {
                    try (var in = Files.newInputStream(path)) {
                        releases.add(Release.unzip(name.group(2), in));
                    }
                }
            }
        }
        return releases;
    }

    private void write(int number, Release release) throws IOException {
        Files.createDirectories(folder);
        var draft = Files.createTempFile(folder, "draft", ".tmp");
        try (var out = Files.newOutputStream(draft)) {
            release.zip("", out);
        }
        var name = "%04d-%s.zip".formatted(number, release.version());
        Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
