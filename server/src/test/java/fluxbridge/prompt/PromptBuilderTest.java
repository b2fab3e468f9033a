package fluxbridge.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.ImageRequest;
import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.LoraRating;
import fluxbridge.domain.LoraSubject;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Note;
import fluxbridge.domain.Prepared;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.SceneContext;
import fluxbridge.domain.Size;
import fluxbridge.lora.DictionaryConfig;
import fluxbridge.lora.DictionaryReader;
import fluxbridge.lora.LoraDictionary;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PromptBuilderTest {

    private final PromptBuilder builder = new PromptBuilder(PromptBuilder.DEFAULT_CAPS);

    @Test
    void the_sample_characters_of_a_prompt_are_chosen() {
        var prepared = builder.prepare(
                request("Mira reads by the window while Kael waits outside"), DictionaryReader.sample(), 7);
        assertThat(prepared.loras()).extracting(AppliedLora::id).containsExactly("mira", "kael");
        assertThat(prepared.loras())
                .extracting(AppliedLora::reason)
                .containsExactly("keyword 'Mira'", "keyword 'Kael'");
        assertThat(prepared.prompt().text())
                .isEqualTo("m1ra_vale, k4el_dorn, Mira reads by the window while Kael waits outside");
        assertThat(prepared.shown()).isEqualTo(new Prompt("Mira reads by the window while Kael waits outside", ""));
        assertThat(prepared.prompt().negative()).isEqualTo("blurry, low quality, watermark, text");
        assertThat(prepared.steps()).hasValue(28);
        assertThat(prepared.guidance()).hasValue(3.5);
        assertThat(prepared.seed()).isEqualTo(7);
        assertThat(prepared.notes()).isEmpty();
    }

    @Test
    void a_name_in_the_negative_prompt_calls_nobody() {
        var asked = request("a window", "Mira");
        assertThat(builder.prepare(asked, DictionaryReader.sample(), 1).loras()).isEmpty();
    }

    @Test
    void a_tag_is_obeyed_hidden_from_the_provider_and_shown_to_the_client() {
        var prepared = prepare("a <lora:Ada:0.5>, quiet room", style("ada", 1, LoraCategory.GENERAL));
        assertThat(prepared.loras()).extracting(AppliedLora::weight).containsExactly(0.5);
        assertThat(prepared.loras()).extracting(AppliedLora::reason).containsExactly("tag");
        assertThat(prepared.prompt().text()).isEqualTo("a, quiet room");
        assertThat(prepared.shown().text()).isEqualTo("a <lora:Ada:0.5>, quiet room");
    }

    @Test
    void the_last_tag_of_a_lora_wins_under_whatever_name() {
        var prepared = prepare("<lora:ada:0.5> <lora:ADA.safetensors:0.7> Ada", character("ada", 1));
        assertThat(prepared.loras()).extracting(AppliedLora::weight).containsExactly(0.7);
    }

    @Test
    void a_tag_in_the_negative_prompt_stays_text() {
        var prepared = builder.prepare(request("a", "<lora:ada:1>, blur"), dictionary(character("ada", 1)), 1);
        assertThat(prepared.loras()).isEmpty();
        assertThat(prepared.prompt().negative()).isEqualTo("<lora:ada:1>, blur");
    }

    @Test
    void a_tag_of_weight_zero_switches_a_lora_off() {
        var prepared = prepare("Ada <lora:ada:0>", character("ada", 1));
        assertThat(prepared.loras()).isEmpty();
        assertThat(prepared.prompt().text()).isEqualTo("Ada");
    }

    @Test
    void tags_that_cannot_be_obeyed_are_noted() {
        var prepared = prepare("a <lora:nobody:1> <hypernet:h:1> <lora:ada:x> <lora:ada:9>", character("ada", 1));
        assertThat(prepared.notes())
                .containsExactly(
                        new Note("Unknown LoRAs", "nobody"),
                        new Note(
                                "LoRA tags",
                                "<hypernet:h:1> is no LoRA tag; <lora:ada:x> has a weight that is no number; "
                                        + "the weight of ada must be -4..4, was 9.0; 4.0 is used"));
        assertThat(prepared.loras()).extracting(AppliedLora::weight).containsExactly(4.0);
    }

    @Test
    void notes_stay_short_however_many_tags_there_are() {
        var tags =
                IntStream.range(0, 5000).mapToObj(i -> "<lora:nobody" + i + ">").collect(Collectors.joining(" "));
        assertThat(prepare(tags).notes()).singleElement().satisfies(note -> {
            assertThat(note.text()).startsWith("nobody0; nobody1; ").endsWith("; and 4992 more");
        });
    }

    @Test
    void loras_come_by_rank_then_permanent_first_then_as_in_the_text() {
        var dictionary = dictionary(
                character("late", 1),
                character("early", 1),
                permanent("always", 1),
                character("low", 9),
                character("top", 0));
        var prepared = builder.prepare(request("low early late top"), dictionary, 1);
        assertThat(prepared.loras())
                .extracting(AppliedLora::id)
                .containsExactly("top", "always", "early", "late", "low");
    }

    @Test
    void more_than_a_category_takes_are_dropped_by_rank_and_noted() {
        var prepared = prepare(
                "one two three",
                style("one", 3, LoraCategory.GENERAL),
                style("two", 1, LoraCategory.GENERAL),
                style("three", 2, LoraCategory.GENERAL));
        assertThat(prepared.loras()).extracting(AppliedLora::id).containsExactly("two", "three");
        assertThat(prepared.notes()).containsExactly(new Note("Dropped LoRAs", "one (at most 2 general)"));
    }

    @Test
    void tagged_loras_fill_a_cap_but_never_fall_to_it() {
        var prepared = prepare(
                "one <lora:two> <lora:three>",
                style("one", 1, LoraCategory.MISC),
                style("two", 2, LoraCategory.MISC),
                style("three", 3, LoraCategory.MISC));
        assertThat(prepared.loras()).extracting(AppliedLora::id).containsExactly("two", "three");
        assertThat(prepared.notes()).containsExactly(new Note("Dropped LoRAs", "one (at most 1 misc)"));
    }

    @Test
    void permanent_loras_of_the_config_are_in_every_picture() {
        var config = new DictionaryConfig(OptionalInt.empty(), OptionalDouble.empty(), List.of("ink"), "");
        var dictionary = new LoraDictionary(config, List.of(style("ink", 1, LoraCategory.GENERAL)), List.of());
        assertThat(builder.prepare(request(""), dictionary, 1).loras())
                .extracting(AppliedLora::reason)
                .containsExactly("permanent");
    }

    @Test
    void without_loras_tags_are_stripped_and_nothing_is_added() {
        var asked = new ImageRequest(
                new Prompt("Ada <lora:ada:1> sits", "blur"),
                new Size(512, 512),
                OptionalLong.empty(),
                OptionalInt.of(9),
                OptionalDouble.of(2),
                null,
                null,
                null,
                1,
                false,
                Mode.TXT2IMG,
                SceneContext.NONE,
                List.of());
        var prepared = builder.prepare(asked, dictionary(character("ada", 1)), 1);
        assertThat(prepared.loras()).isEmpty();
        assertThat(prepared.prompt()).isEqualTo(new Prompt("Ada sits", "blur"));
        assertThat(prepared.steps()).hasValue(9);
        assertThat(prepared.guidance()).hasValue(2);
        assertThat(prepared.notes()).extracting(Note::topic).containsExactly("LoRA tags");
    }

    @Test
    void a_trigger_word_that_is_there_is_not_added_again() {
        var prepared = prepare("portrait of TRIGGER_ADA, Ada", character("ada", 1));
        assertThat(prepared.prompt().text()).isEqualTo("portrait of TRIGGER_ADA, Ada");
    }

    @Test
    void parts_are_put_around_the_prompt_in_rank_order_and_each_phrase_once() {
        var dictionary = dictionary(
                withParts("two", 2, "warm light, 35mm f/1.8", "Film Grain, by Dr. Vale", "blurry, text"),
                withParts("one", 1, "oil on canvas, Warm Light", "film grain, scale 1.2", "Text, blurry,"));
        var prepared = builder.prepare(request("one and two, film grain", "text"), dictionary, 1);
        assertThat(prepared.prompt())
                .isEqualTo(new Prompt(
                        "oil on canvas, Warm Light, 35mm f/1.8, one and two, film grain, scale 1.2, by Dr. Vale",
                        "text, blurry"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one and two", "one. A second sentence. two", "two (one:1.2), film grain"})
    void preparing_a_prepared_prompt_changes_nothing(String text) {
        var dictionary = dictionary(
                withParts("two", 2, "A photo of two. Warm light", "film grain.", "blurry"),
                character("one", 1),
                permanent("always", 3));
        var once = builder.prepare(request(text), dictionary, 1);
        var twice = builder.prepare(request(once.prompt().text(), once.prompt().negative()), dictionary, 1);
        assertThat(twice.prompt()).isEqualTo(once.prompt());
    }

    @Test
    void an_empty_prompt_stays_empty() {
        assertThat(prepare("").prompt()).isEqualTo(new Prompt("", ""));
    }

    @Test
    void a_new_dictionary_is_matched_at_once() {
        assertThat(prepare("Ada", character("ada", 1)).loras()).hasSize(1);
        assertThat(prepare("Ada", character("bea", 1)).loras()).isEmpty();
    }

    @Test
    void notes_made_while_reading_come_first() {
        var asked = new ImageRequest(
                new Prompt("<lora:x>", ""),
                new Size(512, 512),
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                null,
                null,
                null,
                1,
                true,
                Mode.TXT2IMG,
                SceneContext.NONE,
                List.of(new Note("Ignored", "hires fix")));
        assertThat(builder.prepare(asked, LoraDictionary.EMPTY, 1).notes())
                .extracting(Note::topic)
                .containsExactly("Ignored", "Unknown LoRAs");
    }

    private Prepared prepare(String text, Lora... loras) {
        return builder.prepare(request(text), dictionary(loras), 1);
    }

    private static ImageRequest request(String text) {
        return request(text, "");
    }

    private static ImageRequest request(String text, String negative) {
        return new ImageRequest(
                new Prompt(text, negative),
                new Size(512, 512),
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                null,
                null,
                null,
                1,
                true,
                Mode.TXT2IMG,
                SceneContext.NONE,
                List.of());
    }

    private static LoraDictionary dictionary(Lora... loras) {
        return new LoraDictionary(DictionaryConfig.NONE, Arrays.asList(loras), List.of());
    }

    private static Lora character(String id, int rank) {
        return lora(id, rank, LoraCategory.CHARACTER, List.of("trigger_" + id), "", "", "", false);
    }

    private static Lora permanent(String id, int rank) {
        return lora(id, rank, LoraCategory.GENERAL, List.of(), "", "", "", true);
    }

    private static Lora style(String id, int rank, LoraCategory category) {
        return lora(id, rank, category, List.of(), "", "", "", false);
    }

    private static Lora withParts(String id, int rank, String prepend, String append, String negative) {
        return lora(id, rank, LoraCategory.GENERAL, List.of(), prepend, append, negative, false);
    }

    private static Lora lora(
            String id,
            int rank,
            LoraCategory category,
            List<String> triggers,
            String prepend,
            String append,
            String negative,
            boolean permanent) {
        return new Lora(
                id,
                id,
                "https://host.test/" + id + ".safetensors",
                0.8,
                rank,
                category,
                triggers,
                List.of(id),
                prepend,
                append,
                negative,
                "",
                permanent,
                List.of(),
                "",
                "",
                LoraSubject.UNKNOWN,
                LoraRating.GENERAL);
    }
}
