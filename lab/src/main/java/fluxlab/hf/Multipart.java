package fluxlab.hf;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the one file of a {@code multipart/form-data} body. */
final class Multipart {

    private static final Pattern BOUNDARY = Pattern.compile("multipart/form-data;.*boundary=\"?([^\";]+)\"?.*");

    private Multipart() {}

    @SuppressWarnings("ArrayRecordComponent") // read once
    record Part(String name, byte[] bytes) {}

    /** The first part that is called {@code field}, or null. */
    static @Nullable Part file(String contentType, byte[] body, String field) {
        var boundary = BOUNDARY.matcher(contentType);
        if (!boundary.matches()) {
            return null;
        }
        // Latin-1 keeps every byte one character.
        var text = new String(body, StandardCharsets.ISO_8859_1);
        for (var part : text.split(Pattern.quote("--" + boundary.group(1)), -1)) {
            int head = part.indexOf("\r\n\r\n");
            if (head > 0 && part.endsWith("\r\n") && part.substring(0, head).contains("name=\"" + field + "\"")) {
                var bytes = part.substring(head + 4, part.length() - 2).getBytes(StandardCharsets.ISO_8859_1);
                return new Part(fileName(part.substring(0, head)), bytes);
            }
        }
        return null;
    }

    private static String fileName(String head) {
        var name = Pattern.compile("filename=\"([^\"/\\\\]+)\"").matcher(head);
        return name.find() ? name.group(1) : "file";
    }
}
