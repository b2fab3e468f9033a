package fluxbridge.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a folder of kept pictures held when its bridge stopped: the file {@code stock}, a line a picture of its name, its bytes and when it was
 * written in milliseconds, the least recently used first. It saves the next start a look at every file, and carries their order over. Who
 * reads it takes it away, so that none is there after a crash.
 */
final class Stock {

    static final String NAME = "stock";

    /**
     * @param size in bytes
     * @param writtenAt in milliseconds since 1970
     */
    record Entry(long size, long writtenAt) {}

    private Stock() {}

    /** Nothing when the bridge did not stop in order. Lines that cannot be read are left out. */
    static SequencedMap<String, Entry> take(Path folder) throws IOException {
        var entries = new LinkedHashMap<String, Entry>();
        var file = folder.resolve(NAME);
        try {
            for (var line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                read(line, entries);
            }
        } catch (NoSuchFileException _) {
            return entries;
        }
        Files.deleteIfExists(file);
        return entries;
    }

    private static void read(String line, Map<String, Entry> entries) {
        int size = line.indexOf(' ');
        int writtenAt = line.indexOf(' ', size + 1);
        if (size < 0 || writtenAt < 0) {
            return;
        }
        try {
            entries.put(
                    line.substring(0, size),
                    new Entry(
                            Long.parseLong(line, size + 1, writtenAt, 10),
                            Long.parseLong(line, writtenAt + 1, line.length(), 10)));
        } catch (NumberFormatException _) {
            // cut off when the power failed; the file itself will be looked at
        }
    }

    /** @param half where it is written before it takes its place */
    static void leave(Path folder, Path half, Map<String, Entry> entries) throws IOException {
        var lines = new StringBuilder();
        entries.forEach((name, entry) -> lines.append(name)
                .append(' ')
                .append(entry.size())
                .append(' ')
                .append(entry.writtenAt())
                .append('\n'));
        Files.writeString(half, lines, StandardCharsets.ISO_8859_1);
        Files.move(half, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
