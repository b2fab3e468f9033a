package fluxbridge.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.LoraRating;
import fluxbridge.domain.LoraSubject;
import fluxbridge.lora.Oddity.Level;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DictionaryReaderTest {

    private static final String WHOLE = """
            {
              "config": {
                "default_steps": 40,
                "default_guidance_scale": 3.5,
                "permanent_loras": ["ink"],
                "default_negative_prompt": "blurry, text"
              },
              "loras": {
                "ada": {
                  "name": "Ada Fenn (main)",
                  "url": "https://host.test/a/ada%20v2(ad4).safetensors?download=true",
                  "weight": 0.9,
                  "rank": 1,
                  "category": "character",
                  "trigger_words": ["ad4_fenn"],
                  "keywords": ["ada"],
                  "prepend_prompt": "ad4_fenn, a woman of 40",
                  "append_prompt": "",
                  "negative_prompt": "hat",
                  "notes": "the main one",
                  "permanent": false,
                  "aliases": ["Addie"],
                  "pronouns": "she/her",
                  "appearance": "grey braid",
                  "subject": "fictional-adult",
                  "rating": "general"
                },
                "ink": {
                  "name": "Ink",
                  "url": "civitai:132942@146296",
                  "weight": 0.4,
                  "rank": 10,
                  "category": "general",
                  "trigger_words": [],
                  "keywords": [],
                  "prepend_prompt": "",
                  "append_prompt": "",
                  "negative_prompt": "",
                  "notes": "",
                  "permanent": true
                }
              }
            }
            """;

    @Test
    void a_file_as_documented_is_read_without_oddities() {
        var dictionary = read(WHOLE);
        assertThat(dictionary.oddities()).isEmpty();
        assertThat(dictionary.config().defaultSteps()).hasValue(40);
        assertThat(dictionary.config().defaultGuidanceScale()).hasValue(3.5);
        assertThat(dictionary.config().permanentLoras()).containsExactly("ink");
        assertThat(dictionary.config().defaultNegativePrompt()).isEqualTo("blurry, text");
        assertThat(dictionary.loras())
                .containsExactly(
                        new Lora(
                                "ada",
                                "Ada Fenn (main)",
                                "https://host.test/a/ada%20v2(ad4).safetensors?download=true",
                                0.9,
                                1,
                                LoraCategory.CHARACTER,
                                List.of("ad4_fenn"),
                                List.of("ada"),
                                "ad4_fenn, a woman of 40",
                                "",
                                "hat",
                                "the main one",
                                false,
                                List.of("Addie"),
                                "she/her",
                                "grey braid",
                                LoraSubject.FICTIONAL_ADULT,
                                LoraRating.GENERAL),
                        new Lora(
                                "ink",
                                "Ink",
                                "civitai:132942@146296",
                                0.4,
                                10,
                                LoraCategory.GENERAL,
                                List.of(),
                                List.of(),
                                "",
                                "",
                                "",
                                "",
                                true,
                                List.of(),
                                "",
                                "",
                                LoraSubject.UNKNOWN,
                                LoraRating.GENERAL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", " ADA ", "Ada Fenn (MAIN)", "addie", "ada v2(ad4)", "ada.safetensors"})
    void a_lora_is_found_by_any_of_its_names(String name) {
        assertThat(read(WHOLE).find(name)).map(Lora::id).hasValue("ada");
    }

    @Test
    void an_id_wins_over_a_name_and_an_earlier_name_over_a_later() {
        var dictionary = read("""
                {"loras": {"a": {"name": "b"}, "b": {"name": "c"}, "d": {"name": "c"}, "B": {}}}""");
        assertThat(dictionary.find("b")).map(Lora::id).hasValue("b");
        assertThat(dictionary.find("B")).map(Lora::id).hasValue("B");
        assertThat(dictionary.find("c")).map(Lora::id).hasValue("b");
        assertThat(dictionary.find("nobody")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"['mira', 'the captain']\"             | mira / the captain",
                "\"[\\\"mira\\\", \\\"kael\\\"]\"        | mira / kael",
                "\"mira, kael\"                          | mira / kael",
                "\"mira\"                                | mira",
                "\"['Mira's coat', 'b']\"                | Mira's coat / b",
                "\"[\\\"Mira's coat\\\", 'b']\"          | Mira's coat / b",
                "\"['it\\\\'s', 'zo\\\\xeb']\"           | it's / zoë",
                "\"('mira', 'kael')\"                    | mira / kael",
                "\"[mira, kael]\"                        | mira / kael",
                "\"['a, b', 'c']\"                       | a, b / c",
                "\"['mira', '']\"                        | mira",
                "\"['mira', 'kael\"                      | mira / kael",
                "\"[]\"                                  |",
                "\"\"                                    |",
                "\"None\"                                |",
                "[\"mira\", 33]                          | mira / 33",
                "[[\"mira\"], \"kael\"]                  | mira / kael",
                "[\"mira\", \" \", null]                 | mira",
                "[\"mira\", \"MIRA\"]                    | mira",
                "33                                      | 33",
                "{\"a\": 1}                              |",
                "true                                    |",
                "null                                    |",
            })
    void lists_are_read_however_they_are_written(String json, String expected) {
        var lora = read("{\"loras\": {\"a\": {\"keywords\": " + json + "}}}")
                .loras()
                .getFirst();
        assertThat(String.join(" / ", lora.keywords())).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.8      | 0.8  | ",
                "1        | 1    | is the whole number 1; read as 1.0",
                "\"0.8\"  | 0.8  | is a number written as the text '0.8'; read as 0.8",
                "\"0,8\"  | 0.8  | is a number written as the text '0,8'; read as 0.8",
                "\"much\" | 1    | must be a number, was 'much'; 1.0 is used",
                "null     | 1    | is null; taken as missing",
                "true     | 1    | must be a number, is true or false; 1.0 is used",
                "[1]      | 1    | must be a number, is a list; 1.0 is used",
                "NaN      | 1    | must be a number, was 'NaN'; 1.0 is used",
                "9.5      | 4    | must be -4..4, was 9.5; 4.0 is used",
                "-0.5     | -0.5 |",
            })
    void weights_are_read_however_they_are_written(String json, double expected, String oddity) {
        var dictionary = read("{\"loras\": {\"a\": {\n\"weight\": " + json + "}}}");
        assertThat(dictionary.loras().getFirst().weight()).isEqualTo(expected);
        var found = dictionary.oddities().stream()
                .filter(odd -> odd.field().equals("weight"))
                .map(Oddity::message)
                .toList();
        assertThat(found).isEqualTo(oddity == null ? List.of() : List.of(oddity));
    }

    @ParameterizedTest
    @CsvSource({
        "true, true",
        "false, false",
        "\"true\", true",
        "\"Yes\", true",
        "1, true",
        "0, false",
        "\"no\", false",
        "null, false",
        "[], false"
    })
    void permanent_is_read_however_it_is_written(String json, boolean expected) {
        assertThat(read("{\"loras\": {\"a\": {\"permanent\": " + json + "}}}")
                        .loras()
                        .getFirst()
                        .permanent())
                .isEqualTo(expected);
    }

    @Test
    void each_oddity_names_line_id_and_field() {
        var dictionary = read("""
                {
                  "config": {"permanent_loras": "['ada', 'nobody']",
                             "default_step": 3, "default_steps": 900},
                  "loras": {
                    "ada": {"name": "Ada", "url": "https://host.test/x", "weight": 0.5, "rank": "2",
                            "category": "hero",
                            "keywords": [], "trigger_words": [],
                            "extra": 1,
                            "rank": 2.5
                    },
                    "bea": 3
                  },
                  "more": {}
                }
                """);
        assertThat(dictionary.oddities())
                .extracting(Oddity::toString)
                .containsExactly(
                        "line 2: config.permanent_loras: is a text that holds a list; read as ['ada', 'nobody']",
                        "line 2: config.permanent_loras: names 'nobody', which no LoRA has as its id; left out",
                        "line 3: config.default_steps: must be 1..150, was 900; the model's default is used",
                        "line 3: config.default_step: unknown field, ignored; did you mean default_steps?",
                        "line 6: ada.category: must be character, nsfw, expression, general or misc, was 'hero'; counts as misc",
                        "line 8: ada.extra: unknown field, ignored",
                        "line 9: ada.rank: is there twice (first on line 5); the last one counts",
                        "line 9: ada.rank: must be a whole number, was 2.5; 3 is used",
                        "line 11: bea: must be an object, is a number; left out",
                        "line 13: more: unknown field, ignored");
        assertThat(dictionary.loras()).extracting(Lora::category).containsExactly(LoraCategory.MISC);
        assertThat(dictionary.config().permanentLoras()).containsExactly("ada");
    }

    @Test
    void missing_fields_are_replaced_and_mentioned() {
        var dictionary = read("{\"loras\": {\"ada\": {}}}");
        var lora = dictionary.loras().getFirst();
        assertThat(lora.name()).isEqualTo("ada");
        assertThat(lora.weight()).isEqualTo(1);
        assertThat(lora.rank()).isEqualTo(LoraEntry.DEFAULT_RANK);
        assertThat(lora.category()).isEqualTo(LoraCategory.MISC);
        assertThat(dictionary.oddities())
                .extracting(Oddity::field)
                .containsExactly("name", "url", "weight", "rank", "category", "trigger_words", "keywords");
        assertThat(dictionary.oddities()).extracting(Oddity::level).containsOnly(Level.INFO);
    }

    @Test
    void the_last_of_two_entries_with_one_id_counts() {
        var dictionary = read("{\"loras\": {\n\"a\": {\"name\": \"one\"},\n\"b\": {},\n\"a\": {\"name\": \"two\"}}}");
        assertThat(dictionary.loras()).extracting(Lora::name).containsExactly("two", "b");
        assertThat(dictionary.oddities())
                .extracting(Oddity::toString)
                .contains("line 4: a: the id is there twice (first on line 2); the last one counts");
    }

    @ParameterizedTest
    @CsvSource({
        "nsfw, , MATURE",
        "general, , GENERAL",
        "general, mature, MATURE",
        "general, weird, MATURE",
        "nsfw, General, GENERAL"
    })
    void what_is_unclear_counts_as_mature(String category, String rating, LoraRating expected) {
        var given = rating == null ? "" : ", \"rating\": \"" + rating + "\"";
        var dictionary = read("{\"loras\": {\"a\": {\"category\": \"" + category + "\"" + given + "}}}");
        assertThat(dictionary.loras().getFirst().rating()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "fictional-adult, FICTIONAL_ADULT",
        "Fictional Adult, FICTIONAL_ADULT",
        "real_person, REAL_PERSON",
        "style, STYLE",
        "else, UNKNOWN"
    })
    void subjects_are_read_with_any_dash(String text, LoraSubject expected) {
        assertThat(read("{\"loras\": {\"a\": {\"subject\": \"" + text + "\"}}}")
                        .loras()
                        .getFirst()
                        .subject())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void a_byte_order_mark_is_read_over(String charset) {
        var bytes = ("\uFEFF" + WHOLE).getBytes(Charset.forName(charset));
        assertThat(DictionaryReader.read(bytes).loras()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"loras\": {}               | 1 | a closing bracket or quote is missing",
                "{\"loras\": {},}             | 1 | often a comma before it that is one too many",
                "{\"loras\" {}}               | 1 | the JSON is broken",
                "[]                           | 1 | must hold an object",
                "{\"loras\": []}              | 1 | loras must be an object of id and entry, is a list",
                "{} {}                        | 1 | more after the end",
                "''                           | 1 | the file is empty",
            })
    void what_is_broken_is_an_error_in_plain_words(String json, int line, String message) {
        assertThatThrownBy(() -> read(json.strip())).isInstanceOfSatisfying(DictionaryException.class, e -> {
            assertThat(e.line()).isEqualTo(line);
            assertThat(e.column()).isPositive();
            assertThat(e.getMessage()).contains(message).doesNotContain("code ");
        });
    }

    @Test
    void an_error_names_line_and_column() {
        assertThatThrownBy(() -> read("{\n  \"loras\": {\n    \"é\" x\n  }\n}"))
                .isInstanceOfSatisfying(DictionaryException.class, e -> {
                    assertThat(e.line()).isEqualTo(3);
                    assertThat(e.column()).isEqualTo(9);
                });
        var latin1 = "{\n  \"loras\": {\"zo\u00EB\": {}}}".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> DictionaryReader.read(latin1))
                .hasMessage("line 2, column 16: the text is not UTF-8; save the file as UTF-8");
    }

    @Test
    void nesting_without_end_is_an_error() {
        assertThatThrownBy(() -> read("[".repeat(200_000))).isInstanceOf(DictionaryException.class);
    }

    @Test
    void a_file_beyond_the_limit_is_refused() {
        assertThatThrownBy(() -> DictionaryReader.read(new byte[DictionaryReader.MAX_BYTES + 1]))
                .isInstanceOf(DictionaryException.class)
                .hasMessage("it must be at most 32 MB");
    }

    private static LoraDictionary read(String json) {
        return DictionaryReader.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
