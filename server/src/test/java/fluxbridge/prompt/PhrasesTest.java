package fluxbridge.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PhrasesTest {

    @Test
    void commas_line_breaks_and_ends_of_sentences_separate_phrases() {
        assertThat(Phrases.split("soft light, A cat sits. A dog stands\nwarm,, "))
                .containsExactly("soft light", "A cat sits.", "A dog stands", "warm");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scale 1.2",
                "35mm f/1.8",
                "Dr. Vale reads",
                "J. Dorn",
                "1,000 lanterns",
                "(soft, warm:1.1)",
                "e.g. A house",
                "no. 5"
            })
    void numbers_brackets_and_abbreviations_stay_whole(String phrase) {
        assertThat(Phrases.split(phrase)).containsExactly(phrase);
    }

    @Test
    void an_open_bracket_that_never_closes_hides_no_comma() {
        assertThat(Phrases.split("a (b, c")).containsExactly("a (b", "c");
    }

    @Test
    void a_phrase_counts_once_whatever_its_case_blanks_and_closing_mark() {
        assertThat(new Phrases()
                        .add("Soft  Light, warm")
                        .add("soft light., WARM, cold")
                        .joined())
                .isEqualTo("Soft  Light, warm, cold");
    }

    @Test
    void parts_are_joined_by_commas_or_after_a_sentence_by_a_blank() {
        assertThat(Phrases.join(List.of("a", "", "B c.", "d", "e,", "f"))).isEqualTo("a, B c. d, e, f");
    }
}
