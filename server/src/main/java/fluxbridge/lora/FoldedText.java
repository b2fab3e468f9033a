package fluxbridge.lora;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * A text as it is compared: compatibility-decomposed, case-folded code points, each with its place in the original.
 *
 * <p>Composed and decomposed letters become equal, accents stay. Blanks are squeezed to one space, invisible format characters vanish,
 * typographic apostrophes and hyphens become {@code '} and {@code -}. A letter with its marks is a cluster: its code points share one place.
 * Built in linear time.
 */
public final class FoldedText {

    /** Beyond this many marks on one letter a new cluster begins, so that sorting marks stays linear. */
    private static final int MAX_MARKS = 32;

    private int[] codePoints;
    private int[] starts;
    private int[] ends;
    private int length;

    private FoldedText(int capacity) {
        codePoints = new int[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
    }

    /** Folds the text. */
    public static FoldedText of(String text) {
        var folded = new FoldedText(text.length() + 8);
        var at = 0;
        while (at < text.length()) {
            var first = text.codePointAt(at);
            var next = at + Character.charCount(first);
            if (isBlank(first)) {
                folded.addBlank(at, next);
            } else if (!isInvisible(first)) {
                next = endOfMarks(text, next);
                folded.addCluster(text, at, next);
            }
            at = next;
        }
        return folded;
    }

    /** The folded text as a string, without blanks around it: equal for texts that count as the same. */
    public static String key(String text) {
        var folded = of(text);
        return new String(folded.codePoints, 0, folded.length).strip();
    }

    private static int endOfMarks(String text, int from) {
        var at = from;
        for (var marks = 0; at < text.length() && marks < MAX_MARKS; marks++) {
            var mark = text.codePointAt(at);
            if (mark < 0x300 || !isMark(mark)) {
                return at;
            }
            at += Character.charCount(mark);
        }
        return at;
    }

    private void addCluster(String text, int start, int end) {
        var first = text.charAt(start);
        if (end == start + 1 && first < 0x80) {
            add(first == '`' ? '\'' : Character.toLowerCase(first), start, end);
            return;
        }
        decompose(foldCase(decompose(text.substring(start, end).replace('\u00B4', '\''))))
                .codePoints()
                .filter(codePoint -> !isInvisible(codePoint))
                .forEach(codePoint -> {
                    if (isBlank(codePoint)) {
                        addBlank(start, end);
                    } else {
                        add(unified(codePoint), start, end);
                    }
                });
    }

    private static String decompose(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD);
    }

    /** Upper case first, so that ß and ſ, σ and ς meet. */
    private static String foldCase(String text) {
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static int unified(int codePoint) {
        return switch (codePoint) {
            case 0x2018, 0x2019, 0x201B, 0x02BC, 0x02B9, 0x02BB, 0x2032 -> '\'';
            case 0x2010, 0x2011 -> '-';
            default -> codePoint;
        };
    }

    private void addBlank(int start, int end) {
        if (length > 0 && codePoints[length - 1] == ' ') {
            ends[length - 1] = end;
        } else {
            add(' ', start, end);
        }
    }

    private void add(int codePoint, int start, int end) {
        if (length == codePoints.length) {
            var capacity = length * 2;
            codePoints = Arrays.copyOf(codePoints, capacity);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
        }
        codePoints[length] = codePoint;
        starts[length] = start;
        ends[length] = end;
        length++;
    }

    static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    static boolean isMark(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    private static boolean isInvisible(int codePoint) {
        return Character.getType(codePoint) == Character.FORMAT
                || (codePoint >= 0xFE00 && codePoint <= 0xFE0F); // variation selectors
    }

    /** Number of folded code points. */
    public int length() {
        return length;
    }

    public int codePoint(int index) {
        return codePoints[index];
    }

    /** Offset in the original of the cluster that this code point belongs to. */
    public int start(int index) {
        return starts[index];
    }

    /** Offset just after that cluster in the original. */
    public int end(int index) {
        return ends[index];
    }

    /** True when a cluster begins at this index; the end of the text counts. */
    public boolean isClusterStart(int index) {
        return index <= 0 || index >= length || starts[index] != starts[index - 1];
    }

    /** The folded code points, a copy. */
    public int[] toArray() {
        return Arrays.copyOf(codePoints, length);
    }
}
