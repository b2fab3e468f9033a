package fluxbridge.summary;

import java.util.regex.Pattern;

/** Takes out what is said aloud, whatever the quotation marks; {@link #GAP} stands where it was. */
final class Unspoken {

    /** Stands where somebody spoke in the middle of a sentence. */
    static final char GAP = '\u0001';

    private static final String OPENING = "\"\u201C\u201E\u201F\u00AB\u00BB\u2039\u300C\u300E\uFF02\u301D";
    private static final String ENDS = ".!?\u2026\u3002\uFF01\uFF1F~-\u2014";
    private static final Pattern SHOWN = Pattern.compile(
            "(?i)(?:sign|reads|reading|labell?ed|titled|lettering|letters|words?|banner|spells|spelling)\\s{0,3}[,:]?\\s{0,3}$");
    private static final int LONGEST_SIGN = 30;

    private final String text;
    private final StringBuilder kept = new StringBuilder();

    private Unspoken(String text) {
        this.text = text;
    }

    static String of(String text) {
        var all = new StringBuilder(text.length());
        for (var line : text.split("\\R", -1)) {
            all.append(new Unspoken(line).strip()).append('\n');
        }
        return all.toString();
    }

    private String strip() {
        var start = text.stripLeading();
        if (start.startsWith("\u2014") || start.startsWith("\u2013") || start.startsWith("- ")) {
            return betweenDashes(start);
        }
        int at = 0;
        while (at < text.length()) {
            int end = opens(at) ? close(at) : -1;
            if (end < 0) {
                kept.append(text.charAt(at++));
            } else {
                at = leaveOut(at, end);
            }
        }
        return kept.toString();
    }

    /** Speech introduced by a dash: speech and narration take turns. */
    private static String betweenDashes(String line) {
        var parts = line.split("(?<=^|\\s|[.,!?\u2026])[\u2014\u2013-]+(?=[\\s\\p{L}])|[\u2014\u2013](?=[.,!?])", -1);
        var told = new StringBuilder();
        for (int i = 2; i < parts.length; i += 2) {
            told.append(GAP).append(' ').append(parts[i].strip()).append(' ');
        }
        return told.toString();
    }

    private boolean opens(int at) {
        char mark = text.charAt(at);
        boolean free = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
        if (mark == '\'' || mark == '\u2018') {
            return free && at + 1 < text.length() && Character.isLetter(text.charAt(at + 1));
        }
        if (OPENING.indexOf(mark) < 0) {
            return false;
        }
        // 6'2" is a height; a mark that closes what was never opened is left to the punctuation.
        boolean inches = (mark == '"' || mark == '\u201C') && at > 0 && Character.isDigit(text.charAt(at - 1));
        return !inches;
    }

    /** Where the quotation that opens here ends, exclusive; -1 when it is none. */
    private int close(int at) {
        char mark = text.charAt(at);
        if (mark == '\'' || mark == '\u2018') {
            return closeSingle(at, mark == '\'' ? "'" : "\u2019'");
        }
        var closing = closing(mark);
        for (int i = at + 1; i < text.length(); i++) {
            if (closing.indexOf(text.charAt(i)) >= 0) {
                return i + 1;
            }
        }
        return text.length();
    }

    private static String closing(char mark) {
        return switch (mark) {
            case '\u201E' -> "\u201C\u201D\"";
            case '\u201C' -> "\u201D\"";
            case '\u00AB' -> "\u00BB";
            case '\u00BB' -> "\u00AB";
            case '\u2039' -> "\u203A";
            case '\u300C' -> "\u300D";
            case '\u300E' -> "\u300F";
            case '\u301D' -> "\u301E\u301F";
            case '\uFF02' -> "\uFF02";
            default -> "\"\u201D";
        };
    }

    /** An apostrophe closes only after punctuation and before no letter: 'Sit,' she said. */
    private int closeSingle(int at, String marks) {
        int most = Math.min(text.length(), at + 1000);
        for (int i = at + 1; i < most; i++) {
            boolean outside = i + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(i + 1));
            if (marks.indexOf(text.charAt(i)) >= 0 && outside && (ENDS + ",").indexOf(text.charAt(i - 1)) >= 0) {
                return i + 1;
            }
        }
        return -1;
    }

    private int leaveOut(int from, int end) {
        var said = text.substring(from + 1, Math.max(from + 1, end - 1)).strip();
        if (said.length() <= LONGEST_SIGN && SHOWN.matcher(tail()).find()) {
            kept.append(said);
            return end;
        }
        int next = end;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        boolean whole = !said.isEmpty() && ENDS.indexOf(said.charAt(said.length() - 1)) >= 0;
        boolean begins = next >= text.length() || !Character.isLowerCase(text.codePointAt(next));
        kept.append(' ').append(GAP).append(whole && begins ? ". " : " ");
        return end;
    }

    private String tail() {
        return kept.substring(Math.max(0, kept.length() - 24));
    }
}
