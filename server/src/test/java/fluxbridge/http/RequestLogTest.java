package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.Await;
import fluxbridge.BridgeUnderTest;
import fluxlab.Lab;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class RequestLogTest {

    private static final String MIRA = "{\"prompt\":\"Mira reads\",\"width\":128,\"height\":128,\"seed\":7}";

    @TempDir
    Path home;

    private static JsonNode txt2img(BridgeUnderTest bridge) {
        return bridge.awaitLine(line -> line.path("route").asString().equals("/sdapi/v1/txt2img"));
    }

    @Test
    void a_picture_is_one_line_with_who_what_and_how_much() {
        try (var lab = Lab.start(0);
                var bridge = BridgeUnderTest.at(lab, home)) {
            var reply =
                    bridge.txt2img("{\"prompt\":\"a boat\",\"width\":128,\"height\":128,\"seed\":7}", "X-API-Key", "k");

            var line = txt2img(bridge);
            assertThat(bridge.log().stream()
                            .filter(l -> l.path("route").asString().equals("/sdapi/v1/txt2img")))
                    .hasSize(1);
            assertThat(line.path("id").asString())
                    .isEqualTo(reply.header("X-Request-Id").orElseThrow());
            assertThat(line.path("caller").asString()).matches("key-[0-9a-f]{16}");
            assertThat(line.path("provider").asString()).isEqualTo("runware");
            assertThat(line.path("attempts").asInt()).isEqualTo(1);
            assertThat(line.path("status").asInt()).isEqualTo(200);
            assertThat(line.path("ms").asLong(-1)).isNotNegative();
            assertThat(line.path("loras").isArray()).isTrue();
            assertThat(line.path("cost_microdollars").asLong()).isPositive();
            assertThat(line.path("seed").asLong()).isEqualTo(7);
            assertThat(line.path("size").asString()).isEqualTo("128x128");
            assertThat(line.path("prompt_hash").asString()).matches("[0-9a-f]{16}");
            assertThat(line.has("prompt")).isFalse();
        }
    }

    @Test
    void the_loras_that_drew_stand_in_the_line() {
        try (var bridge = BridgeUnderTest.start(home)) {
            bridge.txt2img(MIRA);

            assertThat(txt2img(bridge).path("loras").valueStream().map(JsonNode::asString))
                    .isNotEmpty();
        }
    }

    @Test
    void the_text_of_a_prompt_is_logged_when_the_owner_asks_for_it() {
        try (var bridge = BridgeUnderTest.start(home, "LOG_PROMPTS=true")) {
            bridge.txt2img(MIRA);

            assertThat(txt2img(bridge).path("prompt").asString()).isEqualTo("Mira reads");
        }
    }

    @Test
    void equal_prompts_have_equal_hashes() {
        try (var bridge = BridgeUnderTest.start(home)) {
            bridge.txt2img(MIRA);
            bridge.txt2img(MIRA);
            bridge.txt2img(MIRA.replace("Mira", "Kael"));

            Await.until("three lines", () -> bridge.log().size() == 3);
            var hashes = bridge.log().stream()
                    .map(line -> line.path("prompt_hash").asString())
                    .toList();
            assertThat(hashes.get(0)).isEqualTo(hashes.get(1)).isNotEqualTo(hashes.get(2));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "lab:status=401, 502, BadCredentials",
        "lab:credits, 502, OutOfCredit",
        "lab:ratelimit=2, 429, RateLimited",
        "lab:status=503, 503, Unavailable",
        "lab:drop, 503, Unavailable",
        "lab:nsfw, 400, RefusedBySafety"
    })
    void a_failed_request_is_one_line_too(String mark, int status, String failure) {
        try (var lab = Lab.start(0);
                var bridge = BridgeUnderTest.at(lab, home)) {
            var reply = bridge.txt2img("{\"prompt\":\"a boat " + mark + "\",\"width\":128,\"height\":128}");

            var line = txt2img(bridge);
            assertThat(reply.status()).as(reply.text()).isEqualTo(status);
            assertThat(line.path("status").asInt()).isEqualTo(status);
            assertThat(line.path("provider").asString()).isEqualTo("runware");
            assertThat(line.path("attempts").asInt()).isEqualTo(1);
            assertThat(line.path("failed").get(0).asString()).startsWith("runware: ");
            assertThat(bridge.get("/metrics").text()).contains("outcome=\"" + failure + "\",provider=\"runware\"");
            assertThat(line.path("message").asString()).contains("runware");
            assertThat(reply.json().path("detail").asString()).contains("runware");
            if (mark.equals("lab:nsfw")) {
                assertThat(line.path("cost_microdollars").asLong()).isPositive();
                assertThat(bridge.get("/metrics").text())
                        .contains("bridge_spend_microdollars_total{provider=\"runware\"}");
            }
            if (status == 429) {
                assertThat(reply.header("Retry-After")).hasValue("2");
            }
        }
    }

    @Test
    void a_fallback_names_the_provider_that_failed() {
        try (var lab = Lab.start(0);
                var bridge = BridgeUnderTest.at(lab, home, "PROVIDER_ORDER=runware,storyboard")) {
            var reply = bridge.txt2img("{\"prompt\":\"a boat lab:status=503\",\"width\":128,\"height\":128}");

            var line = txt2img(bridge);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(line.path("provider").asString()).isEqualTo("storyboard");
            assertThat(line.path("attempts").asInt()).isEqualTo(2);
            assertThat(line.path("failed").get(0).asString()).contains("runware");
            assertThat(reply.info()
                            .path("extra_generation_params")
                            .path("Fallback")
                            .asString())
                    .contains("runware");
        }
    }

    @Test
    void what_is_not_there_is_logged_too() {
        try (var bridge = BridgeUnderTest.start(home)) {
            bridge.get("/nope");
            bridge.send("DELETE", "/sdapi/v1/options", null);

            assertThat(bridge.awaitLine(line -> line.path("status").asInt() == 404)
                            .path("route")
                            .asString())
                    .isEqualTo("none");
            bridge.awaitLine(line -> line.path("status").asInt() == 405);
        }
    }
}
