package fluxbridge.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.domain.ProviderId;
import fluxbridge.failure.GatewayException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HttpReplyTest {

    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-01-05T12:00:00Z"));

    private static HttpReply reply(Map<String, String> headers, String body) {
        return new HttpReply(new ProviderId("p"), 200, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after | 2 | 2000",
                "retry-after | 0 | 0",
                "retry-after | 1.5 | 1500",
                "retry-after | Mon, 05 Jan 2026 12:00:30 GMT | 30000",
                "retry-after | Mon, 05 Jan 2026 11:00:00 GMT | 0",
                "x-ratelimit-reset | 7 | 7000",
                "retry-after | soon | ",
                "retry-after | -1 | ",
                "retry-after | 99999999999 | ",
                "x-other | 5 | "
            })
    void the_wait_that_a_provider_asks_for_is_read(String name, String value, Long millis) {
        var after = reply(Map.of(name, value), "").retryAfter(NOON);

        if (millis == null) {
            assertThat(after).isEmpty();
        } else {
            assertThat(after).hasValueSatisfying(wait -> assertThat(wait).hasMillis(millis));
        }
    }

    @Test
    void something_that_is_not_json_is_a_bad_reply_that_does_not_quote_it() {
        var html = reply(Map.of("content-type", "text/html"), "<html>secret</html>");

        assertThatThrownBy(html::json)
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("not JSON")
                .hasMessageContaining("text/html")
                .hasMessageNotContaining("secret");
        assertThat(html.jsonOrMissing().isMissingNode()).isTrue();
    }

    @Test
    void json_with_something_after_it_is_not_json() {
        assertThat(reply(Map.of(), "{} x").jsonOrMissing().isMissingNode()).isTrue();
        assertThat(reply(Map.of(), "{\"a\":1}").json().path("a").asInt()).isEqualTo(1);
    }

    @Test
    void it_prints_without_its_body() {
        assertThat(reply(Map.of(), "secret")).hasToString("p answered 200, 6 bytes");
    }
}
