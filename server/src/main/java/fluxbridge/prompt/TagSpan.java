package fluxbridge.prompt;

import java.util.ArrayList;
import java.util.List;

/**
 * One {@code <type:arguments>} in a prompt.
 *
 * <p>Equal to the matches of {@code <(\w+):([^>]+)>}, found without its quadratic search for a {@code >} that never comes.
 *
 * @param start offset of the {@code <}
 * @param end offset after the {@code >}
 */
record TagSpan(int start, int end, String type, String arguments) {

    /** All of them, left to right. */
    static List<TagSpan> all(String text) {
        var spans = new ArrayList<TagSpan>();
        var open = text.indexOf('<');
        while (open >= 0) {
            var colon = endOfWord(text, open + 1);
            var from = open + 1;
            if (colon > open + 1 && colon < text.length() && text.charAt(colon) == ':') {
                var close = text.indexOf('>', colon + 1);
                if (close < 0) {
                    return spans; // nothing further on can be closed either
                }
                if (close > colon + 1) {
                    from = close + 1;
                    spans.add(
                            new TagSpan(open, from, text.substring(open + 1, colon), text.substring(colon + 1, close)));
                }
            }
            open = text.indexOf('<', from);
        }
        return spans;
    }

    private static int endOfWord(String text, int from) {
        var at = from;
        while (at < text.length()) {
            var codePoint = text.codePointAt(at);
            if (codePoint != '_' && !Character.isLetterOrDigit(codePoint)) {
                return at;
            }
            at += Character.charCount(codePoint);
        }
        return at;
    }

    /** The text without these spans; where one leaves two blanks or two commas behind, one of them goes too. */
    static String removed(String text, List<TagSpan> spans) {
        if (spans.isEmpty()) {
            return text;
        }
        var out = new StringBuilder(text.length());
        out.append(text, 0, spans.getFirst().start());
        var afterComma = endsWithComma(text.substring(0, spans.getFirst().start()), true);
        for (var next = 1; next <= spans.size(); next++) {
            var end = next < spans.size() ? spans.get(next).start() : text.length();
            var piece = text.substring(spans.get(next - 1).end(), end);
            append(out, piece, afterComma);
            afterComma = endsWithComma(piece, afterComma);
        }
        if (text.substring(spans.getLast().end()).isBlank()) {
            trimEnd(out, ", \t\r\n");
        }
        return out.toString();
    }

    private static void append(StringBuilder out, String piece, boolean afterComma) {
        var rest = afterBlank(out) ? withoutLeadingBlanks(piece) : piece;
        if (!withoutLeadingBlanks(rest).startsWith(",")) {
            out.append(rest);
        } else if (afterComma) {
            var next = withoutLeadingBlanks(rest).substring(1);
            out.append(afterBlank(out) ? withoutLeadingBlanks(next) : next);
        } else {
            trimEnd(out, " \t");
            out.append(withoutLeadingBlanks(rest));
        }
    }

    /** Whether a comma, or nothing at all, is the last that is not blank; {@code before} holds for a blank piece. */
    private static boolean endsWithComma(String piece, boolean before) {
        var at = piece.length() - 1;
        while (at >= 0 && isBlank(piece.charAt(at))) {
            at--;
        }
        return at < 0 ? before : piece.charAt(at) == ',';
    }

    private static boolean afterBlank(StringBuilder out) {
        return out.isEmpty() || Character.isWhitespace(out.charAt(out.length() - 1));
    }

    private static String withoutLeadingBlanks(String piece) {
        var at = 0;
        while (at < piece.length() && isBlank(piece.charAt(at))) {
            at++;
        }
        return piece.substring(at);
    }

    private static void trimEnd(StringBuilder out, String characters) {
        var end = out.length();
        while (end > 0 && characters.indexOf(out.charAt(end - 1)) >= 0) {
            end--;
        }
        out.setLength(end);
    }

    /** Line breaks are none: they are the client's own layout. */
    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
