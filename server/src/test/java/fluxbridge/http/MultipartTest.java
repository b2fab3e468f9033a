package fluxbridge.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.failure.GatewayException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MultipartTest {

    private static final String TYPE = "multipart/form-data; boundary=b0";

    private static byte[] body(String... parts) {
        return ("--b0\r\n" + String.join("\r\n--b0\r\n", parts) + "\r\n--b0--\r\n").getBytes(UTF_8);
    }

    private static String text(String name, String value) {
        return "Content-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value;
    }

    private static String file(String name, String value) {
        return "Content-Disposition: form-data; name=\"" + name
                + "\"; filename=\"../x.png\"\r\nContent-Type: image/png\r\n\r\n" + value;
    }

    @Test
    void texts_and_files_come_in_order_with_every_byte() {
        var parts = Multipart.of(
                        TYPE,
                        body(text("prompt", "rotes Häuschen\r\n--b"), file("image[]", "a\r\n\r\nb"), text("n", "")))
                .parts();

        assertThat(parts).extracting(Multipart.Part::name).containsExactly("prompt", "image[]", "n");
        assertThat(parts).extracting(Multipart.Part::text).containsExactly("rotes Häuschen\r\n--b", "a\r\n\r\nb", "");
        assertThat(parts).extracting(Multipart.Part::file).containsExactly(false, true, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=\"b0\"",
                "Multipart/Form-Data; charset=utf-8; boundary=b0",
                "multipart/form-data;boundary=b0"
            })
    void the_boundary_may_be_written_in_several_ways(String type) {
        assertThat(Multipart.of(type, body(text("n", "1"))).parts()).hasSize(1);
    }

    @Test
    void a_preamble_and_an_epilogue_are_no_parts() {
        var body = "hello\r\n--b0\r\n" + text("n", "1") + "\r\n--b0--\r\nbye";

        assertThat(Multipart.of(TYPE, body.getBytes(UTF_8)).parts()).hasSize(1);
    }

    @Test
    void more_parts_than_anybody_needs_are_refused() {
        var many = new String[201];
        Arrays.fill(many, text("n", "1"));

        assertThatThrownBy(() -> Multipart.of(TYPE, body(many))).isInstanceOf(GatewayException.class);
    }

    @Test
    void broken_bodies_are_refused_and_nothing_else_is_thrown() {
        var whole = body(text("prompt", "a mill"), file("image", "0123456789"));
        var random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            var broken = Arrays.copyOf(whole, random.nextInt(whole.length));
            for (int j = 0; j < i % 4 && broken.length > 0; j++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Multipart.of(TYPE, broken).parts()).hasSizeLessThan(5);
            } catch (GatewayException e) {
                assertThat(e.getMessage()).contains("multipart/form-data");
            }
        }
    }
}
