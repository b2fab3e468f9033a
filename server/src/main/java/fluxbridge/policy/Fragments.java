package fluxbridge.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A folded text cut into runs of letters and digits, with what stands between them.
 *
 * @param all in the order of the text
 */
record Fragments(List<Fragment> all) {

    /**
     * One run.
     *
     * @param word folded
     * @param chunk number of the run of non-blank characters it stands in
     * @param signed the run with the signs before it that may stand for letters, folded: {@code t} of {@code $t} is {@code $t}
     * @param asian true for Han, Kana and Hangul, which are searched inside words
     * @param single true when it was one character before it was folded
     */
    record Fragment(String word, int chunk, String signed, boolean asian, boolean single) {}

    /** The kind of a character as far as words go. */
    private enum Kind {
        BLANK,
        SIGN,
        LEET,
        LETTER,
        DIGIT,
        ASIAN
    }

    static Fragments of(String folded) {
        return new Cutter().cut(folded);
    }

    private static Kind kind(int c) {
        if (c < 0x80) {
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
                return Kind.LETTER;
            }
            if (c >= '0' && c <= '9') {
                return Kind.DIGIT;
            }
            return c <= ' ' ? Kind.BLANK : Fold.isLeetSign(c) ? Kind.LEET : Kind.SIGN;
        }
        if (Character.isDigit(c)) {
            return Kind.DIGIT;
        }
        if (asian(c)) {
            return Kind.ASIAN;
        }
        int type = Character.getType(c);
        if (Character.isLetter(c) || type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK) {
            return Kind.LETTER;
        }
        if (c == 0x3001 || c == 0x3002 || Character.isWhitespace(c) || Character.isSpaceChar(c)) {
            return Kind.BLANK;
        }
        return Fold.isLeetSign(c) ? Kind.LEET : Kind.SIGN;
    }

    static boolean asian(int c) {
        return (c >= 0x3040 && c <= 0x30FF && c != 0x30FB)
                || (c >= 0x3400 && c <= 0x9FFF)
                || (c >= 0xAC00 && c <= 0xD7AF)
                || c == 0x3005
                || c == 0x3007
                || (c >= 0x20000 && c <= 0x3FFFF);
    }

    private static final class Cutter {

        private final List<Fragment> found = new ArrayList<>();
        private final StringBuilder run = new StringBuilder();
        private final StringBuilder signs = new StringBuilder();
        private boolean asian;
        private int chunk;

        Fragments cut(String text) {
            for (int at = 0; at < text.length(); ) {
                int c = text.codePointAt(at);
                take(c);
                at += Character.charCount(c);
            }
            end();
            if (!signs.isEmpty()) {
                found.add(new Fragment("", chunk, signs.toString(), false, signs.length() == 1));
            }
            return new Fragments(found);
        }

        private void take(int c) {
            var kind = kind(c);
            switch (kind) {
                case BLANK -> {
                    end();
                    if (!signs.isEmpty()) {
                        found.add(new Fragment("", chunk, signs.toString(), false, signs.length() == 1));
                        signs.setLength(0);
                    }
                    chunk++;
                }
                case SIGN -> end();
                case LEET -> {
                    end();
                    signs.appendCodePoint(c);
                }
                case LETTER, DIGIT, ASIAN -> {
                    boolean other = kind == Kind.ASIAN;
                    if (!run.isEmpty() && (other != asian || camel(c))) {
                        end();
                    }
                    asian = other;
                    run.appendCodePoint(kind == Kind.DIGIT ? '0' + Character.digit(c, 10) : c);
                }
            }
        }

        /** A capital after three small letters starts a word of its own, as in names of files. */
        private boolean camel(int c) {
            int n = run.length();
            return Character.isUpperCase(c)
                    && n >= 3
                    && Character.isLowerCase(run.charAt(n - 1))
                    && Character.isLowerCase(run.charAt(n - 2));
        }

        private void end() {
            if (run.isEmpty()) {
                return;
            }
            var word = Fold.word(run.toString());
            boolean single = signs.isEmpty() && run.codePointCount(0, run.length()) == 1;
            found.add(new Fragment(word, chunk, signs + word, asian, single));
            run.setLength(0);
            signs.setLength(0);
        }
    }
}
