package fluxbridge.a1111;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxlab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the test list of a1111.md §6 asks for beyond {@link DoorTest}: what providers are sent for prompts, styles and guidance; the last routes. */
@TestInstance(Lifecycle.PER_CLASS)
final class ContractTest {

    private final Lab lab = Lab.start(0);
    private final BridgeUnderTest bridge;

    ContractTest(@TempDir Path home) throws IOException {
        Files.writeString(home.resolve("styles.csv"), """
                name,prompt,negative_prompt
                Cinematic,"{prompt}, cinematic still",
                Soft,soft light,"harsh light"
                """);
        bridge = BridgeUnderTest.at(lab, home, "PROMPT_STYLES_PATH=styles.csv");
    }

    @AfterAll
    void stop() {
        bridge.close();
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sdapi/v1/progress",
                "/sdapi/v1/progress?skip_current_image=true",
                "/sdapi/v1/options",
                "/sdapi/v1/sd-models",
                "/sdapi/v1/samplers",
                "/sdapi/v1/schedulers",
                "/sdapi/v1/upscalers",
                "/sdapi/v1/latent-upscale-modes",
                "/sdapi/v1/sd-vae",
                "/sdapi/v1/loras",
                "/sdapi/v1/prompt-styles",
                "/sdapi/v1/embeddings",
                "/sdapi/v1/hypernetworks",
                "/sdapi/v1/face-restorers",
                "/sdapi/v1/realesrgan-models",
                "/sdapi/v1/extensions",
                "/sdapi/v1/script-info",
                "/sdapi/v1/scripts",
                "/sdapi/v1/cmd-flags",
                "/sdapi/v1/memory",
                "/internal/ping",
                "/internal/sysinfo",
                "/queue/status",
                "/openapi.json",
                "/"
            })
    void every_route_that_is_read_answers_json(String path) {
        var reply = bridge.get(path);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().isContainer()).isTrue();
    }

    @Test
    void nobody_here_describes_pictures() {
        var reply = bridge.post("/sdapi/v1/interrogate", "{\"image\":\"x\",\"model\":\"clip\"}");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().path("detail").asString()).isEqualTo("Model not found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sdapi/v1/server-kill", "/sdapi/v1/train/embedding", "/sdapi/v1/create/hypernetwork"})
    void what_a_gateway_has_no_use_for_is_not_found(String path) {
        assertThat(bridge.post(path, "{}").json().toString()).isEqualTo("{\"detail\":\"Not Found\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "a (red:1.3) boat                ~ a red boat               ~ attention",
                "a ((red)) [boat]                ~ a red boat               ~ attention",
                "tamsin \\\\(fox\\\\) on deck      ~ tamsin (fox) on deck       ~",
                "a [rowing:sailing:0.2] boat     ~ a sailing boat           ~ scheduling",
                "a [red|blue] boat               ~ a red boat               ~ alternation",
                "a boat BREAK the sea            ~ a boat, the sea          ~ BREAK",
                "a boat :1.2 AND the sea :0.5    ~ a boat, the sea          ~ AND"
            })
    void a_hosted_flux_is_sent_plain_text_and_the_caller_is_told(String prompt, String sent, String lost) {
        var reply = draw("runware", "\"prompt\":\"" + prompt + "\"");

        assertThat(lastTask().path("positivePrompt").asString()).isEqualTo(sent);
        assertThat(reply.info().path("prompt").asString()).isEqualTo(prompt.replace("\\\\", "\\"));
        if (lost != null) {
            assertThat(extra(reply, "Prompt syntax")).startsWith(lost);
        }
    }

    @Test
    void a_server_that_knows_the_syntax_gets_it_as_it_was_written() {
        var reply = draw("local", "\"prompt\":\"a (red:1.3) boat BREAK the sea\"");

        assertThat(lab.journal().entries("a1111").stream()
                        .filter(entry -> entry.path().endsWith("/txt2img"))
                        .toList()
                        .getLast()
                        .body())
                .satisfies(body -> assertThat(String.valueOf(body)).contains("a (red:1.3) boat BREAK the sea"));
        assertThat(reply.info().path("extra_generation_params").has("Prompt syntax"))
                .isFalse();
    }

    @Test
    void styles_stand_in_what_is_drawn_in_the_info_and_in_the_list() {
        var reply = draw("runware", "\"prompt\":\"a boat\",\"styles\":[\"Cinematic\",\"Soft\",\"None\",\"Nope\"]");

        assertThat(lastTask().path("positivePrompt").asString()).isEqualTo("a boat, cinematic still, soft light");
        assertThat(reply.info().path("prompt").asString()).isEqualTo("a boat, cinematic still, soft light");
        assertThat(reply.info().path("negative_prompt").asString()).isEqualTo("harsh light");
        assertThat(extra(reply, "Unknown styles")).isEqualTo("Nope");
        assertThat(bridge.get("/sdapi/v1/prompt-styles").json().get(0).toString())
                .isEqualTo(
                        "{\"name\":\"Cinematic\",\"prompt\":\"{prompt}, cinematic still\",\"negative_prompt\":\"\"}");
    }

    @Test
    void the_guidance_of_a_flux_is_distilled_cfg_scale_and_never_cfg_scale() {
        draw("runware", "\"prompt\":\"a boat\",\"cfg_scale\":7");
        var without = lastTask().path("CFGScale").asDouble(0);
        draw("runware", "\"prompt\":\"a boat\",\"cfg_scale\":7,\"distilled_cfg_scale\":2.5");

        assertThat(without).isNotEqualTo(7);
        assertThat(lastTask().path("CFGScale").asDouble(0)).isEqualTo(2.5);
    }

    private BridgeUnderTest.Reply draw(String provider, String fields) {
        var reply =
                bridge.post("/sdapi/v1/txt2img?provider=" + provider, "{\"width\":128,\"height\":128," + fields + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    /** The last picture that Runware was asked for. */
    private JsonNode lastTask() {
        return lab.journal().entries("runware").stream()
                .map(entry -> entry.body())
                .filter(java.util.Objects::nonNull)
                .flatMap(JsonNode::valueStream)
                .filter(task -> task.has("positivePrompt"))
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    private static String extra(BridgeUnderTest.Reply reply, String topic) {
        return reply.info().path("extra_generation_params").path(topic).asString("");
    }
}
