package fluxbridge.prompt.match;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.lora.FoldedText;
import fluxbridge.lora.Keyword;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeywordMatcherTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Ann | Ann waves | Ann",
                "Ann | They planned it |",
                "Ann | Anna waves |",
                "Ann | ANN! | ANN",
                "Ann | (ann:1.2) | ann",
                "Ann | *Ann* smiles | Ann",
                "Ann | _Ann_ smiles | Ann",
                "Ann | \"Ann,\" he said | Ann",
                "Ann | 'Ann' he said | Ann",
                "Ann | ann_v2 |",
                "Ann | ann2 |",
                "Ann | 2ann |",
                "Ann | Ann--Kael | Ann",
                "Ann | Ann—Kael | Ann",
                "Ann | A-Ann stutters | Ann",
                "Ann | Mary-Ann waves |",
                "Ann | Ann-Marie waves |",
                "Ann | Ann-chan waves | Ann",
                "Ann | Ann- | Ann",
                "Mira | Mira's coat | Mira",
                "Mira | Mira’s coat | Mira",
                "Mira | Mira'll come | Mira",
                "Arcy | D'Arcy frowns |",
                "D'Arcy | D’Arcy frowns | D’Arcy",
                "James | James' hat | James",
                "Jean | Jean-Luc frowns |",
                "Jean-Luc | Jean‑Luc frowns | Jean‑Luc",
                "Jean-Luc | jean luc frowns | jean luc",
                "red dress | a red-dress code | red-dress",
                "night market | the night   market | night   market",
                "Zoë | ZOË runs | ZOË",
                "Zoë | Zoe runs | Zoe",
                "Zoe | Zoë runs |",
                "Søren | Soren runs | Soren",
                "Straße | STRASSE | STRASSE",
                "Νίκος | ΝΊΚΟΣ τρέχει | ΝΊΚΟΣ",
                "Ирина | ИРИНА пишет | ИРИНА",
                "Ира | Ирада пишет |",
                "Mira | Ｍｉｒａ waits | Ｍｉｒａ",
                "Mira | Mira走る | Mira",
                "美咲 | 走る美咲は | 美咲",
                "健 | 健康診断 |",
                "健 | 健は走る | 健",
                "マリ | マリナが |",
                "マリ | マリが走る | マリ",
                "지우 | 지우가 웃는다 | 지우",
                "지우 | 옥지우 |",
                "มิรา | เห็นมิราวิ่ง | มิรา",
                "がく | かく |",
                "c++ | in c++ | c++",
                "𝒜da | 𝒜DA | 𝒜DA",
            })
    void a_keyword_is_found_as_a_whole_word(String keyword, String text, String expected) {
        var found = matcher(keyword).find(text).stream()
                .map(match -> text.substring(match.start(), match.end()))
                .toList();
        assertThat(found).isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void composed_and_decomposed_letters_are_equal() {
        assertThat(matcher("Zo\u00EB").find("Zoe\u0308 runs")).containsExactly(match(0, 4, "Zo\u00EB"));
        assertThat(matcher("Zoe\u0308").find("Zo\u00EB runs")).containsExactly(match(0, 3, "Zoe\u0308"));
        assertThat(matcher("각").find("\u1100\u1161\u11A8")).hasSize(1);
    }

    @Test
    void invisible_characters_do_not_hide_a_word() {
        assertThat(matcher("Mira").find("Mi\u00ADra\u200B!")).containsExactly(match(0, 5, "Mira"));
    }

    @Test
    void places_are_those_of_the_original_where_folding_changes_lengths() {
        var text = "ﬁne İstanbul ½ Mira";
        var found = matcher("Mira").find(text);
        assertThat(found).containsExactly(match(text.indexOf("Mira"), text.length(), "Mira"));
    }

    @Test
    void the_longest_of_those_that_begin_first_wins() {
        var found = matcher("Mira", "Mira Vale", "Vale Street").find("Mira Vale Street, Mira");
        assertThat(found).containsExactly(match(0, 9, "Mira Vale"), match(18, 22, "Mira"));
    }

    @Test
    void a_longer_one_that_is_no_word_does_not_hide_a_shorter_one() {
        assertThat(matcher("Mira", "Mira Val").find("Mira Vale")).containsExactly(match(0, 4, "Mira"));
    }

    @Test
    void a_shared_keyword_calls_all_its_loras() {
        var one = new Keyword("Elin", "elin_d");
        var two = new Keyword("ELIN", "elin_v");
        assertThat(new KeywordMatcher(List.of(one, two)).find("Elin yawns"))
                .containsExactly(new KeywordMatch(0, 4, List.of(one, two)));
    }

    @Test
    void present_sees_words_within_longer_ones_too() {
        assertThat(matcher("Mira", "Mira Vale", "Kael").present("Mira Vale"))
                .containsExactlyInAnyOrder(keyword("Mira"), keyword("Mira Vale"));
    }

    @Test
    void nothing_is_found_by_no_keywords_and_in_no_text() {
        assertThat(matcher().find("Mira")).isEmpty();
        assertThat(matcher("Mira").find("")).isEmpty();
        assertThat(matcher("", "  ", "\u200B", "x".repeat(201)).find("x".repeat(201)))
                .isEmpty();
    }

    @Test
    void ten_thousand_keywords_are_all_found() {
        var names = IntStream.range(0, 10_000)
                .mapToObj(i -> "name" + Integer.toString(i, 26) + " of the house")
                .toArray(String[]::new);
        var matches = matcher(names).find(String.join("; ", names));
        assertThat(matches)
                .extracting(match -> match.keywords().getFirst().text())
                .containsExactly(names);
    }

    @Test
    void a_megabyte_of_one_letter_is_searched() {
        assertThat(matcher("a", "aa", "aaa", "aaaa").find("a".repeat(1 << 20))).isEmpty();
        assertThat(matcher("あ", "ああ").find("あ".repeat(1 << 20))).hasSize(1 << 19);
        assertThat(matcher("a").find("a" + "\u0301".repeat(1 << 20))).isEmpty();
    }

    @Test
    void it_finds_what_a_naive_search_finds() {
        var random = new Random(11);
        var found = 0;
        for (var round = 0; round < 6_000; round++) {
            var keywords = IntStream.rangeClosed(0, random.nextInt(6))
                    .mapToObj(_ -> word(random, 5))
                    .distinct()
                    .toArray(String[]::new);
            var text = word(random, 30);
            var matches = matcher(keywords).find(text);
            found += matches.size();
            assertThat(matches)
                    .as("%s in '%s'", Arrays.toString(keywords), text)
                    .isEqualTo(naive(keywords, text));
        }
        assertThat(found).as("matches in all the texts").isGreaterThan(1_000);
    }

    /** Letters, marks, joiners and signs that meet in all the ways that matter. */
    private static String word(Random random, int longest) {
        var letters = List.of(
                "a", "b", "A", "s", "é", "e", "e\u0301", " ", "-", "'", "’", "_", "1", ",", "美", "マ", "\u00AD", "ß",
                "ﬁ", "𝒜");
        var text = new StringBuilder();
        for (var i = random.nextInt(longest); i >= 0; i--) {
            text.append(letters.get(random.nextInt(letters.size())));
        }
        return text.toString();
    }

    /** From each place the longest spelling that stands as a word, tried one by one. */
    private static List<KeywordMatch> naive(String[] keywords, String text) {
        var called = new HashMap<String, Set<Keyword>>();
        for (var word : keywords) {
            Spellings.of(word)
                    .forEach(spelling -> called.computeIfAbsent(spelling, _ -> new LinkedHashSet<>())
                            .add(keyword(word)));
        }
        var folded = FoldedText.of(text);
        var codePoints = Spellings.comparable(folded);
        var edges = new WordEdges(folded);
        var matches = new ArrayList<KeywordMatch>();
        var start = 0;
        while (start < codePoints.length) {
            var end = longestEnd(called.keySet(), codePoints, edges, start);
            if (end == start) {
                start++;
            } else {
                var found = new String(codePoints, start, end - start);
                matches.add(new KeywordMatch(
                        folded.start(start), folded.end(end - 1), List.copyOf(called.getOrDefault(found, Set.of()))));
                start = end;
            }
        }
        return matches;
    }

    private static int longestEnd(Set<String> spellings, int[] codePoints, WordEdges edges, int start) {
        for (var end = codePoints.length; end > start; end--) {
            if (spellings.contains(new String(codePoints, start, end - start)) && edges.isWord(start, end)) {
                return end;
            }
        }
        return start;
    }

    private static KeywordMatcher matcher(String... keywords) {
        return new KeywordMatcher(
                Arrays.stream(keywords).map(KeywordMatcherTest::keyword).toList());
    }

    private static KeywordMatch match(int start, int end, String keyword) {
        return new KeywordMatch(start, end, List.of(keyword(keyword)));
    }

    private static Keyword keyword(String text) {
        return new Keyword(text, "id of " + text);
    }
}
