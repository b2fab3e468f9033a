package fluxbridge.policy;

import fluxbridge.policy.Fragments.Fragment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds ages below 18 in figures and words. A number without a sign of being an age, such as a year, a ratio or a lens, is none. */
final class Ages {

    static final int ADULT = 18;

    /** Immutable; read once. */
    static final Ages STANDARD = new Ages();

    /** {@code 16歳}, {@code 十六岁}, {@code 16살}; 세기 is a century. */
    private static final Pattern ASIAN = Pattern.compile(
            "(?<![0-9〇零一二三四五六七八九十百물른흔쉰순든])([0-9]{1,3}|[〇零一二三四五六七八九十百]{1,5}|열?(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉)|열)"
                    + "[周週]?\n?(?:歳|歲|岁|才(?![能])|さい|살|세(?!기))");

    private static final Map<String, Integer> KOREAN = Map.ofEntries(
            Map.entry("한", 1),
            Map.entry("두", 2),
            Map.entry("세", 3),
            Map.entry("네", 4),
            Map.entry("다섯", 5),
            Map.entry("여섯", 6),
            Map.entry("일곱", 7),
            Map.entry("여덟", 8),
            Map.entry("아홉", 9));

    private static final Set<String> BE =
            Set.of("is", "was", "am", "m", "im", "only", "just", "barely", "turned", "turns");
    private static final Set<String> WHO =
            Set.of("she", "he", "i", "who", "they", "im", "shes", "hes", "s", "is", "was", "just");
    private static final Set<String> FILLERS =
            Set.of("of", "is", "was", "at", "to", "de", "von", "di", "est", "es", "e", "only", "just", "about", "the");
    private static final Set<String> MEASURES = Set.of(
            "feet", "foot", "ft", "cm", "m", "mm", "meters", "metres", "inch", "inches", "kg", "minutes", "hours",
            "miles", "days", "weeks", "steps", "percent", "of", "pm", "points", "in", "times", "stone", "pounds");
    private static final Set<String> PEOPLE =
            Set.of("women", "men", "people", "ladies", "gentlemen", "adults", "hundred", "thousand");

    private final Map<String, Integer> numbers = new HashMap<>();
    private final Set<String> before = new HashSet<>();

    /** Units, their words joined by a blank; a last {@code *} lets the word go on. */
    private final Set<String> units = new HashSet<>();

    private final Set<String> englishTeens = new HashSet<>();

    private Ages() {
        for (var line : Lexicon.STANDARD.ages()) {
            var parts = line.split(":", 2);
            var value = parts[1].strip();
            switch (parts[0]) {
                case "unit" -> units.add(phrase(value));
                case "before" -> before.add(phrase(value));
                case "number" -> number(value);
                default -> throw new IllegalStateException("policy: '" + line + "' is no age line");
            }
        }
        for (var word : List.of("thirteen", "fourteen", "fifteen", "sixteen", "seventeen")) {
            englishTeens.add(phrase(word));
        }
    }

    private void number(String line) {
        var pair = line.split("=", 2);
        numbers.put(phrase(pair[0]), Integer.parseInt(pair[1]));
    }

    private static String phrase(String text) {
        var words = Fragments.of(Fold.text(text.replace("*", "")).toLowerCase(Locale.ROOT)).all().stream()
                .map(Fragment::word)
                .toList();
        return String.join(" ", words) + (text.endsWith("*") ? "*" : "");
    }

    /** True when a fragment tells an age below 18. */
    boolean minor(List<Fragment> all) {
        for (int i = 0; i < all.size(); i++) {
            if (minor(all, i)) {
                return true;
            }
        }
        return false;
    }

    /** The same for Han, Kana and Hangul, which stand without blanks. */
    static boolean asianMinor(String text) {
        var ages = ASIAN.matcher(text);
        while (ages.find()) {
            if (asianNumber(ages.group(1)) < ADULT) {
                return true;
            }
        }
        return false;
    }

    private boolean minor(List<Fragment> all, int i) {
        var word = all.get(i).word();
        if (word.isEmpty()) {
            return false;
        }
        int digits = digits(word);
        if (digits > 0 && digits < word.length()) {
            return digits <= 2
                    && Integer.parseInt(word.substring(0, digits)) < ADULT
                    && units.stream().anyMatch(unit -> fits(unit, word.substring(digits)));
        }
        int value = digits > 0 ? figure(all, i, word) : word(all, i, word);
        if (value < 0 || value >= ADULT) {
            return false;
        }
        return unitAfter(all, i + 1) || ageBefore(all, i) || said(all, i, value) || teenWord(all, i, word);
    }

    /** A thousands group is no age of its own: {@code 1,016 years}. */
    private static int figure(List<Fragment> all, int i, String word) {
        if (word.length() > 2 || (i + 1 < all.size() && thousands(all.get(i), all.get(i + 1)))) {
            return -1;
        }
        return Integer.parseInt(word);
    }

    private static boolean thousands(Fragment first, Fragment second) {
        return second.word().length() == 3 && digits(second.word()) == 3 && first.chunk() == second.chunk();
    }

    /** -1 when it is no number, or the end of a larger one. */
    private int word(List<Fragment> all, int i, String word) {
        var value = numbers.get(word);
        if (value == null) {
            return -1;
        }
        var tens = i == 0 ? null : numbers.get(all.get(i - 1).word());
        return tens != null && tens >= 20 ? tens + value : value;
    }

    private boolean unitAfter(List<Fragment> all, int from) {
        var words = new StringBuilder();
        for (int i = from; i < Math.min(all.size(), from + 3); i++) {
            words.append(words.isEmpty() ? "" : " ").append(all.get(i).word());
            var so = words.toString();
            if (units.contains(so) || beginsWithUnit(so)) {
                return true;
            }
        }
        return false;
    }

    private boolean beginsWithUnit(String words) {
        for (int i = 2; i <= Math.min(words.length(), 24); i++) {
            if (units.contains(words.substring(0, i) + "*")) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(String unit, String word) {
        return unit.endsWith("*") ? word.startsWith(unit.substring(0, unit.length() - 1)) : word.equals(unit);
    }

    private boolean ageBefore(List<Fragment> all, int i) {
        int at = i - 1;
        for (int skipped = 0;
                at >= 0 && skipped < 2 && FILLERS.contains(all.get(at).word());
                skipped++) {
            at--;
        }
        return at >= 0 && before.contains(all.get(at).word());
    }

    /** {@code she is 16}, with nothing measured behind it. */
    private static boolean said(List<Fragment> all, int i, int value) {
        if (value < 3
                || i < 2
                || !BE.contains(all.get(i - 1).word())
                || !WHO.contains(all.get(i - 2).word())) {
            return false;
        }
        if (i + 1 >= all.size()) {
            return true;
        }
        var next = all.get(i + 1).word();
        return !MEASURES.contains(next);
    }

    /** The words thirteen to seventeen alone, unless they count something. */
    private boolean teenWord(List<Fragment> all, int i, String word) {
        if (!englishTeens.contains(word)) {
            return false;
        }
        if (i + 1 >= all.size()) {
            return true;
        }
        var next = all.get(i + 1).word();
        return !PEOPLE.contains(next) && (!next.endsWith("s") || next.startsWith("year") || next.equals("is"));
    }

    private static int digits(String word) {
        int n = 0;
        while (n < word.length() && word.charAt(n) >= '0' && word.charAt(n) <= '9') {
            n++;
        }
        return n;
    }

    private static int asianNumber(String text) {
        if (Character.isDigit(text.charAt(0))) {
            return Integer.parseInt(text);
        }
        if (text.charAt(0) == '열') {
            return 10 + KOREAN.getOrDefault(text.substring(1), 0);
        }
        var korean = KOREAN.get(text);
        return korean == null ? han(text) : korean;
    }

    /** Positional ({@code 一六}) and with tens ({@code 二十二}). */
    private static int han(String text) {
        int total = 0;
        int digit = -1;
        for (int i = 0; i < text.length(); i++) {
            int c = text.charAt(i);
            if (c == '百') {
                return 100;
            } else if (c == '十') {
                total += (digit < 0 ? 1 : digit) * 10;
                digit = -1;
            } else {
                digit = Math.max(digit, 0) * 10 + Math.max("零一二三四五六七八九".indexOf(c), 0);
            }
        }
        return total + Math.max(digit, 0);
    }
}
