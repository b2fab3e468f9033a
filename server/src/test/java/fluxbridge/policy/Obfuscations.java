package fluxbridge.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Ways to write a word so that people still read it. */
final class Obfuscations {

    private static final String LATIN = "aceiopxysjhkmtb";
    private static final String CYRILLIC = "асеіорхуѕјһкмтв";

    private Obfuscations() {}

    /** For words of letters that have cases. */
    static Map<String, UnaryOperator<String>> forAlphabets() {
        var all = forAll();
        all.put("capitals", String::toUpperCase);
        all.put("mixed case", Obfuscations::mixedCase);
        all.put("spaced", word -> spaced(word, " "));
        all.put("spaced wide", word -> spaced(word, "  "));
        all.put("dotted", word -> spaced(word, "."));
        all.put("dashed", word -> spaced(word, "-"));
        all.put("starred", word -> spaced(word, "*"));
        all.put("underscored", word -> spaced(word, "_"));
        all.put("emoji between", word -> spaced(word, "\uD83C\uDF38"));
        all.put("cut by a dot", word -> cut(word, "."));
        all.put("cut by a bracket", word -> cut(word, "["));
        all.put("stretched", word -> eachLetter(word, c -> c + c + c));
        all.put("accents", word -> eachLetter(word, c -> c + "\u0301\u0336"));
        return all;
    }

    /** For Latin letters. */
    static Map<String, UnaryOperator<String>> forLatin() {
        var all = forAlphabets();
        all.put(
                "full width",
                word -> eachLetter(word, c -> ascii(c) ? String.valueOf((char) (c.charAt(0) + 0xFEE0)) : c));
        all.put(
                "mathematical",
                word -> eachLetter(
                        word, c -> c.matches("[a-z]") ? Character.toString(0x1D41A + c.charAt(0) - 'a') : c));
        all.put(
                "circled",
                word -> eachLetter(word, c -> c.matches("[a-z]") ? Character.toString(0x24D0 + c.charAt(0) - 'a') : c));
        all.put("Cyrillic look-alikes", word -> eachLetter(word, c -> swap(c, LATIN, CYRILLIC)));
        all.put("digits", word -> eachLetter(word, c -> swap(c, "oieast", "013457")));
        all.put("signs", word -> eachLetter(word, c -> swap(c, "as", "@$")));
        return all;
    }

    static Map<String, UnaryOperator<String>> forAll() {
        var all = new LinkedHashMap<String, UnaryOperator<String>>();
        all.put("plain", word -> word);
        all.put("weighted", word -> "((" + word + ":1.3))");
        all.put("square brackets", word -> "[" + word + "]");
        all.put("zero width", word -> eachLetter(word, c -> c + "\u200B\u2060"));
        all.put("quoted", word -> "\"" + word + "\",");
        return all;
    }

    /** For scripts without blanks between words. */
    static Map<String, UnaryOperator<String>> forAsian() {
        var all = forAll();
        all.put("spaced", word -> spaced(word, " "));
        all.put("dotted", word -> spaced(word, "."));
        all.put("middle dots", word -> spaced(word, "・"));
        return all;
    }

    private static String spaced(String phrase, String between) {
        return java.util.Arrays.stream(phrase.split(" "))
                .map(word -> word.codePoints().mapToObj(Character::toString).collect(Collectors.joining(between)))
                .collect(Collectors.joining("   "));
    }

    private static String cut(String phrase, String sign) {
        return java.util.Arrays.stream(phrase.split(" "))
                .map(word -> word.length() < 4
                        ? word
                        : word.substring(0, word.length() / 2) + sign + word.substring(word.length() / 2))
                .collect(Collectors.joining(" "));
    }

    private static String mixedCase(String word) {
        var out = new StringBuilder(word);
        for (int i = 0; i < word.length(); i += 2) {
            out.setCharAt(i, Character.toUpperCase(word.charAt(i)));
        }
        return out.toString();
    }

    private static String eachLetter(String word, UnaryOperator<String> change) {
        return word.codePoints()
                .mapToObj(Character::toString)
                .map(c -> c.equals(" ") ? c : change.apply(c))
                .collect(Collectors.joining());
    }

    private static boolean ascii(String c) {
        return c.charAt(0) > ' ' && c.charAt(0) < 0x7F;
    }

    private static String swap(String c, String from, String to) {
        int at = from.indexOf(c);
        return at < 0 ? c : to.substring(at, at + 1);
    }
}
