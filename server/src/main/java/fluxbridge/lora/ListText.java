package fluxbridge.lora;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a list that was written as one text: Python ({@code ['a', "b's"]}), JSON ({@code ["a","b"]}) or plain commas ({@code a, b}).
 *
 * <p>A quote closes an item only where a comma, a bracket or the end follows, so a forgotten escape ({@code ['Mira's coat']}) is survived.
 */
final class ListText {

    private final String text;
    private int at;

    private ListText(String text) {
        this.text = text;
    }

    /** The items without blanks around them; empty ones are left out. */
    static List<String> parse(String text) {
        var inner = text.strip();
        if (inner.isEmpty() || inner.equals("None") || inner.equals("null")) {
            return List.of();
        }
        if (isBracketed(inner)) {
            return new ListText(inner.substring(1, inner.length() - 1)).items();
        }
        if (inner.startsWith("[")) {
            return new ListText(inner.substring(1)).items(); // its end was cut off
        }
        var items = new ArrayList<String>();
        for (var item : inner.split("[,;\n]", -1)) {
            addTo(items, unquoted(item.strip()));
        }
        return items;
    }

    private static boolean isBracketed(String text) {
        return (text.startsWith("[") && text.endsWith("]"))
                || (text.startsWith("('") && text.endsWith(")"))
                || (text.startsWith("(\"") && text.endsWith(")"))
                || (text.startsWith("{") && text.endsWith("}"));
    }

    private static String unquoted(String item) {
        var quoted = item.length() >= 2
                && (item.charAt(0) == '"' || item.charAt(0) == '\'')
                && item.charAt(item.length() - 1) == item.charAt(0);
        return quoted ? item.substring(1, item.length() - 1) : item;
    }

    private List<String> items() {
        var items = new ArrayList<String>();
        while (at < text.length()) {
            skipBlanks();
            if (at < text.length()) {
                var first = text.charAt(at);
                addTo(items, first == '\'' || first == '"' ? quoted(first) : bare());
            }
            skipBlanks();
            at++; // the comma
        }
        return items;
    }

    private static void addTo(List<String> items, String item) {
        if (!item.isBlank()) {
            items.add(item.strip());
        }
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private String bare() {
        var comma = text.indexOf(',', at);
        var end = comma < 0 ? text.length() : comma;
        var item = text.substring(at, end).strip();
        at = end;
        return item.equals("None") || item.equals("null") ? "" : item;
    }

    private String quoted(char quote) {
        var item = new StringBuilder();
        at++;
        while (at < text.length()) {
            var c = text.charAt(at);
            if (c == quote && closes(at + 1)) {
                at++;
                return item.toString();
            }
            if (c == '\\' && at + 1 < text.length()) {
                item.append(escaped());
            } else {
                item.append(c);
                at++;
            }
        }
        return item.toString();
    }

    private boolean closes(int from) {
        var next = from;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next >= text.length() || text.charAt(next) == ',';
    }

    private String escaped() {
        var c = text.charAt(at + 1);
        at += 2;
        return switch (c) {
            case 'n', 'r', 't' -> " ";
            case 'x' -> codePoint(2, c);
            case 'u' -> codePoint(4, c);
            default -> String.valueOf(c);
        };
    }

    private String codePoint(int digits, char letter) {
        if (at + digits <= text.length()) {
            var hex = text.substring(at, at + digits);
            if (hex.matches("[0-9a-fA-F]+")) {
                at += digits;
                return String.valueOf((char) Integer.parseInt(hex, 16));
            }
        }
        return String.valueOf(letter);
    }
}
