package fluxbridge.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.JsonNodeFactory;

final class LongTextsTest {

    private static final String LONG = "aGVsbG8+/w==".repeat(3000);

    @Property(tries = 200)
    void reads_what_the_parser_reads(
            @ForAll @Size(max = 6) List<String> texts,
            @ForAll @IntRange(min = 0, max = 70_000) int length,
            @ForAll long seed) {
        var random = new Random(seed);
        var document = JsonNodeFactory.instance.objectNode();
        var list = document.putArray("list");
        for (var text : texts) {
            list.add(text);
            document.put(text, letters(length, random));
        }
        list.addObject().put("picture", letters(length, random)).put("number", 3);

        byte[] body = document.toString().getBytes(UTF_8);

        assertThat(LongTexts.read(body)).isEqualTo(WireJson.MAPPER.readTree(body));
    }

    private static String letters(int length, Random random) {
        var letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    @net.jqwik.api.Example
    void a_long_text_with_escapes_or_umlauts_is_left_to_the_parser() {
        for (var odd : List.of("\\/", "\\\"", "\\u00e9", "é", "\\\\")) {
            byte[] body = ("{\"a\":\"" + LONG + odd + LONG + "\",\"b\":[\"" + LONG + "\",1]}").getBytes(UTF_8);

            assertThat(LongTexts.read(body)).isEqualTo(WireJson.MAPPER.readTree(body));
        }
    }

    @net.jqwik.api.Example
    void a_text_that_looks_like_a_mark_stays_itself() {
        byte[] body = ("{\"a\":\"\\u0000text 7\",\"b\":\"" + LONG + "\"}").getBytes(UTF_8);

        assertThat(LongTexts.read(body)).isEqualTo(WireJson.MAPPER.readTree(body));
    }

    @net.jqwik.api.Example
    void a_document_that_breaks_off_in_a_long_text_is_refused() {
        byte[] body = ("{\"a\":\"" + LONG).getBytes(UTF_8);

        assertThatThrownBy(() -> LongTexts.read(body)).isInstanceOf(JacksonException.class);
    }
}
