package fluxbridge.prompt.presence;

import fluxbridge.lora.Keyword;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Finds names that carry a case ending (German {@code Annas}, Russian {@code Анну}) or are drawn out ({@code Miraaa}). */
final class Inflections {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}_\\d]+");
    private static final Pattern DRAWN_OUT = Pattern.compile("(\\p{L})\\1{2,}");
    private static final Pattern ACCENTED = Pattern.compile("[\\u00C0-\\u024F\\u0300-\\u036F]");
    private static final Pattern MARKS = Pattern.compile("[\\u0300-\\u036F]+");
    private static final Pattern CYRILLIC = Pattern.compile("\\p{IsCyrillic}{3,}");
    private static final int SHORTEST = 4;

    /** Words that tell a Finnish text, beside its vowels. */
    private static final Pattern FINNISH = Pattern.compile(
            "(?iu)(?<!\\p{L})(?:hän|oli|on|ei|ja|kun|että|kanssa|mutta|ovat|joka|hänen|ilman|\\p{L}{2,}(?:ssa|ssä|lla|llä|lle|sta|stä|ään|een))(?!\\p{L})");

    private static final List<String> FINNISH_CASES = List.of(
            "n", "a", "ä", "ta", "tä", "lle", "lla", "llä", "lta", "ltä", "ssa", "ssä", "sta", "stä", "an", "on", "in",
            "un", "ään");

    /** Endings of the cases and what the name ends in without them. */
    private static final List<String[]> CASES = List.of(
            new String[] {"ой|ою|ы|е|у|и", "а"},
            new String[] {"ей|ею|ёй|и|е|ю|й", "я"},
            new String[] {"ом|ем|а|у|е", ""},
            new String[] {"ем|я|ю|е|и", "й"},
            new String[] {"ем|я|ю|е|и|ью", "ь"});

    private Inflections() {}

    static List<Mention> find(String view, List<Mention> known, Function<String, List<Keyword>> named) {
        var found = new ArrayList<Mention>();
        var words = WORD.matcher(view);
        var finnish = view.chars().anyMatch(c -> c == 'ä' || c == 'ö')
                && FINNISH.matcher(view).find();
        var next = 0;
        while (words.find()) {
            while (next < known.size() && known.get(next).end() <= words.start()) {
                next++;
            }
            var taken = (next < known.size() && known.get(next).start() < words.end())
                    || (finnish && addFinnish(words.start(), words.end(), words.group(), named, found));
            if (!taken
                    && ACCENTED.matcher(words.group()).find()
                    && !CYRILLIC.matcher(words.group()).matches()) {
                addBare(words.start(), words.end(), words.group(), named, found);
            } else if (!taken && Character.isUpperCase(view.codePointAt(words.start()))) {
                add(view, words.start(), words.end(), named, found);
            } else if (!taken && DRAWN_OUT.matcher(words.group()).find()) {
                add(view, words.start(), words.end(), named, found);
            }
        }
        return found;
    }

    /** A name that the dictionary writes without accents. */
    private static void addBare(
            int start, int end, String word, Function<String, List<Keyword>> named, List<Mention> found) {
        var owners = named.apply(
                MARKS.matcher(Normalizer.normalize(word, Normalizer.Form.NFD)).replaceAll(""));
        if (!owners.isEmpty()) {
            found.add(mention(start, end, owners, false));
        }
    }

    /** {@code Ainon}, {@code Liisaa}: only where the text is Finnish. */
    private static boolean addFinnish(
            int start, int end, String word, Function<String, List<Keyword>> named, List<Mention> found) {
        if (word.length() < SHORTEST || !Character.isUpperCase(word.codePointAt(0))) {
            return false;
        }
        for (var ending : FINNISH_CASES) {
            var owners = word.endsWith(ending)
                    ? named.apply(word.substring(0, word.length() - ending.length()))
                    : List.<Keyword>of();
            if (!owners.isEmpty()) {
                found.add(mention(start, end, owners, ending.equals("n")));
                return true;
            }
        }
        return false;
    }

    private static void add(
            String view, int start, int end, Function<String, List<Keyword>> named, List<Mention> found) {
        var word = view.substring(start, end);
        if (DRAWN_OUT.matcher(word).find()) {
            shortened(word).stream()
                    .map(named)
                    .filter(owners -> !owners.isEmpty())
                    .findFirst()
                    .ifPresent(owners -> found.add(mention(start, end, owners, false)));
        } else if (CYRILLIC.matcher(word).matches()) {
            bases(word).stream()
                    .map(named)
                    .filter(owners -> !owners.isEmpty())
                    .findFirst()
                    .ifPresent(owners -> found.add(mention(start, end, owners, false)));
        } else if (word.length() >= SHORTEST && word.endsWith("s") && isGenitive(view, end)) {
            var owners = named.apply(word.substring(0, word.length() - 1));
            if (!owners.isEmpty()) {
                found.add(mention(start, end, owners, true));
            }
        }
    }

    /** A bare -s marks an owner where a noun follows that is written with a capital, as in German. */
    private static boolean isGenitive(String view, int end) {
        return end + 1 < view.length() && view.charAt(end) == ' ' && Character.isUpperCase(view.codePointAt(end + 1));
    }

    private static Mention mention(int start, int end, List<Keyword> owners, boolean genitive) {
        return new Mention(
                start,
                end,
                owners.getFirst().text(),
                owners.stream().map(Keyword::loraId).distinct().toList(),
                genitive);
    }

    private static Set<String> shortened(String word) {
        var once = DRAWN_OUT.matcher(word).replaceAll("$1");
        var twice = DRAWN_OUT.matcher(word).replaceAll("$1$1");
        var last = word.codePointBefore(word.length());
        var mixed = twice.endsWith(Character.toString(last).repeat(2))
                ? twice.substring(0, twice.length() - Character.charCount(last))
                : twice;
        return new LinkedHashSet<>(List.of(once, twice, mixed));
    }

    private static Set<String> bases(String word) {
        var bases = new LinkedHashSet<String>();
        for (var pair : CASES) {
            for (var ending : pair[0].split("\\|", -1)) {
                var low = word.toLowerCase(Locale.ROOT);
                if (low.endsWith(ending) && low.length() - ending.length() >= 2) {
                    bases.add(word.substring(0, word.length() - ending.length()) + pair[1]);
                }
            }
        }
        return bases;
    }
}
