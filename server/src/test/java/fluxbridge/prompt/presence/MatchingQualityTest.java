package fluxbridge.prompt.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How often the right characters are found, over labelled lines; prints a table by category. */
final class MatchingQualityTest {

    private static final double PRECISION = 0.96;
    private static final double RECALL = 0.95;
    private static final double EXACT = 0.90;

    private final Presence presence = new Presence();

    private static final class Score {
        int lines;
        int exact;
        int right;
        int given;
        int expected;

        void add(Set<String> found, Set<String> wanted) {
            lines++;
            exact += found.equals(wanted) ? 1 : 0;
            given += found.size();
            expected += wanted.size();
            found.forEach(id -> right += wanted.contains(id) ? 1 : 0);
        }

        double precision() {
            return given == 0 ? 1 : (double) right / given;
        }

        double recall() {
            return expected == 0 ? 1 : (double) right / expected;
        }

        double exactShare() {
            return (double) exact / lines;
        }

        @Override
        public String toString() {
            return "%3d lines  P %.3f  R %.3f  exact %3d (%.1f %%)"
                    .formatted(lines, precision(), recall(), exact, 100 * exactShare());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev",
                "own",
                "second",
                "third",
                "fourth",
                "fifth",
                "sixth",
                "seventh",
                "eighth",
                "ninth",
                "tenth",
                "eleventh",
                "twelfth",
                "thirteenth",
                "fourteenth",
                "fifteenth",
                "sixteenth",
                "seventeenth",
                "eighteenth",
                "everyday"
            })
    void the_right_characters_are_found(String set) throws IOException {
        var all = score(set);

        assertThat(all.precision()).isGreaterThanOrEqualTo(PRECISION);
        assertThat(all.recall()).isGreaterThanOrEqualTo(RECALL);
        assertThat(all.exactShare()).isGreaterThanOrEqualTo(EXACT);
    }

    /**
     * No rule was made with these lines in view: they say how the rules do on texts that nobody knew. Keep it so, and raise the floors. The
     * lines of a and b are harder than most: each is a trap, and a naive reader gets a third of them.
     */
    @ParameterizedTest
    @CsvSource({"unseen-a, 0.82, 0.78", "unseen-b, 0.82, 0.78", "unseen-c, 0.96, 0.90"})
    void lines_that_no_rule_was_made_for_keep_their_level(String set, double precision, double exact)
            throws IOException {
        var all = score(set);

        assertThat(all.precision()).isGreaterThanOrEqualTo(precision);
        assertThat(all.recall()).isGreaterThanOrEqualTo(RECALL);
        assertThat(all.exactShare()).isGreaterThanOrEqualTo(exact);
    }

    private Score score(String set) throws IOException {
        var byCategory = new TreeMap<String, Score>();
        var all = new Score();
        var misses = new ArrayList<String>();
        for (var line : lines("/matching/" + set + ".jsonl")) {
            var findings = presence.judge(
                    Cast.of(dictionary(line)), line.path("text").asString(), "", texts(line.path("visible")));
            var found = new HashSet<>(findings.present());
            var wanted = new HashSet<>(texts(line.path("expected")));
            var why = line.path("why").asString();
            byCategory
                    .computeIfAbsent(why.substring(1, why.indexOf(']')), _ -> new Score())
                    .add(found, wanted);
            all.add(found, wanted);
            if (!found.equals(wanted)) {
                misses.add("%s%n    found %s, expected %s: %s%n    %s"
                        .formatted(line.path("text").asString(), found, wanted, why, findings.decisions()));
            }
        }
        System.out.println("== " + set + ": " + all);
        byCategory.forEach((category, score) -> System.out.printf("%-16s %s%n", category, score));
        misses.forEach(System.out::println);
        return all;
    }

    private static List<JsonNode> lines(String resource) throws IOException {
        try (var stream = Objects.requireNonNull(MatchingQualityTest.class.getResourceAsStream(resource), resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> JsonMapper.shared().readTree(line))
                    .toList();
        }
    }

    private static Map<String, List<String>> dictionary(JsonNode line) {
        var names = new LinkedHashMap<String, List<String>>();
        line.path("dictionary").properties().forEach(entry -> names.put(entry.getKey(), texts(entry.getValue())));
        return names;
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
