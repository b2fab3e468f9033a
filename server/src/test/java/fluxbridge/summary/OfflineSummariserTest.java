package fluxbridge.summary;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.prompt.Narration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OfflineSummariserTest {

    private final OfflineSummariser offline = new OfflineSummariser(60);

    private String of(String text, String cast) {
        return offline.summarise(Narrations.of(text, cast)).text();
    }

    @ParameterizedTest
    @MethodSource("fluxbridge.summary.Narrations#all")
    void every_passage_keeps_names_and_triggers_in_few_words_on_one_line(Narration narration) {
        for (int most : new int[] {20, 40, 60, 200}) {
            var text = new OfflineSummariser(most).summarise(narration).text();
            assertThat(text).isNotBlank().doesNotContain("\n", "*", "<", "`", "(OOC", "\u0001");
            assertThat(Words.count(text)).isLessThanOrEqualTo(most);
            for (var member : narration.present()) {
                assertThat(text).contains(member.name()).contains(member.trigger());
            }
            assertThat(new OfflineSummariser(most).summarise(narration).text()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Secret words,\" she said.",
                "\u201CSecret words,\u201D she said.",
                "\u201ESecret words\u201C, sagte sie.",
                "\u00ABSecret words\u00BB, dit-elle.",
                "\u00BBSecret words\u00AB, sagte sie.",
                "\u300CSecret words\u300D",
                "\u300ESecret words\u300F",
                "\u2018Secret words,\u2019 she said.",
                "'Secret words,' she said.",
                "\u2014 Secret words, \u2014 she said.",
                "(OOC: secret words)",
                "((secret words))",
                "[System: secret words]",
                "<think>secret words</think>",
                "<!-- secret words -->",
                "```secret words```"
            })
    void what_is_said_and_what_is_meta_is_gone(String words) {
        assertThat(of(words + "\nMira sits on the red sofa by the window.", "Mira="))
                .doesNotContainIgnoringCase("secret")
                .contains("Mira sits on the red sofa by the window");
    }

    @Test
    void asterisks_mark_actions_whose_words_stay() {
        assertThat(of("*Mira kneels beside the well and draws water* \"Hm.\"", "Mira="))
                .isEqualTo("Mira kneels beside the well and draws water");
    }

    @Test
    void an_apostrophe_is_no_quotation() {
        assertThat(of("Mira's cloak hangs on the miners' lamp, and Kael's hand rests on it.", "Mira=,Kael="))
                .contains("Mira's cloak hangs on the miners' lamp")
                .contains("Kael's hand rests on it");
    }

    @Test
    void a_height_is_no_quotation_and_a_sign_keeps_its_word() {
        assertThat(of("Mira, 6'2\" tall, leans on the bar under a sign that reads \"OPEN\".", "Mira="))
                .contains("leans on the bar under a sign that reads OPEN");
    }

    @Test
    void thought_is_left_out() {
        assertThat(of("Mira wondered whether he loved her. She sat by the fire in a blue robe.", "Mira="))
                .isEqualTo("Mira sat by the fire in a blue robe");
    }

    @Test
    void a_pronoun_gets_the_name_it_stands_for() {
        assertThat(of(
                        "Paul enters the kitchen in his grey coat. Greta sits at the table in her red dress. He pours the wine.",
                        "Paul=,Greta="))
                .contains("Paul pours the wine");
    }

    @Test
    void a_pronoun_that_may_be_somebody_else_stays() {
        assertThat(of("Rhea faces Dorn on the cliff. He lowers the spear.", "Rhea=,Dorn="))
                .contains("He lowers the spear");
    }

    @Test
    void the_last_moment_outlives_the_beginning() {
        var text = "Mira walks along the beach. ".repeat(20) + "Mira climbs onto the wet rock and raises a lantern.";

        assertThat(new OfflineSummariser(20)
                        .summarise(Narrations.of(text, "Mira="))
                        .text())
                .contains("climbs onto the wet rock and raises a lantern");
    }

    @Test
    void somebody_who_is_only_spoken_to_is_kept_with_the_trigger() {
        assertThat(of("\"Kael, sit down.\" Mira points at the chair.", "Mira=mira_v2,Kael=kael_x"))
                .isEqualTo("mira_v2 Mira points at the chair, kael_x Kael");
    }

    @Test
    void a_trigger_stands_before_the_title_of_its_name() {
        assertThat(of("Dr. Vale bends over the microscope.", "Vale=drvale"))
                .isEqualTo("drvale Dr. Vale bends over the microscope");
    }

    @ParameterizedTest
    @CsvSource({"Mira mira,Mira mira stands at the gate", "Mira,Mira stands at the gate"})
    void a_trigger_that_holds_the_name_takes_its_place(String trigger, String expected) {
        assertThat(of("Mira stands at the gate.", "Mira=" + trigger)).isEqualTo(expected);
    }

    @Test
    void the_place_comes_from_an_earlier_message_when_this_one_has_none() {
        var narration = new Narration(
                "Mira smiles and nods.",
                Narrations.of("", "Mira=").present(),
                List.of("The kitchen is warm and full of morning light. \"Tea?\""));

        assertThat(offline.summarise(narration).text())
                .isEqualTo("The kitchen is warm and full of morning light. Mira smiles and nods");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Hello?\"",
                "(OOC: wait)",
                "...",
                "*",
                "\u2014 \u0414\u0430.",
                "\u300C\u3046\u3093\u300D",
                "<br>",
                "\""
            })
    void something_is_left_of_everything(String text) {
        assertThat(of(text, "")).isNotBlank();
        assertThat(of(text, "Mira=mira_v2")).contains("mira_v2 Mira");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(", "'a ", "\"", "<a ", "[a", "*", "(OOC ", "{{", ".", "a. ", "- ", "\u2014", "she ", "a,", "_",
                "\u4e00"
            })
    void odd_text_of_any_length_ends_soon(String unit) {
        assertThat(of(unit.repeat(60_000 / unit.length()), "Mira=mira_v2")).contains("Mira");
    }
}
