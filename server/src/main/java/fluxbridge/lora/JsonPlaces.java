package fluxbridge.lora;

import java.util.ArrayList;
import java.util.List;

/** Where the parts of a JSON text begin and end, in chars, for edits that leave everything else alone. The text must have been parsed before. */
final class JsonPlaces {

    private JsonPlaces() {}

    /**
     * An object.
     *
     * @param open index of its opening brace
     * @param close index of its closing brace
     */
    record Braces(int open, int close, List<Member> members) {}

    /**
     * A name and its value.
     *
     * @param start of the name's opening quote
     * @param nameEnd after the name's closing quote
     * @param name decoded
     * @param end after the value
     */
    record Member(int start, int nameEnd, String name, int valueStart, int end) {

        String value(String text) {
            return text.substring(valueStart, end);
        }
    }

    /** The object that opens at or after this place, with only blanks or a byte order mark before it. */
    static Braces object(String text, int from) {
        int open = past(text, from);
        var members = new ArrayList<Member>();
        int at = past(text, open + 1);
        while (text.charAt(at) == '"') {
            int nameEnd = endOfText(text, at);
            int valueStart = past(text, past(text, nameEnd) + 1);
            int end = end(text, valueStart);
            members.add(new Member(at, nameEnd, name(text.substring(at, nameEnd)), valueStart, end));
            at = past(text, end);
            if (text.charAt(at) == ',') {
                at = past(text, at + 1);
            }
        }
        return new Braces(open, at, members);
    }

    private static String name(String quoted) {
        if (quoted.indexOf('\\') >= 0 && LocatedJson.parse(quoted) instanceof LocatedJson.Text text) {
            return text.value();
        }
        return quoted.substring(1, quoted.length() - 1);
    }

    /** The first place from here on that is no blank. */
    private static int past(String text, int from) {
        int at = from;
        while (" \t\r\n\uFEFF".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static int end(String text, int start) {
        return switch (text.charAt(start)) {
            case '"' -> endOfText(text, start);
            case '{', '[' -> endOfNest(text, start);
            default -> {
                int at = start;
                while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                yield at;
            }
        };
    }

    private static int endOfText(String text, int quote) {
        int at = quote + 1;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private static int endOfNest(String text, int open) {
        int depth = 0;
        int at = open;
        do {
            char c = text.charAt(at);
            if (c == '"') {
                at = endOfText(text, at);
            } else {
                depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
                at++;
            }
        } while (depth > 0);
        return at;
    }
}
