package fluxbridge.openai;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.Await;
import fluxbridge.BridgeUnderTest;
import fluxbridge.BridgeUnderTest.Reply;
import fluxlab.Lab;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong at a provider, as the OpenAI door tells it. */
@TestInstance(Lifecycle.PER_CLASS)
final class FailuresTest {

    private static final String GENERATIONS = "/v1/images/generations";

    private final Lab lab = Lab.start(0);
    private final BridgeUnderTest bridge;

    FailuresTest(@TempDir Path home) {
        bridge = BridgeUnderTest.at(lab, home, "RUNWARE_DELIVERY=sync", "REQUEST_DEADLINE_SECONDS=30");
    }

    @AfterAll
    void stop() {
        bridge.close();
        lab.close();
    }

    private static String body(String prompt, String more) {
        return "{\"prompt\":\"" + prompt + "\",\"size\":\"128x128\"" + more + "}";
    }

    private Reply draw(String prompt) {
        return bridge.post(GENERATIONS, body(prompt, ""));
    }

    @ParameterizedTest
    @CsvSource({
        "status=503, 503, provider_unavailable, ''",
        "ratelimit=2, 429, rate_limit_exceeded, ''",
        "nsfw, 400, moderation_blocked, false",
        "credits, 502, provider_billing_error, false",
        "drop, 504, provider_timeout, false",
        "malformed, 502, provider_bad_reply, false",
    })
    void a_failure_has_its_status_its_code_and_a_word_on_asking_again(
            String mark, int status, String code, String retry) {
        var reply = draw("a kite lab:" + mark);

        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        var error = reply.json().path("error");
        assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("param").isNull()).isTrue();
        assertThat(error.path("message").asString()).contains("runware");
        assertThat(reply.header("x-should-retry").orElse("")).isEqualTo(retry);
        assertThat(reply.header("openai-processing-ms")).isPresent();
        assertThat(reply.header("x-request-id")).isPresent();
        if (status == 429) {
            assertThat(reply.header("Retry-After")).contains("2");
        }
    }

    @Test
    void one_billed_try_forbids_another_though_the_last_failure_would_pass(@TempDir Path home) {
        try (var both = BridgeUnderTest.at(lab, home, "PROVIDER_ORDER=runware,together", "RUNWARE_DELIVERY=sync")) {
            var reply = both.post(GENERATIONS, body("a kite lab:runware:malformed lab:together:ratelimit=1", ""));

            assertThat(reply.status()).as(reply.text()).isEqualTo(429);
            assertThat(reply.header("x-should-retry")).contains("false");
        }
    }

    @Test
    void a_failure_in_an_open_stream_is_an_event() {
        var reply = bridge.post(GENERATIONS, body("a kite lab:slow=3 lab:nsfw", ",\"stream\":true"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).startsWith(": keep-alive\n\n");
        assertThat(Events.of(reply.text())).singleElement().satisfies(event -> {
            assertThat(event.name()).isEqualTo("error");
            assertThat(event.data().path("error").path("code").asString()).isEqualTo("moderation_blocked");
        });
    }

    @Test
    void a_failure_before_the_first_byte_of_a_stream_has_a_status() {
        var reply = bridge.post(GENERATIONS, body("a kite lab:nsfw", ",\"stream\":true"));

        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void a_client_that_leaves_a_request_or_a_stream_ends_its_job() throws IOException {
        for (var more : new String[] {"", ",\"stream\":true"}) {
            var wire = bridge.wire().post(GENERATIONS, body("a kite lab:slow=20", more));
            Await.until("the job runs", () -> bridge.jobs() == 1);
            wire.close();
            Await.until("the job ends", () -> bridge.jobs() == 0);
        }
    }

    @Test
    void cost_and_seed_stand_beside_the_picture() {
        var reply = bridge.post(
                GENERATIONS, body("a kite", ",\"seed\":9,\"steps\":20,\"guidance\":3,\"negative_prompt\":\"fog\""));

        var flux = reply.json().path("data").get(0).path("flux");
        assertThat(flux.path("seed").asLong()).isEqualTo(9);
        assertThat(flux.path("cost_usd").asDouble()).isPositive();
        assertThat(flux.path("model").asString()).isEqualTo("runware:101@1");
        assertThat(lab.journal().entries("runware").stream()
                        .map(entry -> String.valueOf(entry.body()))
                        .reduce("", String::concat))
                .contains("\"steps\":20", "\"CFGScale\":3", "fog");
    }
}
