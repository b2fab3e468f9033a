package fluxbridge.prompt.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** The automaton against looking at every place for every pattern. */
class AhoCorasickProperties {

    @Property(tries = 500)
    void it_finds_what_a_search_at_every_place_finds(
            @ForAll @Size(min = 1, max = 8)
                    Set<@CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 5) String> patterns,
            @ForAll @CharRange(from = 'a', to = 'd') @StringLength(max = 60) String text) {
        var list = List.copyOf(patterns);
        var expected = new ArrayList<String>();
        for (var end = 1; end <= text.length(); end++) {
            for (var pattern : list) {
                if (text.substring(0, end).endsWith(pattern)) {
                    expected.add(pattern + "@" + end);
                }
            }
        }
        var found = new ArrayList<String>();
        new AhoCorasick(list.stream()
                        .map(pattern -> pattern.codePoints().toArray())
                        .toList())
                .search(
                        text.codePoints().toArray(),
                        _ -> true,
                        (pattern, end) -> found.add(list.get(pattern) + "@" + end));
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }
}
