package fluxbench.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder for one benchmark. */
record Scratch(Path folder) {

    static Scratch make() throws IOException {
        return new Scratch(Files.createTempDirectory("bridge-bench"));
    }

    void delete() throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
