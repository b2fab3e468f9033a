package fluxbridge.summary;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** How much of a clause can be seen, word by word. */
final class VisualWords {

    /** What a word tells of. */
    enum Kind {
        POSTURE(2.5),
        ACTION(1.5),
        CLOTHING(1.5),
        LIGHT(1.2),
        PLACE(1.5),
        OBJECT(0.9),
        COLOUR(0.9),
        WHERE(0.5),
        SPEECH(-3),
        THOUGHT(-2.5),
        ELSEWHERE(-1.6);

        private final double weight;

        Kind(double weight) {
            this.weight = weight;
        }
    }

    /**
     * What a clause is worth.
     *
     * @param kinds of its words
     */
    record Worth(double points, Set<Kind> kinds) {

        boolean has(Kind kind) {
            return kinds.contains(kind);
        }

        /** True when it tells of the place or the light. */
        boolean isSetting() {
            return (has(Kind.PLACE) || has(Kind.LIGHT)) && !has(Kind.THOUGHT) && !has(Kind.SPEECH);
        }
    }

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+(?:['\u2019-][\\p{L}\\p{M}]+)*");
    private static final List<String> ENDINGS = List.of("ing", "ed", "s", "es", "d", "ly", "n", "e");

    private final Map<String, Set<Kind>> kinds;

    private VisualWords(Map<String, Set<Kind>> kinds) {
        this.kinds = kinds;
    }

    /** The words that come with the bridge. */
    static VisualWords shipped() {
        var words = new HashMap<String, Set<Kind>>();
        try (var in = Objects.requireNonNull(
                        VisualWords.class.getResourceAsStream("/fluxbridge/summary/visual-words.txt"));
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            var kind = Kind.OBJECT;
            for (var line : lines.lines().filter(it -> !it.startsWith("#")).toList()) {
                if (line.startsWith("[")) {
                    kind = Kind.valueOf(line.substring(1, line.length() - 1).toUpperCase(Locale.ROOT));
                    continue;
                }
                for (var word : line.split(" ", -1)) {
                    words.computeIfAbsent(word, _ -> EnumSet.noneOf(Kind.class)).add(kind);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the list of visual words is missing", e);
        }
        return new VisualWords(words);
    }

    Worth of(String clause) {
        double points = 0;
        var found = EnumSet.noneOf(Kind.class);
        var words = WORD.matcher(clause.toLowerCase(Locale.ROOT));
        while (words.find()) {
            for (var kind : kindsOf(words.group())) {
                // The second word of a kind says less than the first.
                points += found.add(kind) ? kind.weight : kind.weight / 2;
            }
        }
        return new Worth(points, found);
    }

    /** Whether a single word is of a kind. */
    boolean is(Kind kind, String word) {
        return kindsOf(word.toLowerCase(Locale.ROOT)).contains(kind);
    }

    private Set<Kind> kindsOf(String word) {
        for (var form : forms(word)) {
            var found = kinds.get(form);
            if (found != null) {
                return found;
            }
        }
        return Set.of();
    }

    private static List<String> forms(String word) {
        var forms = new ArrayList<String>();
        forms.add(word);
        if (word.endsWith("'s") || word.endsWith("\u2019s")) {
            forms.add(word.substring(0, word.length() - 2));
        }
        for (var ending : ENDINGS) {
            if (word.length() > ending.length() + 2 && word.endsWith(ending)) {
                var stem = word.substring(0, word.length() - ending.length());
                // hated is of hate, not of hat; calls is of call.
                forms.add(ending.equals("ed") || ending.equals("ing") ? stem + "e" : stem);
                forms.add(stem);
                int last = stem.length() - 1;
                if (stem.charAt(last) == stem.charAt(last - 1)) {
                    forms.add(stem.substring(0, last));
                }
                if (stem.charAt(last) == 'i') {
                    forms.add(stem.substring(0, last) + "y");
                }
            }
        }
        return forms;
    }
}
