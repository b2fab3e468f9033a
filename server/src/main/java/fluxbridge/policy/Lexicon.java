package fluxbridge.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The terms of every language, ready to be looked up.
 *
 * <p>A line is a word, a phrase, a beginning ({@code word*}) or an end ({@code *word}) of words. Han, Kana and Hangul terms
 * without a blank are found inside words.
 */
final class Lexicon {

    /** Longest word whose beginnings and ends are looked up. */
    private static final int LONGEST = 40;

    /** A phrase of at least so many letters is also known without its blanks. */
    private static final int SHORTEST_TOGETHER = 6;

    /** Immutable; read once. */
    static final Lexicon STANDARD = read();

    /** A step of a phrase. */
    static final class Node {
        private final Map<String, Node> next = new HashMap<>();
        private final EnumSet<Signal> signals = EnumSet.noneOf(Signal.class);
        private boolean neutral;

        @Nullable
        Node after(String term) {
            return next.get(term);
        }

        Set<Signal> signals() {
            return signals;
        }

        boolean neutral() {
            return neutral;
        }

        boolean leaf() {
            return next.isEmpty();
        }
    }

    private final Node root = new Node();
    private final Set<String> words = new HashSet<>();

    /** The terms {@code word*} and {@code *word} by the word. */
    private final Map<String, String> beginnings = new HashMap<>();

    private final Map<String, String> ends = new HashMap<>();
    private final Map<String, Set<String>> leet = new HashMap<>();
    private final Map<String, Set<String>> leetBeginnings = new HashMap<>();
    private final Map<String, Set<String>> collapsed = new HashMap<>();
    private final Map<String, Set<String>> collapsedBeginnings = new HashMap<>();
    private final Map<String, Set<Signal>> asian = new HashMap<>();
    private final Set<String> asianNeutral = new LinkedHashSet<>();
    private final List<String> ages = new ArrayList<>();
    private int longestAsian = 1;

    private Lexicon() {}

    private static Lexicon read() {
        var lexicon = new Lexicon();
        for (var language : Terms.LANGUAGES) {
            var terms = Terms.read(language);
            terms.of("neutral").forEach(line -> lexicon.add(line, (Signal) null));
            terms.of("minor").forEach(line -> lexicon.add(line, Signal.MINOR));
            terms.of("sexual").forEach(line -> lexicon.add(line, Signal.SEXUAL));
            terms.of("likeness").forEach(line -> lexicon.add(line, Signal.LIKENESS));
            terms.of("adult").forEach(line -> lexicon.add(line, Signal.ADULT));
            terms.of("clothed").forEach(line -> lexicon.add(line, Signal.CLOTHED));
            lexicon.ages.addAll(terms.of("age"));
        }
        return lexicon;
    }

    /** @param signal null for a phrase that is harmless as a whole */
    private void add(String line, @Nullable Signal signal) {
        var parts = new ArrayList<String>();
        var fragments = Fragments.of(Fold.text(line.replace("*", "")).toLowerCase(java.util.Locale.ROOT))
                .all();
        fragments.forEach(fragment -> parts.add(fragment.word()));
        if (parts.isEmpty()) {
            throw new IllegalStateException("policy: '" + line + "' holds no word");
        }
        if (parts.size() == 1 && fragments.getFirst().asian()) {
            addAsian(parts.getFirst(), signal);
            return;
        }
        if (line.endsWith("*")) {
            parts.set(parts.size() - 1, parts.getLast() + "*");
        }
        if (line.startsWith("*")) {
            parts.set(0, "*" + parts.getFirst());
        }
        var node = root;
        for (var part : parts) {
            index(part);
            node = node.next.computeIfAbsent(part, _ -> new Node());
        }
        if (signal == null) {
            node.neutral = true;
            return;
        }
        node.signals.add(signal);
        var together = String.join("", parts);
        if (parts.size() > 1 && together.length() >= SHORTEST_TOGETHER && together.indexOf('*') != 0) {
            index(together);
            root.next.computeIfAbsent(together, _ -> new Node()).signals.add(signal);
        }
    }

    private void addAsian(String term, @Nullable Signal signal) {
        longestAsian = Math.max(longestAsian, term.length());
        if (signal == null) {
            asianNeutral.add(term);
        } else {
            asian.computeIfAbsent(term, _ -> EnumSet.noneOf(Signal.class)).add(signal);
        }
    }

    private void index(String part) {
        if (!words.add(part)) {
            return;
        }
        var bare = part.replace("*", "");
        if (part.endsWith("*")) {
            beginnings.put(part.substring(0, part.length() - 1), part);
        }
        if (part.startsWith("*")) {
            ends.put(part.substring(1), part);
        }
        (part.endsWith("*") ? leetBeginnings : leet)
                .computeIfAbsent(Fold.leet(bare), _ -> new LinkedHashSet<>())
                .add(part);
        if (!part.startsWith("*")) {
            (part.endsWith("*") ? collapsedBeginnings : collapsed)
                    .computeIfAbsent(Runs.collapsed(bare), _ -> new LinkedHashSet<>())
                    .add(part);
        }
    }

    Node root() {
        return root;
    }

    /** How ages are written: {@code unit: years old}, {@code before: aged}, {@code number: nine=9}. */
    List<String> ages() {
        return ages;
    }

    /** The terms that this word, exactly as spelled, stands for. */
    void exact(String word, Collection<String> terms) {
        if (words.contains(word)) {
            terms.add(word);
        }
        int most = Math.min(word.length(), LONGEST);
        for (int i = 2; i <= most; i++) {
            add(beginnings.get(word.substring(0, i)), terms);
            add(ends.get(word.substring(word.length() - i)), terms);
        }
    }

    private static void add(@Nullable String term, Collection<String> terms) {
        if (term != null) {
            terms.add(term);
        }
    }

    /** The one-word terms that a part of spelled-out letters is. */
    Set<String> inside(String part) {
        var alike = leet.get(Fold.leet(part));
        var beginning = beginnings.get(part);
        if (alike == null && beginning == null) {
            return Set.of(); // every exact term is its own look-alike
        }
        var terms = new LinkedHashSet<String>();
        add(beginning, terms);
        terms.addAll(alike == null ? Set.of() : alike);
        return terms;
    }

    /** The terms that it stands for when digits and signs are read as letters. */
    void leet(String word, Collection<String> terms) {
        var letters = Fold.leet(word);
        terms.addAll(leet.getOrDefault(letters, Set.of()));
        int most = Math.min(letters.length(), LONGEST);
        for (int i = 3; i <= most; i++) {
            terms.addAll(leetBeginnings.getOrDefault(letters.substring(0, i), Set.of()));
        }
    }

    /** The terms that it stands for when letters were repeated for effect. */
    void stretched(String word, Collection<String> terms) {
        if (!Runs.stretched(word)) {
            return;
        }
        for (var term : collapsed.getOrDefault(Runs.collapsed(word), Set.of())) {
            if (Runs.covers(word, term)) {
                terms.add(term);
            }
        }
        var once = Runs.collapsed(word);
        for (int i = 3; i <= Math.min(once.length(), LONGEST); i++) {
            for (var term : collapsedBeginnings.getOrDefault(once.substring(0, i), Set.of())) {
                if (Runs.covers(word, term.substring(0, term.length() - 1))) {
                    terms.add(term);
                }
            }
        }
    }

    /** What the Han, Kana and Hangul terms inside a text speak of. */
    Set<Signal> asian(String text) {
        var found = EnumSet.noneOf(Signal.class);
        int at = 0;
        while (at < text.length()) {
            int harmless = 0;
            for (int length = 1; length <= longestAsian && at + length <= text.length(); length++) {
                var part = text.substring(at, at + length);
                if (asianNeutral.contains(part)) {
                    harmless = length;
                }
            }
            if (harmless > 0) {
                at += harmless;
                continue;
            }
            for (int length = 1; length <= longestAsian && at + length <= text.length(); length++) {
                found.addAll(asian.getOrDefault(text.substring(at, at + length), Set.of()));
            }
            at++;
        }
        return found;
    }
}
