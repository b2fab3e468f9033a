package fluxbridge.lora;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the dictionary file was before each of the last changes made through the bridge; kept in the data folder over a restart. */
final class DictionaryHistory {

    private static final int MOST = 20;

    private final Path folder;

    DictionaryHistory(Path folder) {
        this.folder = folder;
    }

    /**
     * One change.
     *
     * @param after tag of the version that it made
     * @param existed false when it made the file
     */
    record Change(Path kept, String after, boolean existed) {

        byte[] before() throws IOException {
            return Files.readAllBytes(kept);
        }
    }

    /** @param before empty when there was no file */
    void push(Optional<byte[]> before, String after) throws IOException {
        Files.createDirectories(folder);
        var changes = names();
        long number = changes.isEmpty() ? 1 : Long.parseLong(changes.getLast().substring(0, 10)) + 1;
        var name = "%010d-%s-%s".formatted(number, after, before.isPresent() ? "file" : "none");
        AtomicFile.write(folder.resolve(name), before.orElse(new byte[0]));
        for (var old : changes.subList(0, Math.max(0, changes.size() + 1 - MOST))) {
            Files.deleteIfExists(folder.resolve(old));
        }
    }

    Optional<Change> last() throws IOException {
        var changes = names();
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        var parts = changes.getLast().split("-", 3);
        return Optional.of(new Change(folder.resolve(changes.getLast()), parts[1], parts[2].equals("file")));
    }

    private List<String> names() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{10}-[0-9a-f]+-(file|none)"))
                    .sorted()
                    .toList();
        }
    }
}
