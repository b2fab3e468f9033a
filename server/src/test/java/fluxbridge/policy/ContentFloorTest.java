package fluxbridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.LoraRating;
import fluxbridge.domain.LoraSubject;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.SceneContext;
import fluxbridge.domain.SceneContext.CharacterPrompt;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentFloorTest {

    /** One term of each class, so that no test spells a scene out. */
    private static final String MINOR =
            ContentFloorRecallTest.terms("en", "minor").getFirst();

    private static final String SEXUAL =
            ContentFloorRecallTest.terms("en", "sexual").get(8);

    private static boolean refused(String wanted, String unwanted, Lora... loras) {
        return ContentFloor.broken(new Said(wanted, unwanted), List.of(loras)).isPresent();
    }

    static Lora lora(String name, LoraSubject subject, LoraRating rating) {
        return new Lora(
                "id",
                name,
                "",
                1,
                1,
                LoraCategory.MISC,
                List.of(),
                List.of(),
                "",
                "",
                "",
                "",
                false,
                List.of(),
                "",
                "",
                subject,
                rating);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "17 years old",
                "a 16-year-old",
                "age: 16",
                "age 9",
                "16yo",
                "16 y/o",
                "sixteen",
                "aged fifteen",
                "she is 15",
                "just turned 17",
                "１６ years old",
                "1 6 y o",
                "16 Jahre alt",
                "16-jährige",
                "16 ans",
                "âgée de 15",
                "16 años",
                "edad: 15",
                "15 anos",
                "15 anni",
                "16 лет",
                "16-летняя",
                "шестнадцать лет",
                "16歳",
                "十六歳の",
                "16岁",
                "她十五岁",
                "16살",
                "열여섯 살",
                "16 साल",
                "सोलह साल"
            })
    void an_age_below_eighteen_counts_as_minor(String age) {
        assertThat(refused(age, "")).isFalse();
        assertThat(refused(age + ", " + SEXUAL, "")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "18 years old",
                "a 22-year-old woman",
                "aged 30",
                "age: 45",
                "twenty-one years old",
                "1,016 years old",
                "1995",
                "16:9",
                "f/1.8, 16 steps",
                "1girl",
                "2girls, 1boy",
                "(a woman:1.16)",
                "20 лет",
                "二十二岁",
                "18歳",
                "스물두 살",
                "16세기",
                "fifteen women"
            })
    void other_numbers_do_not(String number) {
        assertThat(refused(number + ", " + SEXUAL, "")).isFalse();
    }

    @Test
    void every_part_of_a_request_is_read() {
        assertThat(refused(MINOR + " " + SEXUAL, "")).isTrue();
        assertThat(refused("a boat", MINOR + " " + SEXUAL)).isTrue();
        for (var scene : List.of(
                new SceneContext(List.of(MINOR), Map.of(), List.of()),
                new SceneContext(List.of(), Map.of("Mira", new CharacterPrompt(MINOR, "")), List.of()),
                new SceneContext(List.of(), Map.of(MINOR, new CharacterPrompt("", "")), List.of()))) {
            var said = Said.of(new Prompt(SEXUAL, ""), scene);
            assertThat(ContentFloor.broken(said, List.of())).contains(Rule.SEXUAL_MINOR);
        }
        assertThat(refused("<lora:" + MINOR + "_x:0.8> " + SEXUAL, "")).isTrue();
        assertThat(refused(SEXUAL, "", lora(MINOR, LoraSubject.STYLE, LoraRating.GENERAL)))
                .isTrue();
    }

    @Test
    void a_negative_prompt_that_keeps_something_out_passes() {
        assertThat(refused(MINOR + " in a playground", "nsfw, " + SEXUAL)).isFalse();
        assertThat(refused(SEXUAL, MINOR)).isFalse();
    }

    @Test
    void a_negative_prompt_that_asks_for_it_in_other_words_is_refused() {
        assertThat(refused(SEXUAL, "adult")).isTrue();
        assertThat(refused(MINOR, "clothes")).isTrue();
        assertThat(refused(SEXUAL, "(" + MINOR + ":-1.5)")).isTrue();
    }

    @Test
    void a_mature_lora_and_a_real_person_never_meet() {
        var mature = lora("m", LoraSubject.STYLE, LoraRating.MATURE);
        for (var subject : LoraSubject.values()) {
            boolean maybeReal = subject == LoraSubject.REAL_PERSON || subject == LoraSubject.UNKNOWN;
            var someone = lora("s", subject, LoraRating.GENERAL);
            assertThat(refused("a boat", "", someone)).isFalse();
            assertThat(refused("a boat", "", mature, someone)).isEqualTo(maybeReal);
            assertThat(refused(SEXUAL, "", someone)).isEqualTo(maybeReal);
            assertThat(refused("a boat", "", lora("x", subject, LoraRating.MATURE)))
                    .isEqualTo(maybeReal);
        }
        assertThat(refused("a boat", "", mature)).isFalse();
        assertThat(refused(MINOR, "", mature)).isTrue();
    }

    @Test
    void a_mature_lora_for_minors_may_not_register() {
        assertThat(ContentFloor.mayRegister(lora(MINOR, LoraSubject.STYLE, LoraRating.MATURE)))
                .isFalse();
        assertThat(ContentFloor.mayRegister(lora(MINOR, LoraSubject.STYLE, LoraRating.GENERAL)))
                .isTrue();
        assertThat(ContentFloor.mayRegister(lora("boat", LoraSubject.STYLE, LoraRating.MATURE)))
                .isTrue();
    }

    @Test
    void a_long_text_is_read_to_its_end() {
        assertThat(refused("a.b ".repeat(20_000) + MINOR + " " + SEXUAL, "")).isTrue();
        assertThat(refused("a".repeat(200_000), "")).isFalse();
        assertThat(refused("x ".repeat(20_000), "")).isFalse();
    }
}
