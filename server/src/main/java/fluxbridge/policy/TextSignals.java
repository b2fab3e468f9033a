package fluxbridge.policy;

import fluxbridge.policy.Fragments.Fragment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads a text for {@link Signal}s, in time that grows with its length only. */
final class TextSignals {

    /** Spelled-out letters in a row that are read as one word. */
    private static final int FEWEST_SINGLES = 3;

    private static final int LONGEST_TERM = 24;
    private static final int SHORTEST_INSIDE = 3;

    private final Lexicon lexicon;
    private final List<Fragment> all;
    private final boolean[] neutral;
    private final EnumSet<Signal> found = EnumSet.noneOf(Signal.class);

    private TextSignals(Lexicon lexicon, List<Fragment> all) {
        this.lexicon = lexicon;
        this.all = all;
        this.neutral = new boolean[all.size()];
    }

    static Set<Signal> of(String text) {
        if (text.isBlank()) {
            return Set.of();
        }
        var reading =
                new TextSignals(Lexicon.STANDARD, Fragments.of(Fold.text(text)).all());
        reading.markNeutral();
        reading.readPhrases();
        reading.readJoined();
        reading.readSpelledOut();
        reading.readAsian();
        if (Ages.STANDARD.minor(reading.all)) {
            reading.found.add(Signal.MINOR);
        }
        return reading.found;
    }

    /** Only exact spellings are harmless. */
    private void markNeutral() {
        for (int start = 0; start < all.size(); start++) {
            var nodes = List.of(lexicon.root());
            int end = -1;
            for (int i = start; i < all.size() && !nodes.isEmpty(); i++) {
                var terms = new LinkedHashSet<String>();
                lexicon.exact(all.get(i).word(), terms);
                nodes = step(nodes, terms);
                if (nodes.stream().anyMatch(Lexicon.Node::neutral)) {
                    end = i;
                }
            }
            for (int i = start; i <= end; i++) {
                neutral[i] = true;
            }
        }
    }

    private void readPhrases() {
        List<Lexicon.Node> open = List.of();
        for (int i = 0; i < all.size(); i++) {
            if (neutral[i] || all.get(i).word().isEmpty()) {
                open = neutral[i] ? List.of() : open;
                continue;
            }
            var terms = spellings(all.get(i).word());
            var next = new ArrayList<>(step(open, terms));
            next.addAll(step(List.of(lexicon.root()), terms));
            next.forEach(node -> found.addAll(node.signals()));
            open = next;
        }
    }

    private static List<Lexicon.Node> step(List<Lexicon.Node> nodes, Set<String> terms) {
        var next = new ArrayList<Lexicon.Node>();
        for (var node : nodes) {
            if (!node.leaf()) {
                for (var term : terms) {
                    var after = node.after(term);
                    if (after != null) {
                        next.add(after);
                    }
                }
            }
        }
        return next;
    }

    private Set<String> spellings(String word) {
        var terms = new LinkedHashSet<String>();
        lexicon.exact(word, terms);
        lexicon.stretched(word, terms);
        if (word.indexOf('ñ') >= 0) {
            lexicon.exact(word.replace('ñ', 'n'), terms);
        }
        if (mixed(word)) {
            lexicon.leet(word, terms);
            counted(word, terms);
        }
        return terms;
    }

    /** {@code 2kids}; but {@code 1girl} and {@code 2boys} are tags for grown people too. */
    private void counted(String word, Set<String> terms) {
        int digits = 0;
        while (digits < word.length() && word.charAt(digits) <= '9') {
            digits++;
        }
        var rest = word.substring(digits);
        if (digits > 0 && !rest.matches("(girl|boy)s?")) {
            lexicon.exact(rest, terms);
        }
    }

    /** True when it holds a letter, and a digit or sign that may stand for one. */
    private static boolean mixed(String word) {
        boolean letter = false;
        boolean other = false;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean sign = (c >= '0' && c <= '9') || Fold.isLeetSign(c);
            other |= sign;
            letter |= !sign;
        }
        return letter && other;
    }

    /** Signs between letters of one word: {@code mi.nor}, {@code t@@n}; and phrases of such words. */
    private void readJoined() {
        List<Lexicon.Node> open = List.of();
        int start = 0;
        while (start < all.size()) {
            int end = start + 1;
            while (end < all.size() && all.get(end).chunk() == all.get(start).chunk()) {
                end++;
            }
            readChunk(start, end);
            open = readPhrase(open, start, end);
            start = end;
        }
    }

    private List<Lexicon.Node> readPhrase(List<Lexicon.Node> open, int start, int end) {
        var word = new StringBuilder();
        for (int i = start; i < end; i++) {
            if (neutral[i]) {
                return List.of();
            }
            if (word.length() <= 2 * LONGEST_TERM) {
                word.append(all.get(i).signed());
            }
        }
        var terms = spellingsOfWhole(word.toString());
        var next = new ArrayList<>(step(open, terms));
        next.forEach(node -> found.addAll(node.signals()));
        next.addAll(step(List.of(lexicon.root()), terms));
        return next;
    }

    private void readChunk(int start, int end) {
        if (end - start == 1) {
            var only = all.get(start);
            if (!neutral[start] && !only.signed().equals(only.word())) {
                readWhole(only.signed());
            }
            return;
        }
        for (int i = start; i < end; i++) {
            var word = new StringBuilder();
            for (int j = i; j < Math.min(end, i + 3) && !neutral[j]; j++) {
                word.append(all.get(j).signed());
                readWhole(word.toString());
            }
        }
        if (end - start > 3) {
            var word = new StringBuilder();
            for (int i = start; i < end && word.length() <= 2 * LONGEST_TERM; i++) {
                word.append(all.get(i).signed());
            }
            readWhole(word.toString());
        }
    }

    /** Signs at the ends may be punctuation: {@code teen!}. */
    private Set<String> spellingsOfWhole(String word) {
        int end = word.length();
        while (end > 0 && Fold.isLeetSign(word.charAt(end - 1))) {
            end--;
        }
        var terms = spellings(word);
        if (end < word.length()) {
            terms.addAll(spellings(word.substring(0, end)));
        }
        return terms;
    }

    private void readWhole(String word) {
        step(List.of(lexicon.root()), spellingsOfWhole(word)).forEach(node -> found.addAll(node.signals()));
    }

    /** {@code s p e l l e d}, with any signs between. */
    private void readSpelledOut() {
        var letters = new StringBuilder();
        int count = 0;
        for (int i = 0; i <= all.size(); i++) {
            if (i < all.size() && single(all.get(i))) {
                letters.append(all.get(i).signed());
                count++;
            } else {
                if (count >= FEWEST_SINGLES) {
                    readInside(letters.toString());
                }
                letters.setLength(0);
                count = 0;
            }
        }
    }

    private static boolean single(Fragment fragment) {
        return !fragment.asian() && fragment.single();
    }

    private void readInside(String letters) {
        readWhole(letters);
        if (Ages.STANDARD.minor(Fragments.of(letters).all())) {
            found.add(Signal.MINOR);
        }
        for (int start = 0; start < letters.length(); start++) {
            int most = Math.min(letters.length(), start + LONGEST_TERM);
            for (int end = start + SHORTEST_INSIDE; end <= most; end++) {
                var part = letters.substring(start, end);
                var terms = lexicon.inside(part);
                if (!terms.isEmpty()) {
                    step(List.of(lexicon.root()), terms).forEach(node -> found.addAll(node.signals()));
                }
            }
        }
    }

    private void readAsian() {
        var text = new StringBuilder();
        Fragment before = null;
        for (var fragment : all) {
            boolean figure =
                    !fragment.word().isEmpty() && fragment.word().chars().allMatch(c -> c >= '0' && c <= '9');
            if (!fragment.asian() && !figure) {
                continue;
            }
            if (before != null && !together(before, fragment)) {
                text.append('\n');
            }
            text.append(fragment.word());
            before = fragment;
        }
        if (text.isEmpty()) {
            return;
        }
        found.addAll(lexicon.asian(text.toString()));
        if (Ages.asianMinor(text.toString())) {
            found.add(Signal.MINOR);
        }
    }

    /** Korean parts words by blanks; in Chinese and Japanese a lone character between blanks is spelled out. */
    private static boolean together(Fragment first, Fragment second) {
        if (first.chunk() == second.chunk()) {
            return true;
        }
        boolean hangul = hangul(first) || hangul(second);
        return hangul ? first.single() && second.single() : first.single() || second.single();
    }

    private static boolean hangul(Fragment fragment) {
        return !fragment.word().isEmpty()
                && fragment.word().charAt(0) >= 0xAC00
                && fragment.word().charAt(0) <= 0xD7AF;
    }
}
