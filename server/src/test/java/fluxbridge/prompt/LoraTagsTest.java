package fluxbridge.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoraTagsTest {

    /** The checked table of A1111's grammar, with the unet weight as the one weight. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<lora:x>               | x | 1",
                "<lora:x:0.8>           | x | 0.8",
                "<lora:x:0.8:0.4>       | x | 0.4",
                "<lora:x:te=0.5:unet=1> | x | 1",
                "<lora:x:te=0.5>        | x | 0.5",
                "<lora:x:1:dyn=8>       | x | 1",
                "<lora: x : 1 >         | x | 1",
                "<LoRA:x:0.5>           | x | 0.5",
                "<lyco:x:0.5>           | x | 0.5",
                "<lora:x:-0.5>          | x | -0.5",
                "<lora:x:0>             | x | 0",
                "<lora:x:.5>            | x | 0.5",
                "<lora:x:5.>            | x | 5",
                "<lora:x:+1e-1>         | x | 0.1",
                "<lora:x:0.8:0.4:64>    | x | 0.4",
                "<lora:x:UNET=0.3>      | x | 0.3",
                "<lora:x:a=b=c:0.3>     | x |",
                "<lora:te=0.5:x>        | x | 0.5",
            })
    void tags_are_read_as_a1111_reads_them(String text, String name, Double weight) {
        var tags = LoraTags.parse(text);
        assertThat(tags.plain()).isEmpty();
        if (weight == null) {
            assertThat(tags.tags()).isEmpty();
            assertThat(tags.troubles()).hasSize(1);
        } else {
            assertThat(tags.tags()).containsExactly(new LoraTags.Tag(name, weight, 0));
            assertThat(tags.troubles()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<lora:>", "<lora:x:1", "<br>", "a < b > c", "<>", "<:x>", "lora:x:1>", "", "<lo ra:x>"})
    void what_is_no_tag_stays(String text) {
        var tags = LoraTags.parse(text);
        assertThat(tags.plain()).isEqualTo(text);
        assertThat(tags.blanked()).isEqualTo(text);
        assertThat(tags.tags()).isEmpty();
        assertThat(tags.troubles()).isEmpty();
    }

    @Test
    void a_tag_ends_at_the_first_bracket() {
        var tags = LoraTags.parse("<lora:a>b:1>");
        assertThat(tags.plain()).isEqualTo("b:1>");
        assertThat(tags.tags()).containsExactly(new LoraTags.Tag("a", 1, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "'a <lora:x:1> b', 'a b'",
        "'a, <lora:x:1>, b', 'a, b'",
        "'a,<lora:x>,b', 'a,b'",
        "'a <lora:x>, b', 'a, b'",
        "'<lora:x>, a', 'a'",
        "'<lora:x> a', 'a'",
        "'a, <lora:x>', 'a'",
        "'a <lora:x> <lora:y> b', 'a b'",
        "'a, <lora:x>, <lora:y>, b', 'a, b'",
        "'a<lora:x>b', 'ab'",
        "'a<lora:x> b', 'a b'",
        "'two  blanks,, stay <lora:x>', 'two  blanks,, stay'",
        "'<hypernet:x:1> a', 'a'",
    })
    void blanks_and_commas_that_a_tag_leaves_behind_go_with_it(String text, String plain) {
        assertThat(LoraTags.parse(text).plain()).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({
        "<hypernet:x:1>, <hypernet:x:1> is no LoRA tag",
        "<http://host/p>, <http://host/p> is no LoRA tag",
        "<lora:x:strong>, <lora:x:strong> has a weight that is no number",
        "<lora:x:>, <lora:x:> has a weight that is no number",
        "<lora:x:nan>, <lora:x:nan> has a weight that is no number",
        "<lora:x:1f>, <lora:x:1f> has a weight that is no number",
        "<lora:x:unet=>, <lora:x:unet=> has a weight that is no number",
        "<lora:x:1e999>, <lora:x:1e999> has a weight that is no number",
        "<lora: :1>, <lora: :1> names no LoRA",
    })
    void a_tag_without_effect_is_removed_and_reported(String text, String trouble) {
        var tags = LoraTags.parse(text);
        assertThat(tags.plain()).isEmpty();
        assertThat(tags.tags()).isEmpty();
        assertThat(tags.troubles()).containsExactly(trouble);
    }

    @Test
    void places_in_the_blanked_text_are_places_in_the_original() {
        var tags = LoraTags.parse("a <lora:x> Mira");
        assertThat(tags.blanked()).isEqualTo("a          Mira");
    }

    @Test
    void the_spans_are_those_of_the_regular_expression() {
        var pattern = Pattern.compile("<(\\w+):([^>]+)>", Pattern.UNICODE_CHARACTER_CLASS);
        var random = new Random(7);
        var pieces = List.of("<", ">", ":", "lora", "x", " ", ",", "é", "_", "1", "<lora:", "-");
        for (var round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (var piece = random.nextInt(12); piece >= 0; piece--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            var expected = new ArrayList<TagSpan>();
            var matcher = pattern.matcher(text);
            while (matcher.find()) {
                expected.add(new TagSpan(matcher.start(), matcher.end(), matcher.group(1), matcher.group(2)));
            }
            assertThat(TagSpan.all(text.toString())).as(text.toString()).isEqualTo(expected);
        }
    }
}
