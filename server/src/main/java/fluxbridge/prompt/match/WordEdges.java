package fluxbridge.prompt.match;

import fluxbridge.lora.FoldedText;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Set;

/**
 * Decides whether a stretch of folded text stands as a word of its own.
 *
 * <p>In scripts with spaces no letter, digit or mark may touch it, and a hyphen, apostrophe or underscore that joins it to another word is
 * part of that word; possessive and contracted endings, honorifics and a stutter are not. In scripts without spaces every place is an edge,
 * but a run of katakana is one word, a single Han character needs other than Han around it, and a Hangul word only starts where a run does.
 */
final class WordEdges {

    private static final Set<String> CONTRACTIONS = Set.of("s", "d", "ll", "ve", "re", "m");
    private static final Set<String> HONORIFICS = Set.of(
            "san", "chan", "kun", "sama", "sensei", "senpai", "dono", "tan", "nii", "nee", "niisan", "neesan", "hime",
            "nim", "ssi", "ya", "ge", "jie", "ji");
    private static final int LONGEST_ENDING = 6;
    private static final int NONE = -1;
    private static final int PROLONGED_SOUND = 0x30FC;

    private final FoldedText text;

    WordEdges(FoldedText text) {
        this.text = text;
    }

    /** @param end exclusive */
    boolean isWord(int start, int end) {
        var lone = end - start == 1;
        return isStart(start, lone) && isEnd(end, lone);
    }

    private boolean isStart(int start, boolean lone) {
        if (!text.isClusterStart(start)) {
            return false;
        }
        var first = text.codePoint(start);
        var before = before(start);
        var neighbour = at(before);
        if (!isWordCharacter(first) || neighbour == NONE) {
            return true;
        }
        return switch (script(first)) {
            case HAN -> !lone || script(neighbour) != UnicodeScript.HAN;
            case KATAKANA -> script(neighbour) != UnicodeScript.KATAKANA;
            case HANGUL -> script(neighbour) != UnicodeScript.HANGUL;
            case HIRAGANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> startsSpaced(start, before);
        };
    }

    private boolean startsSpaced(int start, int before) {
        var neighbour = text.codePoint(before);
        if (isSpacedLetter(neighbour)) {
            return isArabic(neighbour) && isArabic(text.codePoint(start)) && isProclitic(before);
        }
        var joined = before(before);
        if (!isJoiner(neighbour) || !isSpacedLetter(at(joined))) {
            return true;
        }
        return neighbour == '-' && isStutter(start, joined);
    }

    private static boolean isArabic(int codePoint) {
        return codePoint >= 0x600 && UnicodeScript.of(codePoint) == UnicodeScript.ARABIC;
    }

    /** One or two of the letters that Arabic joins to a word, such as the one for "and", at the start of the token. */
    private boolean isProclitic(int letter) {
        var at = letter;
        for (var letters = 0; letters < 2; letters++) {
            if (Particles.ARABIC.indexOf(text.codePoint(at)) < 0) {
                return false;
            }
            at = before(at);
            if (!isSpacedLetter(at(at))) {
                return true;
            }
        }
        return false;
    }

    /** The run of Hangul from here to its end, composed; cut off where it is longer than any ending. */
    private String hangul(int from) {
        var run = new StringBuilder();
        for (var at = from; run.length() <= Particles.LONGEST_RUN && script(at(at)) == UnicodeScript.HANGUL; at++) {
            run.appendCodePoint(text.codePoint(at));
        }
        return Normalizer.normalize(run, Normalizer.Form.NFC);
    }

    /** {@code M-Mira}: one letter, the word's own, standing alone before the hyphen. */
    private boolean isStutter(int start, int letter) {
        var beyond = before(letter);
        if (text.codePoint(letter) != text.codePoint(start) || isSpacedLetter(at(beyond))) {
            return false;
        }
        var further = before(beyond);
        return !isJoiner(at(beyond))
                || (text.codePoint(beyond) == '-' && isSpacedLetter(at(further)) && isStutter(start, further));
    }

    /** Whether a word may end before this index; {@code lone} when it would be a single code point. */
    boolean isEnd(int end, boolean lone) {
        if (!text.isClusterStart(end)) {
            return false;
        }
        var last = text.codePoint(before(end));
        var neighbour = at(end);
        if (!isWordCharacter(text.codePoint(end - 1)) || neighbour == NONE) {
            return true;
        }
        return switch (script(last)) {
            case HAN -> !lone || script(neighbour) != UnicodeScript.HAN;
            case KATAKANA -> script(neighbour) != UnicodeScript.KATAKANA;
            case HANGUL -> script(neighbour) != UnicodeScript.HANGUL || Particles.isKorean(hangul(end));
            case HIRAGANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> endsSpaced(end, neighbour);
        };
    }

    private boolean endsSpaced(int end, int neighbour) {
        if (isSpacedLetter(neighbour)) {
            return false;
        }
        if (!isJoiner(neighbour) || !isSpacedLetter(at(end + 1))) {
            return true;
        }
        return switch (neighbour) {
            case '\'' -> CONTRACTIONS.contains(ending(end + 1)) || Particles.isTurkishOrFinnish(ending(end + 1));
            case '-' -> HONORIFICS.contains(ending(end + 1));
            default -> false;
        };
    }

    /** The letters from here, at most {@value #LONGEST_ENDING}; longer runs come back longer than any known ending. */
    private String ending(int from) {
        var letters = new StringBuilder();
        for (var at = from; letters.length() <= LONGEST_ENDING && isSpacedLetter(at(at)); at++) {
            letters.appendCodePoint(text.codePoint(at));
        }
        return letters.toString();
    }

    /** First code point of the cluster that ends before this index, or -1. */
    private int before(int index) {
        var at = index - 1;
        while (at > 0 && !text.isClusterStart(at)) {
            at--;
        }
        return at;
    }

    private int at(int index) {
        return index < 0 || index >= text.length() ? NONE : text.codePoint(index);
    }

    private static boolean isJoiner(int codePoint) {
        return codePoint == '-' || codePoint == '\'' || codePoint == '_';
    }

    private static boolean isWordCharacter(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint >= 0 && Character.isLetterOrDigit(codePoint);
        }
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> Character.isLetterOrDigit(codePoint);
        };
    }

    /** A word character of a script that puts spaces between words. */
    private static boolean isSpacedLetter(int codePoint) {
        return isWordCharacter(codePoint)
                && switch (script(codePoint)) {
                    case HAN, KATAKANA, HANGUL, HIRAGANA, THAI, LAO, KHMER, MYANMAR -> false;
                    default -> true;
                };
    }

    private static UnicodeScript script(int codePoint) {
        if (codePoint < 0x80) { // none at all too
            return UnicodeScript.LATIN; // digits and signs too: what matters is that it is a script with spaces
        }
        return codePoint == PROLONGED_SOUND ? UnicodeScript.KATAKANA : UnicodeScript.of(codePoint);
    }
}
