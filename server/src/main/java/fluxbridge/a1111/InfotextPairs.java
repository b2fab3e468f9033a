package fluxbridge.a1111;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds the pairs of an infotext's last line as A1111's expression does, in one pass and without recursion:
 * {@code \s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)}.
 */
final class InfotextPairs {

    private final String line;
    private int at;

    InfotextPairs(String line) {
        this.line = line;
    }

    /** Every pair in order, values still quoted; a key may come twice. */
    List<Map.Entry<String, String>> read() {
        var pairs = new ArrayList<Map.Entry<String, String>>();
        at = 0;
        while (at < line.length()) {
            int start = at;
            int colon = keyEnd();
            if (colon < 0) {
                continue;
            }
            int value = colon + 1;
            while (value < line.length() && isSpace(line.charAt(value))) {
                value++;
            }
            int end = valueEnd(value);
            pairs.add(Map.entry(line.substring(start, colon), line.substring(value, end)));
            at = end + 1;
        }
        return pairs;
    }

    /** The colon behind a key that begins here, or -1 with {@code at} moved to where the next key may begin. */
    private int keyEnd() {
        if (!isWord(line.codePointAt(at))) {
            at += Character.charCount(line.codePointAt(at));
            return -1;
        }
        int end = at;
        while (end < line.length() && isKey(line.codePointAt(end))) {
            end += Character.charCount(line.codePointAt(end));
        }
        boolean ofTwo = line.codePointCount(at, end) >= 2;
        if (ofTwo && end < line.length() && line.charAt(end) == ':') {
            return end;
        }
        at = end;
        return -1;
    }

    /** A closed quotation that a comma or the line's end follows, or all up to the next comma. */
    private int valueEnd(int from) {
        int quoteEnd = quotationEnd(from);
        if (quoteEnd > 0 && (quoteEnd == line.length() || line.charAt(quoteEnd) == ',')) {
            return quoteEnd;
        }
        int comma = line.indexOf(',', from);
        return comma < 0 ? line.length() : comma;
    }

    private int quotationEnd(int from) {
        if (from >= line.length() || line.charAt(from) != '"') {
            return -1;
        }
        int end = from + 1;
        while (end < line.length() && line.charAt(end) != '"') {
            end += line.charAt(end) == '\\' ? 2 : 1;
        }
        return end >= line.length() || end == from + 1 ? -1 : end + 1;
    }

    private static boolean isKey(int c) {
        return isWord(c) || c == ' ' || c == '-' || c == '/';
    }

    /** Python's {@code \w}. */
    private static boolean isWord(int c) {
        return Character.isLetterOrDigit(c) || c == '_' || isOtherNumber(c);
    }

    private static boolean isOtherNumber(int c) {
        int type = Character.getType(c);
        return type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
    }

    /** Python's {@code \s}. */
    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || c == '\u0085' || c == '\u00a0' || c == '\u2007' || c == '\u202f';
    }
}
