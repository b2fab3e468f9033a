package fluxbridge.prompt.presence;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The word classes of {@code words.txt}, in lower case, verbs in all their forms. */
final class Lexicon {

    private static final String VERB = "verb ";
    private static final int SHORTEST_PAST = 4;

    /** Endings after which the third person takes {@code es}. */
    private static final List<String> SIBILANTS = List.of("s", "x", "z", "ch", "sh", "o");

    private final Map<String, Set<String>> classes = new HashMap<>();
    private final Set<String> thirdPersons = new HashSet<>();

    static Lexicon read() {
        var lexicon = new Lexicon();
        lines("/presence/words.txt").forEach(lexicon::add);
        return lexicon;
    }

    /** The lines of a resource that are neither blank nor a comment. */
    static List<String> lines(String resource) {
        var stream = Objects.requireNonNull(Lexicon.class.getResourceAsStream(resource), resource);
        try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            return reader.readAllAsString()
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        var colon = line.indexOf(':');
        var name = line.substring(0, colon).strip();
        var verbs = name.startsWith(VERB);
        var members = classes.computeIfAbsent(verbs ? name.substring(VERB.length()) : name, _ -> new HashSet<>());
        for (var word : line.substring(colon + 1).strip().split("\\s+", -1)) {
            if (word.startsWith("<")) {
                members.addAll(words(word.substring(1, word.length() - 1)));
            } else if (verbs) {
                addForms(word, members);
            } else {
                members.add(word);
            }
        }
    }

    private void addForms(String entry, Set<String> members) {
        var parts = entry.split("/", -1);
        var doubled = parts[0].endsWith("+");
        var base = doubled ? parts[0].substring(0, parts[0].length() - 1) : parts[0];
        members.add(base);
        var third = thirdPerson(base);
        members.add(third);
        thirdPersons.add(third);
        var stem = doubled
                ? base + base.charAt(base.length() - 1)
                : base.endsWith("e") ? base.substring(0, base.length() - 1) : base;
        members.add(base.endsWith("ee") ? base + "ing" : stem + "ing");
        if (parts.length == 1) {
            members.add(endsInConsonantAndY(base) ? base.substring(0, base.length() - 1) + "ied" : stem + "ed");
        }
        members.addAll(List.of(parts).subList(1, parts.length));
    }

    private static String thirdPerson(String base) {
        if (SIBILANTS.stream().anyMatch(base::endsWith)) {
            return base + "es";
        }
        return endsInConsonantAndY(base) ? base.substring(0, base.length() - 1) + "ies" : base + "s";
    }

    private static boolean endsInConsonantAndY(String base) {
        return base.length() > 1 && base.endsWith("y") && "aeiou".indexOf(base.charAt(base.length() - 2)) < 0;
    }

    /** @throws IllegalArgumentException for a class that {@code words.txt} does not have */
    Set<String> words(String name) {
        var members = classes.get(name);
        if (members == null) {
            throw new IllegalArgumentException("no word class '" + name + "'");
        }
        return members;
    }

    boolean is(String name, String word) {
        return words(name).contains(word);
    }

    boolean isPast(String word) {
        return is("past", word) || (word.endsWith("ed") && word.length() >= SHORTEST_PAST && !is("notverb", word));
    }

    boolean isVerb(String word) {
        return isPast(word)
                || thirdPersons.contains(word)
                || is("be", word)
                || is("have", word)
                || is("do", word)
                || is("modal", word)
                || is("will", word)
                || is("would", word);
    }
}
