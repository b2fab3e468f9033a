package fluxbridge.prompt;

import fluxbridge.lora.FoldedText;
import java.lang.Character.UnicodeScript;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The folded spellings under which a keyword is found: its own; without accents, for those who type none; with hyphens for spaces and spaces
 * for hyphens.
 */
final class Spellings {

    private Spellings() {}

    /** Empty when nothing of the keyword is left after folding. */
    static Set<String> of(String keyword) {
        var folded = FoldedText.key(keyword);
        var spellings = new LinkedHashSet<String>();
        for (var spelling :
                Set.of(folded, withoutAccents(folded)).stream().sorted().toList()) {
            spellings.add(spelling);
            spellings.add(spelling.replace(' ', '-'));
            spellings.add(spelling.replace('-', ' '));
        }
        return spellings.stream()
                .map(String::strip)
                .filter(spelling -> !spelling.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
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
