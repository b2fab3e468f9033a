package fluxbridge.summary;

import java.util.regex.Pattern;

/** Counts and cuts words. In scripts without spaces two characters count as a word. */
final class Words {

    private static final Pattern SPACE = Pattern.compile("[\\s\\u00A0\\u2000-\\u200B\\u3000]+");

    private Words() {}

    /** How many words a text has. */
    static int count(String text) {
        int words = 0;
        for (var token : SPACE.split(text.strip(), -1)) {
            words += token.isEmpty() ? 0 : weight(token);
        }
        return words;
    }

    private static int weight(String token) {
        int dense = (int) token.codePoints().filter(Words::isDense).count();
        boolean others = token.codePoints().anyMatch(it -> Character.isLetterOrDigit(it) && !isDense(it));
        return Math.max(1, (dense + 1) / 2 + (dense > 0 && others ? 1 : 0));
    }

    /** True for characters of scripts that put no spaces between words. */
    static boolean isDense(int codePoint) {
        return switch (Character.UnicodeScript.of(codePoint)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }

    /** The beginning of a text, at most so many words, without a dangling separator at its end. */
    static String first(String text, int most) {
        if (count(text) <= most) {
            return text.strip();
        }
        var kept = new StringBuilder();
        int words = 0;
        for (var token : SPACE.split(text.strip(), -1)) {
            int weight = weight(token);
            if (words + weight > most) {
                kept.append(kept.isEmpty() ? "" : " ").append(firstDense(token, most - words));
                break;
            }
            kept.append(kept.isEmpty() ? "" : " ").append(token);
            words += weight;
        }
        return kept.toString().strip().replaceAll("[\\s,;:\\u3001\\uFF0C\\u2014\\u2013-]{1,9}$", "");
    }

    private static String firstDense(String token, int most) {
        if (most <= 0 || token.codePoints().noneMatch(Words::isDense)) {
            return "";
        }
        int end = token.offsetByCodePoints(0, Math.min(token.codePointCount(0, token.length()), most * 2 - 1));
        while (end > 0 && weight(token.substring(0, end)) > most) {
            end = token.offsetByCodePoints(end, -1);
        }
        return token.substring(0, end);
    }

    /** The text on one line, every run of white space one blank. */
    static String oneLine(String text) {
        return SPACE.matcher(text).replaceAll(" ").strip();
    }

    /** Where a name stands in a text from an index on, not within a longer word; -1 when nowhere. Letter case counts only when {@code exact}. */
    static int find(String text, String name, int from, boolean exact) {
        for (int at = from; !name.isEmpty() && at + name.length() <= text.length(); at++) {
            if (text.regionMatches(!exact, at, name, 0, name.length())
                    && isEdge(text, at)
                    && isEdge(text, at + name.length())) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isEdge(String text, int at) {
        if (at <= 0 || at >= text.length()) {
            return true;
        }
        int before = text.codePointBefore(at);
        int after = text.codePointAt(at);
        return !joins(before) || !joins(after) || isDense(before) || isDense(after);
    }

    private static boolean joins(int codePoint) {
        return Character.isLetterOrDigit(codePoint) || codePoint == '_';
    }
}
