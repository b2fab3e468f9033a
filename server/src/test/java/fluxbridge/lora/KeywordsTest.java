package fluxbridge.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeywordsTest {

    @Test
    void keywords_call_any_lora_names_and_aliases_only_characters() {
        assertThat(of("""
                {"loras": {
                  "a": {"name": "Ada", "category": "character", "aliases": ["Addie", "ADA"], "keywords": ["captain"]},
                  "b": {"name": "Light", "category": "general", "aliases": ["Glow"], "keywords": ["sunbeam"]}}}"""))
                .containsExactly(
                        new Keyword("Ada", "a"),
                        new Keyword("Addie", "a"),
                        new Keyword("captain", "a"),
                        new Keyword("sunbeam", "b"));
    }

    @ParameterizedTest
    @CsvSource({
        "character, m1ra_vale, true",
        "character, mira33, true",
        "character, MiraVale, true",
        "character, ohwx, true",
        "character, mira_vale, true",
        "character, woman, false",
        "character, ohwx woman, false",
        "general, st0rybook, true",
        "general, AiArtV, true",
        "general, sketch, false",
        "general, long_hair, false",
        "expression, what, false",
        "general, 1girl, false",
        "general, 80s, false",
        "general, f1, false",
    })
    void trigger_words_call_when_nobody_writes_them_by_chance(String category, String trigger, boolean expected) {
        var keywords = of("{\"loras\": {\"x\": {\"name\": \"Some Name\", \"category\": \"" + category
                + "\", \"trigger_words\": [\"" + trigger + "\"]}}}");
        assertThat(keywords.contains(new Keyword(trigger, "x"))).isEqualTo(expected);
    }

    @Test
    void a_trigger_word_of_several_loras_calls_the_first_by_rank() {
        assertThat(of("""
                {"loras": {
                  "v2": {"name": "Two", "rank": 2, "category": "character", "trigger_words": ["ad4_fenn"]},
                  "v1": {"name": "One", "rank": 1, "category": "character", "trigger_words": ["ad4_fenn"]}}}"""))
                .containsExactly(new Keyword("Two", "v2"), new Keyword("One", "v1"), new Keyword("ad4_fenn", "v1"));
    }

    private static List<Keyword> of(String json) {
        return Keywords.of(DictionaryReader.read(json.getBytes(StandardCharsets.UTF_8)));
    }
}
