package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxlab.Lab;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plants secrets wherever a client or an owner can put one, and looks for them wherever the bridge writes. */
final class SecretsTest {

    private static final String CANARY = "canary7Wq2";

    @TempDir
    Path home;

    private static String body(String prompt) {
        return """
                {"prompt":"%s","width":128,"height":128,"url":"http://u:%s@127.0.0.1:7861/?token=%s","auth":"user:%s",
                 "api_key":"%s","override_settings":{"sd_vae":"x"},"override_settings_restore_afterwards":false}""".formatted(prompt, CANARY, CANARY, CANARY, CANARY);
    }

    @Test
    void what_a_client_sends_as_a_credential_is_written_nowhere() throws IOException {
        try (var bridge = BridgeUnderTest.start(home)) {
            var basic =
                    "Basic " + Base64.getEncoder().encodeToString(("user:" + CANARY).getBytes(StandardCharsets.UTF_8));
            var drawn = bridge.txt2img(body("a boat"), "Authorization", basic);
            var seen = List.of(
                    drawn,
                    bridge.post("/sdapi/v1/txt2img?key=" + CANARY, body("a boat")),
                    bridge.post("/sdapi/v1/txt2img?token=" + CANARY, "{\"steps\":0}"),
                    bridge.post("/sdapi/v1/txt2img", "{\"auth\":" + CANARY + "}"),
                    bridge.post("/sdapi/v1/options", "{\"sd_model_checkpoint\":\"auto\"}", "X-API-Key", CANARY),
                    bridge.get("/sdapi/v1/progress", "Authorization", "Bearer " + CANARY),
                    bridge.get("/nope/" + CANARY + "?key=" + CANARY),
                    bridge.get("/status"),
                    bridge.get("/metrics"));

            assertThat(drawn.status()).isEqualTo(200);
            assertThat(new String(drawn.picture(0), StandardCharsets.ISO_8859_1))
                    .doesNotContain(CANARY);
            assertThat(seen)
                    .filteredOn(reply -> reply.status() == 200)
                    .hasSizeGreaterThan(5)
                    .allSatisfy(reply -> {
                        assertThat(reply.text()).doesNotContain(CANARY);
                        assertThat(reply.headers().toString()).doesNotContain(CANARY);
                    });
            bridge.awaitLine(line -> line.path("route").asString().equals("/metrics"));
            assertThat(bridge.logText()).doesNotContain(CANARY);
        }
        assertThat(files()).doesNotContain(CANARY);
    }

    /** Everything in the data folder, the write-ahead log of the database included. */
    private String files() throws IOException {
        var all = new ByteArrayOutputStream();
        try (var paths = Files.walk(home)) {
            for (var path : paths.filter(Files::isRegularFile).toList()) {
                all.writeBytes(Files.readAllBytes(path));
            }
        }
        assertThat(all.size()).isPositive();
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lab:status=401", "lab:status=500", "lab:malformed", "lab:drop", "lab:badpicture=text"})
    void a_providers_key_is_shown_to_nobody(String mark) throws IOException {
        try (var lab = Lab.start(0);
                var bridge = BridgeUnderTest.at(lab, home)) {
            var reply = bridge.txt2img("{\"prompt\":\"a boat " + mark + "\",\"width\":128,\"height\":128}");

            assertThat(reply.status()).isIn(200, 502, 503, 504);
            var written = reply.text()
                    + reply.headers()
                    + bridge.logText()
                    + bridge.get("/status").text()
                    + bridge.get("/metrics").text()
                    + bridge.get("/", "Accept", "text/html").text();
            assertThat(written).doesNotContain("lab-runware-key");
        }
        assertThat(files()).doesNotContain("lab-runware-key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"prompt\":\"secret garden\",\"width\":64,\"height\":64}", "{\"prompt\":secretgarden}"})
    void a_prompt_stands_in_the_log_as_a_hash_only(String body) {
        try (var bridge = BridgeUnderTest.start(home)) {
            bridge.txt2img(body);
            bridge.awaitLine(line -> line.path("route").asString().endsWith("txt2img"));

            assertThat(bridge.logText()).doesNotContain("secret");
        }
    }
}
