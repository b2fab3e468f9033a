package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client should send; after each of them the bridge still draws. */
@TestInstance(Lifecycle.PER_CLASS)
final class AbuseTest {

    private static final String SMALL = "{\"prompt\":\"a kite\",\"width\":64,\"height\":64}";

    private final BridgeUnderTest bridge;

    AbuseTest(@TempDir Path home) {
        bridge = BridgeUnderTest.start(home);
    }

    @AfterEach
    void the_next_request_works() {
        var next = bridge.txt2img(SMALL);

        assertThat(next.status()).as(next.text()).isEqualTo(200);
        assertThat(bridge.jobs()).isZero();
    }

    @AfterAll
    void stop() {
        bridge.close();
    }

    private static String repeat(String text, int times) {
        return text.repeat(times);
    }

    /** Body, status, a part of the message. */
    static List<String[]> refused() {
        return List.of(
                new String[] {"{\"prompt\":", "422", "not a JSON object"},
                new String[] {"nonsense", "422", "not a JSON object"},
                new String[] {"{} {}", "422", "not a JSON object"},
                new String[] {"[]", "422", "not a JSON object"},
                new String[] {"\"text\"", "422", "not a JSON object"},
                new String[] {"null", "422", "not a JSON object"},
                new String[] {"7", "422", "not a JSON object"},
                new String[] {"{\"prompt\":\"\u0001\"}", "422", "not a JSON object"},
                new String[] {repeat("[", 5000), "422", "not a JSON object"},
                new String[] {"{\"a\":" + repeat("[", 5000) + repeat("]", 5000) + "}", "422", "not a JSON object"},
                new String[] {repeat("{\"a\":", 2000) + "1" + repeat("}", 2000), "422", "not a JSON object"},
                new String[] {"{\"seed\":" + repeat("9", 5000) + "}", "422", "not a JSON object"},
                new String[] {"{\"steps\":1e999999999}", "422", "steps"},
                new String[] {"{\"width\":\"" + repeat("9", 5000) + "\"}", "422", "width"},
                new String[] {"{\"width\":10000,\"height\":10000}", "422", "64..2048"},
                new String[] {"{\"steps\":-5}", "422", "1..150"},
                new String[] {"{\"n_iter\":2147483647,\"batch_size\":2147483647}", "422", "batch_size"},
                new String[] {"{\"prompt\":\"" + repeat("a", 1 << 20) + "\"}", "422", "1048576 characters"},
                new String[] {"{\"negative_prompt\":\"" + repeat("a", 1 << 20) + "\"}", "422", "1048576 characters"},
                new String[] {"{\"model\":\"../../etc/passwd\"}", "422", "is a path"},
                new String[] {
                    "{\"override_settings\":{\"sd_model_checkpoint\":\"../../etc/passwd\"}}", "422", "is a path"
                },
                new String[] {"{\"prompt\":\"<lora:../../x:1>\"}", "422", "a tag names a path"});
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_request_that_cannot_be_used_is_refused_with_a_reason(String body, String status, String message) {
        var reply = bridge.txt2img(body);

        assertThat(reply.status()).as(reply.text()).isEqualTo(Integer.parseInt(status));
        assertThat(reply.json().path("message").asString()).contains(message);
        assertThat(reply.json().path("detail").isEmpty()).isFalse();
        assertThat(reply.text()).hasSizeLessThan(2000);
    }

    @Test
    void a_body_that_is_not_utf_8_is_refused() {
        var bytes = "{\"prompt\":\"caf\u00e9 caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(bridge.send("POST", "/sdapi/v1/txt2img", bytes).status()).isEqualTo(422);
    }

    @Test
    void a_body_of_40_mb_is_refused_and_its_sender_hears_why() {
        var body = new byte[40 << 20];
        Arrays.fill(body, (byte) ' ');

        var reply = bridge.send("POST", "/sdapi/v1/txt2img", body);

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.json().path("detail").asString()).contains("33554432 bytes", "MAX_BODY_MB");
    }

    @Test
    void a_long_body_without_a_length_is_refused() throws Exception {
        try (var wire = bridge.wire()) {
            wire.send("POST /sdapi/v1/txt2img HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            var chunk = "100000\r\n" + " ".repeat(1 << 20) + "\r\n";
            for (int i = 0; i < 40; i++) {
                wire.send(chunk);
            }
            wire.send("0\r\n\r\n");

            assertThat(wire.reply().status()).isEqualTo(413);
        }
    }

    @Test
    void a_model_that_is_a_path_is_refused_by_the_options() {
        var reply = bridge.post("/sdapi/v1/options", "{\"sd_model_checkpoint\":\"../../etc/passwd\"}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().path("message").asString()).contains("is a path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sdapi/v1/../../etc/passwd",
                "/sdapi/v1/%2e%2e/%2e%2e/etc/passwd",
                "/sdapi/v1/..%2f..%2fetc/passwd",
                "/%00",
                "/sdapi/v1/options;x=1/../../etc",
                "//etc/passwd",
                "/sdapi/v1/options%zz"
            })
    void a_path_that_climbs_leads_nowhere(String path) throws Exception {
        try (var wire = bridge.wire()) {
            var reply = wire.get(path).reply();

            assertThat(reply.status()).isIn(400, 404);
            assertThat(reply.text()).doesNotContain("root:").isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sdapi/v1/options?key=%zz",
                "/sdapi/v1/options?token=%ff%fe",
                "/sdapi/v1/options?%zz",
                "/sdapi/v1/options?key="
            })
    void a_query_that_cannot_be_read_is_refused_or_left_alone(String path) throws Exception {
        try (var wire = bridge.wire()) {
            assertThat(wire.get(path).reply().status()).isIn(200, 400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "../x", "RUNWARE", "%00"})
    void a_provider_that_is_none_is_refused(String name) {
        var reply = bridge.post("/sdapi/v1/txt2img?provider=" + name, SMALL);

        assertThat(reply.status()).isIn(422, 503);
        assertThat(reply.json().path("message").asString()).contains("provider");
    }

    @Test
    void a_nul_in_a_text_is_drawn_around() {
        var reply = bridge.txt2img(
                "{\"prompt\":\"a \\u0000 kite\",\"negative_prompt\":\"\\u0000\",\"width\":64,\"height\":64,"
                        + "\"scheduler\":\"\\u0000\",\"force_task_id\":\"\\u0000\"}");

        assertThat(reply.status()).isEqualTo(200);
        var read = bridge.post(
                "/sdapi/v1/png-info",
                "{\"image\":\"" + reply.json().path("images").get(0).asString() + "\"}");
        assertThat(read.json().path("info").asString()).contains("kite", "Steps: ");
    }

    @Test
    void a_nul_in_a_model_is_an_unknown_model() {
        var reply = bridge.post("/sdapi/v1/options", "{\"sd_model_checkpoint\":\"a\\u0000b\"}");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.json().path("errors").asString()).contains("not found");
    }

    @Test
    void line_breaks_in_a_prompt_forge_no_log_line() {
        bridge.txt2img("{\"prompt\":\"a\\n{\\\"id\\\":\\\"forged\\\"}\\r\\n\",\"width\":64,\"height\":64}");

        assertThat(bridge.log()).noneMatch(line -> line.path("id").asString().equals("forged"));
        assertThat(bridge.logText()).doesNotContain("forged");
    }

    @Test
    void a_header_that_is_too_long_is_refused() throws Exception {
        try (var wire = bridge.wire()) {
            wire.send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "a".repeat(64 << 10) + "\r\n\r\n");

            assertThat(wire.reply().status()).isEqualTo(431);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "POST /sdapi/v1/interrupt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                "POST /sdapi/v1/interrupt HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    void a_request_against_the_rules_of_http_is_refused(String request) throws Exception {
        try (var wire = bridge.wire()) {
            assertThat(wire.send(request).reply().status()).isEqualTo(400);
        }
    }

    @Test
    void a_body_in_chunks_with_a_length_too_is_not_taken_for_two_requests() throws Exception {
        try (var wire = bridge.wire()) {
            wire.send("POST /sdapi/v1/txt2img HTTP/1.1\r\nHost: localhost\r\n");
            wire.send("Content-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            wire.send("GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(wire.reply().status()).isEqualTo(400);
        }
        assertThat(bridge.logText()).doesNotContain("smuggled");
    }

    @Test
    void a_client_that_leaves_in_the_middle_of_its_body_is_noted() throws Exception {
        try (var wire = bridge.wire()) {
            wire.send("POST /sdapi/v1/txt2img HTTP/1.1\r\nHost: localhost\r\nContent-Length: 600\r\n\r\n{\"prompt\":");
        }

        var line = bridge.awaitLine(l -> l.path("status").asInt() == 499);
        assertThat(line.path("failure").asString()).isEqualTo("ClientLeft");
    }
}
