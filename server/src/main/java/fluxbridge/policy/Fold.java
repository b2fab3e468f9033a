package fluxbridge.policy;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Brings the many ways to write a word to one: compatibility forms, case, accents, letters of other alphabets that look alike, invisible
 * characters, emoji that stand for a word. Terms and texts are folded the same way, in linear time.
 */
final class Fold {

    /** {@code (word:1.2)}: the number is a weight, no age. */
    private static final Pattern WEIGHT = Pattern.compile(":\\s{0,3}-?(?:\\d{1,3})?\\.\\d{1,6}\\s{0,3}(?=[)\\]>])");

    /** Look-alikes and what they are taken for; Cyrillic terms are folded too, so a whole Russian word still equals itself. */
    private static final String FROM =
            "авекмнорстухіјѕһԁԛԝѵѡҽӏ" + "αβγεηικνορτυχωϲ" + "ɑɡıɩɪʟɴʀʏᴀʙᴄᴅᴇꜰɢʜᴊᴋᴍᴏᴘꜱᴛᴜᴠᴡᴢøłđħŧʼ";

    private static final String TO =
            "abekmhopctyxijshdqwvwel" + "abyenikvoptuxwc" + "agiiilnryabcdefghjkmopstuvwzoldht'";

    private static final Map<Integer, Integer> LOOK_ALIKES = lookAlikes();

    private static final Map<Integer, String> EMOJI = Map.of(
            0x1F467, " girl ",
            0x1F466, " boy ",
            0x1F476, " baby ",
            0x1F9D2, " child ",
            0x1F6B8, " children ",
            0x1F51E, " nsfw ",
            0x1F3EB, " school ");

    private Fold() {}

    /** Before the text is cut into words: case is kept, since it may mark words. */
    static String text(String raw) {
        var weightless = raw.indexOf(':') < 0 ? raw : WEIGHT.matcher(raw).replaceAll(" ");
        if (ascii(weightless)) {
            return weightless; // what follows would change nothing
        }
        var decomposed =
                Normalizer.normalize(Normalizer.normalize(weightless, Normalizer.Form.NFKC), Normalizer.Form.NFD);
        var out = new StringBuilder(decomposed.length());
        decomposed.codePoints().forEach(c -> append(out, c));
        return Normalizer.normalize(out, Normalizer.Form.NFC);
    }

    private static void append(StringBuilder out, int c) {
        var emoji = c > 0x1F000 ? EMOJI.get(c) : null;
        if (emoji != null) {
            out.append(emoji);
        } else if (c >= 0x1F1E6 && c <= 0x1F1FF) { // regional indicators
            out.append((char) ('a' + c - 0x1F1E6));
        } else if (c >= 0x1F150 && c <= 0x1F189) { // letters in black circles and squares
            out.append((char) ('a' + (c - 0x1F150) % 32 % 26));
        } else if (c == 0x0303 && endsInN(out)) {
            out.appendCodePoint(c); // Spanish tells a child by it from the name Nina
        } else if (!invisible(c) && !accent(c)) {
            out.appendCodePoint(c);
        }
    }

    private static boolean endsInN(StringBuilder out) {
        return !out.isEmpty() && Character.toLowerCase(out.charAt(out.length() - 1)) == 'n';
    }

    /** One word: lower case, look-alikes of other alphabets as Latin letters. */
    static String word(String part) {
        if (ascii(part)) {
            return part.toLowerCase(Locale.ROOT);
        }
        var out = new StringBuilder(part.length());
        part.codePoints().map(Fold::greekCapital).forEach(out::appendCodePoint);
        var lower = out.toString().toLowerCase(Locale.ROOT).replace("ß", "ss");
        out.setLength(0);
        lower.codePoints().forEach(c -> out.appendCodePoint(simple(c)));
        return out.toString();
    }

    private static boolean ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Capitals whose small letters look like other Latin letters than they do. */
    private static int greekCapital(int c) {
        return switch (c) {
            case 'Ν' -> 'n';
            case 'Η' -> 'h';
            case 'Μ' -> 'm';
            case 'Ζ' -> 'z';
            case 'Β' -> 'b';
            default -> c;
        };
    }

    private static int simple(int c) {
        if (c >= 0x30A1 && c <= 0x30F6) {
            return c - 0x60; // Katakana as Hiragana
        }
        return c < 0x80 ? c : LOOK_ALIKES.getOrDefault(c, c);
    }

    private static boolean invisible(int c) {
        return Character.getType(c) == Character.FORMAT
                || (c >= 0xFE00 && c <= 0xFE0F)
                || (c >= 0xE0000 && c <= 0xE01EF)
                || (c >= 0x1F3FB && c <= 0x1F3FF)
                || c == 0x115F
                || c == 0x1160
                || c == 0x3164
                || c == 0x034F
                || c == 0x2800
                || c == 0x093C;
    }

    /** Marks that decorate letters; those of Devanagari and the voice marks of Kana are letters of their own kind. */
    private static boolean accent(int c) {
        return (c >= 0x0300 && c <= 0x036F)
                || (c >= 0x0483 && c <= 0x0489)
                || (c >= 0x1AB0 && c <= 0x1AFF)
                || (c >= 0x1DC0 && c <= 0x1DFF)
                || (c >= 0x20D0 && c <= 0x20FF)
                || (c >= 0xFE20 && c <= 0xFE2F);
    }

    /** Digits and signs as the letters they are drawn for; {@code i}, {@code l}, {@code 1} and their like are one letter here. */
    static String leet(String word) {
        var out = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            out.append(leet(word.charAt(i)));
        }
        return out.toString();
    }

    private static char leet(char c) {
        return switch (c) {
            case '0' -> 'o';
            case '1', '!', '|', 'l', '¡' -> 'i';
            case '3', '€' -> 'e';
            case '4', '@' -> 'a';
            case '5', '$', '§' -> 's';
            case '6', '9' -> 'g';
            case '7', '+' -> 't';
            case '8' -> 'b';
            case '2' -> 'z';
            default -> c;
        };
    }

    /** True for a sign that is written in the place of a letter. */
    static boolean isLeetSign(int c) {
        return c == '!' || c == '|' || c == '@' || c == '$' || c == '+' || c == '€' || c == '§' || c == '¡';
    }

    private static Map<Integer, Integer> lookAlikes() {
        var map = new HashMap<Integer, Integer>();
        var from = FROM.codePoints().toArray();
        var to = TO.codePoints().toArray();
        if (from.length != to.length) {
            throw new IllegalStateException("look-alikes must be pairs: " + from.length + " and " + to.length);
        }
        for (int i = 0; i < from.length; i++) {
            map.put(from[i], to[i]);
        }
        return Map.copyOf(map);
    }
}
