package fluxbridge.prompt.match;

import fluxbridge.lora.FoldedText;
import fluxbridge.lora.Keyword;
import fluxbridge.lora.Keywords;
import fluxbridge.lora.LoraDictionary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds keywords in a text as whole words, all in one pass.
 *
 * <p>What counts as equal is {@link FoldedText}'s and {@link Spellings}' business, what counts as a word {@link WordEdges}'. Immutable and
 * safe for all threads. Keywords longer than {@value #LONGEST} code points are never found.
 */
public final class KeywordMatcher {

    /** Bounds the work per place of a text. */
    static final int LONGEST = 200;

    private final AhoCorasick automaton;
    private final int[] lengths;
    private final List<List<Keyword>> owners;

    /** Builds a matcher; the order of the keywords is that in which a match lists them. */
    public KeywordMatcher(Collection<Keyword> keywords) {
        var bySpelling = new LinkedHashMap<String, Set<Keyword>>();
        for (var keyword : keywords) {
            for (var spelling : Spellings.of(keyword.text())) {
                if (spelling.codePointCount(0, spelling.length()) <= LONGEST) {
                    bySpelling
                            .computeIfAbsent(spelling, _ -> new LinkedHashSet<>())
                            .add(keyword);
                }
            }
        }
        var patterns = new ArrayList<int[]>();
        owners = new ArrayList<>();
        bySpelling.forEach((spelling, named) -> {
            patterns.add(spelling.codePoints().toArray());
            owners.add(List.copyOf(named));
        });
        lengths = patterns.stream().mapToInt(pattern -> pattern.length).toArray();
        automaton = new AhoCorasick(patterns);
    }

    /** A matcher for everything that calls for a LoRA of the dictionary. */
    public static KeywordMatcher of(LoraDictionary dictionary) {
        return new KeywordMatcher(Keywords.of(dictionary));
    }

    /** The matches, first to last, none within another: where several begin at one place the longest is taken, then the next after it. */
    public List<KeywordMatch> find(String text) {
        var folded = FoldedText.of(text);
        var longest = new int[folded.length()]; // by start: 1 + the pattern
        search(folded, (pattern, start) -> {
            if (longest[start] == 0 || lengths[pattern] > lengths[longest[start] - 1]) {
                longest[start] = pattern + 1;
            }
        });
        var matches = new ArrayList<KeywordMatch>();
        for (var at = 0; at < longest.length; at++) {
            if (longest[at] > 0) {
                var pattern = longest[at] - 1;
                var end = at + lengths[pattern];
                matches.add(new KeywordMatch(folded.start(at), folded.end(end - 1), owners.get(pattern)));
                at = end - 1;
            }
        }
        return matches;
    }

    /** The keywords that stand anywhere in the text, also within longer ones. */
    public Set<Keyword> present(String text) {
        var present = new LinkedHashSet<Keyword>();
        search(FoldedText.of(text), (pattern, _) -> present.addAll(owners.get(pattern)));
        return present;
    }

    private interface Found {
        void at(int pattern, int start);
    }

    private void search(FoldedText text, Found found) {
        var edges = new WordEdges(text);
        automaton.search(Spellings.comparable(text), end -> edges.isEnd(end, false), (pattern, end) -> {
            var start = end - lengths[pattern];
            if (edges.isWord(start, end)) {
                found.at(pattern, start);
            }
        });
    }
}
