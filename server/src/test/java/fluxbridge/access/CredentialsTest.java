package fluxbridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialsTest {

    private static List<String> authorization(String header) {
        return Credentials.of(null, header, null, List.of()).texts();
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Basic ",
                "basic",
                "Bearer",
                "Bearer  ",
                "Basic dW5kZWZpbmVk",
                "Basic Og==",
                "Basic ***",
                "Basic ICA6IA==",
                "Digest username=x",
                "flb_token",
                "Bearer undefined"
            })
    void nothing_that_counts_is_nothing(String header) {
        assertThat(authorization(header)).isEmpty();
        assertThat(Credentials.of(null, header, null, List.of()).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "x:TOKEN,TOKEN|x",
        "TOKEN:,TOKEN",
        ":TOKEN,TOKEN",
        "TOKEN,TOKEN",
        "flb_a:x,flb_a|x",
        "x:flb_a,flb_a|x",
        "a:b:c,b:c|a"
    })
    void basic_may_hold_the_token_as_password_as_user_or_alone(String pair, String texts) {
        assertThat(authorization(basic(pair))).containsExactly(texts.split("\\|", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer abc", "bearer abc", "BEARER   abc", " Bearer abc "})
    void a_bearer_is_the_token(String header) {
        assertThat(authorization(header)).containsExactly("abc");
    }

    @Test
    void every_place_is_looked_at_and_the_address_first() {
        assertThat(Credentials.of("path", "Bearer header", "key", List.of("query", "", "path"))
                        .texts())
                .containsExactly("path", "header", "key", "query");
        assertThat(Credentials.of(null, null, null, List.of()).texts()).isEmpty();
        assertThat(Credentials.of("", null, " ", List.of("undefined")).texts()).isEmpty();
    }

    @Test
    void the_likeliest_tells_callers_apart() {
        assertThat(Credentials.of(null, basic("x:secret"), null, List.of()).likeliest())
                .isEqualTo(Credentials.of(null, null, "secret", List.of()).likeliest())
                .contains("secret");
        assertThat(Credentials.NONE.likeliest()).isEmpty();
    }

    @Test
    void they_are_never_shown() {
        assertThat(Credentials.of("secret", null, null, List.of())).hasToString("***");
        assertThat(Credentials.NONE).hasToString("");
    }
}
