package fluxbridge.prompt.match;

import fluxbridge.lora.FoldedText;
import java.lang.Character.UnicodeScript;
import java.util.List;

/**
 * The folded spellings under which a keyword is found: its own and, for those who type no accents, the one without.
 *
 * <p>Hyphens are spaces here, in keywords and texts alike; only {@link WordEdges} tells them apart.
 */
final class Spellings {

    private Spellings() {}

    /** One or two; none when nothing of the keyword is left after folding. */
    static List<String> of(String keyword) {
        var folded = FoldedText.key(keyword).replace('-', ' ').strip();
        if (folded.isEmpty()) {
            return List.of();
        }
        var bare = isAscii(folded) ? folded : withoutAccents(folded);
        return bare.equals(folded) ? List.of(folded) : List.of(folded, bare);
    }

    /** The text's code points as spellings are compared with them. */
    static int[] comparable(FoldedText text) {
        var codePoints = text.toArray();
        for (var at = 0; at < codePoints.length; at++) {
            if (codePoints[at] == '-') {
                codePoints[at] = ' ';
            }
        }
        return codePoints;
    }

    private static boolean isAscii(String text) {
        for (var at = 0; at < text.length(); at++) {
            if (text.charAt(at) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Only where people do leave them out: never the voicing marks of kana, the vowels of Thai or Hindi. */
    private static String withoutAccents(String folded) {
        var bare = new StringBuilder();
        var base = 0;
        for (var codePoint : folded.codePoints().toArray()) {
            var accent = codePoint >= 0x300 && codePoint <= 0x36F;
            if (!accent) {
                base = codePoint;
            }
            if (!accent || !hasAccents(base)) {
                bare.append(plainLetter(codePoint));
            }
        }
        return bare.toString();
    }

    private static boolean hasAccents(int letter) {
        return switch (UnicodeScript.of(letter)) {
            case LATIN, GREEK, CYRILLIC -> true;
            default -> false;
        };
    }

    /** Letters that decompose into nothing simpler, but are written as these where the keyboard lacks them. */
    private static String plainLetter(int codePoint) {
        return switch (codePoint) {
            case 'ø' -> "o";
            case 'ł' -> "l";
            case 'đ', 'ð' -> "d";
            case 'ħ' -> "h";
            case 'æ' -> "ae";
            case 'œ' -> "oe";
            case 'þ' -> "th";
            default -> Character.toString(codePoint);
        };
    }
}
