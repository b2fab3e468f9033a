package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.config.CoreSettings;
import fluxbridge.domain.Scope;
import fluxbridge.domain.TokenLimits;
import fluxbridge.provider.adapters.Adapters;
import fluxlab.Lab;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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

    @Test
    void an_access_token_and_every_secret_setting_is_written_nowhere() throws IOException {
        var planted = Stream.concat(
                        CoreSettings.all().stream(), Adapters.ALL.stream().flatMap(spec -> spec.settings().stream()))
                .filter(setting -> setting.isSecret() && !setting.name().equals("DATABASE_URL"))
                .map(setting -> setting.name() + "="
                        + (setting.name().endsWith("_URL") ? "https://example.invalid/" : "") + CANARY + setting.name())
                .toArray(String[]::new);
        assertThat(planted).hasSizeGreaterThan(3);
        var settings = Stream.concat(
                        Stream.of(planted), Stream.of("PROVIDER_ORDER=storyboard", "TRUSTED_PROXIES=127.0.0.1"))
                .toArray(String[]::new);
        var seen = new ArrayList<String>();
        String secret;
        try (var bridge = BridgeUnderTest.start(home, settings)) {
            secret = bridge.wiring()
                    .tokens()
                    .create("owner", Set.of(Scope.ADMIN), TokenLimits.NONE, Optional.empty(), Optional.empty())
                    .orElseThrow()
                    .secret();
            var key = new String[] {"X-API-Key", secret};
            var wrong = "flb_" + CANARY;
            for (var reply : List.of(
                    bridge.txt2img("{\"prompt\":\"a boat\",\"width\":64,\"height\":64}", key),
                    bridge.txt2img("{\"prompt\":", key),
                    bridge.post("/k/" + secret + "/sdapi/v1/txt2img", "{\"steps\":0}"),
                    bridge.post(
                            "/k/" + secret + "/v1/images/generations", "{\"prompt\":\"a boat\",\"size\":\"64x64\"}"),
                    bridge.get("/k/" + secret + "/v1/nowhere"),
                    bridge.get("/k/" + wrong + "/v1/nowhere"),
                    bridge.get("/sdapi/v1/options?token=" + wrong),
                    bridge.get("/sdapi/v1/options", "Authorization", "Bearer " + wrong),
                    bridge.get("/sdapi/v1/options", "X-API-Key", secret, "X-Forwarded-For", CANARY),
                    bridge.get("/status", key),
                    bridge.get("/api/v1/providers", key),
                    bridge.get("/openapi.json", key),
                    bridge.get("/", "Accept", "text/html"),
                    bridge.get("/metrics", key))) {
                seen.add(reply.text() + reply.headers());
            }
            bridge.awaitLine(line -> line.path("route").asString().equals("/metrics"));
            seen.add(bridge.logText());
        }
        seen.add(files());
        assertThat(seen)
                .allSatisfy(text -> assertThat(text)
                        .doesNotContain(CANARY)
                        .doesNotContain(secret)
                        .doesNotContain(secret.substring(4)));
    }
}
