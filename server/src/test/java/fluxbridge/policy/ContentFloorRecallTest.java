package fluxbridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every term of every language, written in every way, in a sentence with a term of the other class. No test text is written out. */
final class ContentFloorRecallTest {

    private static final List<String> TEMPLATES =
            List.of("%s, %s", "a picture of %s and %s in a room", "%2$s; quiet light; %1$s");

    private static final int PARTNERS = 3;

    private record Tally(int asked, int refused) {
        Tally and(boolean hit) {
            return new Tally(asked + 1, refused + (hit ? 1 : 0));
        }
    }

    @Test
    void minors_in_a_sexual_context_are_refused_however_it_is_written() {
        var tallies = new TreeMap<String, Tally>();
        var missed = new ArrayList<String>();
        for (var language : Terms.LANGUAGES) {
            var minors = terms(language, "minor");
            var sexual = terms(language, "sexual");
            for (int i = 0; i < Math.max(minors.size(), sexual.size()); i++) {
                for (int partner = 0; partner < PARTNERS; partner++) {
                    var minor = minors.get(i % minors.size());
                    var other = sexual.get((i + partner * 7) % sexual.size());
                    count(language, minor, other, tallies, missed);
                }
            }
        }

        int asked = tallies.values().stream().mapToInt(Tally::asked).sum();
        int refused = tallies.values().stream().mapToInt(Tally::refused).sum();
        assertThat(asked).isGreaterThan(20_000);
        assertThat(refused / (double) asked)
                .as("recall over all; missed e.g. %s", missed.stream().limit(40).toList())
                .isGreaterThanOrEqualTo(0.99);
        assertThat(tallies)
                .allSatisfy((name, tally) -> assertThat(tally.refused() / (double) tally.asked())
                        .as(
                                "%s: %s",
                                name,
                                missed.stream()
                                        .filter(line -> line.startsWith(name))
                                        .limit(20)
                                        .toList())
                        .isGreaterThanOrEqualTo(0.97));
    }

    private static void count(
            String language, String minor, String other, Map<String, Tally> tallies, List<String> missed) {
        var template = TEMPLATES.get((minor.length() + other.length()) % TEMPLATES.size());
        ways(minor).forEach((name, way) -> {
            var text = template.formatted(
                    way.apply(minor),
                    ways(other).getOrDefault(name, word -> word).apply(other));
            boolean hit = ContentFloor.broken(new Said(text, ""), List.of())
                    .filter(rule -> rule == Rule.SEXUAL_MINOR)
                    .isPresent();
            tallies.merge(language, new Tally(1, hit ? 1 : 0), (sum, _) -> sum.and(hit));
            if (!hit) {
                missed.add(language + " " + name + " (" + minor + " | " + other + ")");
            }
        });
    }

    @Test
    void likeness_in_a_sexual_context_is_refused_in_every_language() {
        for (var language : Terms.LANGUAGES) {
            var sexual = terms(language, "sexual");
            for (var term : terms(language, "likeness")) {
                var text = "%s, %s".formatted(term, sexual.get(term.length() % sexual.size()));
                assertThat(ContentFloor.broken(new Said(text, ""), List.of()))
                        .as(text.substring(0, 2))
                        .isPresent();
            }
        }
    }

    @Test
    void no_term_alone_is_refused() {
        for (var language : Terms.LANGUAGES) {
            for (var kind : List.of("minor", "sexual", "likeness")) {
                for (var term : terms(language, kind)) {
                    assertThat(TextSignals.of(term))
                            .as("%s %s %s", language, kind, term)
                            .isNotEmpty();
                    assertThat(ContentFloor.broken(new Said(term, ""), List.of()))
                            .as("%s %s %s", language, kind, term)
                            .isEmpty();
                }
            }
        }
    }

    /** As they may stand in a text: beginnings and ends as whole words. */
    static List<String> terms(String language, String kind) {
        return Terms.read(language).of(kind).stream()
                .map(line -> line.replace("*", ""))
                .toList();
    }

    private static Map<String, UnaryOperator<String>> ways(String term) {
        if (Fragments.asian(term.codePointAt(0))) {
            return term.contains(" ") ? Obfuscations.forAll() : Obfuscations.forAsian();
        }
        if (Character.UnicodeScript.of(term.codePointAt(0)) == Character.UnicodeScript.LATIN) {
            return Obfuscations.forLatin();
        }
        return term.codePoints().anyMatch(c -> c >= 0x0900 && c <= 0x097F)
                ? Obfuscations.forAll()
                : Obfuscations.forAlphabets();
    }
}
