package fluxbridge.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code .env} file as written: one {@code NAME=value} a line, {@code export} allowed in front, quotes as in a shell.
 *
 * <p>Problems never repeat what the line holds: a key that was wrapped onto a line of its own looks like a broken line.
 *
 * @param entries in the order of the file
 * @param problems lines that cannot be read
 */
record EnvFile(List<Entry> entries, List<String> problems) {

    /** @param line counted from 1 */
    record Entry(int line, String name, String value) {}

    private static final Pattern LINE = Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=(.*)");
    private static final Pattern COMMENT = Pattern.compile("\\s#.*");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    EnvFile {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }

    /** Reads the file; one that is absent is an empty one. */
    static EnvFile read(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            return parse(name, Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException _) {
            return new EnvFile(List.of(), List.of());
        } catch (CharacterCodingException _) {
            return new EnvFile(List.of(), List.of(name + ": is not UTF-8 text; save it as UTF-8"));
        } catch (IOException e) {
            return new EnvFile(
                    List.of(),
                    List.of(name + ": cannot be read (" + e.getClass().getSimpleName()
                            + "); it must be a readable file, or absent"));
        }
    }

    static EnvFile parse(String fileName, String text) {
        var entries = new ArrayList<Entry>();
        var problems = new ArrayList<String>();
        int line = 0;
        for (String raw : withoutMark(text).lines().toList()) {
            line++;
            if (raw.isBlank() || raw.stripLeading().startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(raw);
            if (!matcher.matches()) {
                problems.add(fileName + ":" + line + ": expected NAME=value or a comment that begins with #");
                continue;
            }
            String name = matcher.group(1);
            switch (valueOf(matcher.group(2))) {
                case Value.Read(var value) -> entries.add(new Entry(line, name, value));
                case Value.BadQuotes() ->
                    problems.add(fileName + ":" + line
                            + ": the value begins with a quote, so it must end with the same quote");
            }
        }
        return new EnvFile(entries, problems);
    }

    private sealed interface Value {
        record Read(String text) implements Value {}

        record BadQuotes() implements Value {}
    }

    private static Value valueOf(String raw) {
        String stripped = raw.strip();
        if (!stripped.startsWith("'") && !stripped.startsWith("\"")) {
            return new Value.Read(COMMENT.matcher(raw).replaceFirst("").strip());
        }
        return quoted(stripped);
    }

    private static Value quoted(String text) {
        char quote = text.charAt(0);
        var value = new StringBuilder();
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                String rest = text.substring(i + 1).strip();
                return rest.isEmpty() || rest.startsWith("#")
                        ? new Value.Read(value.toString())
                        : new Value.BadQuotes();
            }
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                value.append(unescape(text.charAt(i), quote));
            } else {
                value.append(c);
            }
        }
        return new Value.BadQuotes();
    }

    /** Single quotes know {@code \\} and {@code \'} only; what is no escape stays as it is written. */
    private static String unescape(char letter, char quote) {
        if (letter == '\\' || letter == quote) {
            return String.valueOf(letter);
        }
        return switch (quote == '"' ? letter : ' ') {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case '$', '\'' -> String.valueOf(letter);
            default -> "\\" + letter;
        };
    }

    private static String withoutMark(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }
}
