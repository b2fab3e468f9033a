package fluxbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The jars that are shipped, each with its checksum: a library that came along with another, or changed under the same version, stops the
 * build. Needs no network.
 */
final class DependenciesTest {

    private static final Path PINNED = Path.of("dependencies.sha256");

    /** The build writes it: the class path of the product without its tests. */
    private static final Path RUNTIME = Path.of("target", "runtime.classpath");

    @Test
    void what_is_shipped_is_what_was_looked_at() throws IOException {
        var pinned = Files.readString(PINNED);
        var found = Files.exists(RUNTIME) ? jars(Files.readString(RUNTIME)) : jarsNamedIn(pinned);
        var lines = lines(found);
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "dependencies.sha256"), lines);

        assertThat(lines)
                .as("look at what changed, then: cp server/target/dependencies.sha256 server/dependencies.sha256")
                .isEqualTo(pinned);
    }

    /** Where nobody wrote the class path, at least what is known has the right bytes. */
    private static List<Path> jarsNamedIn(String pinned) {
        return jars(System.getProperty("java.class.path")).stream()
                .filter(jar -> pinned.contains("  " + jar.getFileName() + "\n"))
                .toList();
    }

    private static List<Path> jars(String classPath) {
        return Arrays.stream(classPath.strip().split(File.pathSeparator, -1))
                .filter(entry -> entry.endsWith(".jar"))
                .map(Path::of)
                .distinct()
                .toList();
    }

    private static String lines(List<Path> jars) throws IOException {
        var sums = new TreeMap<String, String>();
        for (var jar : jars) {
            sums.put(String.valueOf(jar.getFileName()), sha256(jar));
        }
        return sums.entrySet().stream()
                .map(it -> it.getValue() + "  " + it.getKey() + "\n")
                .collect(Collectors.joining());
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
