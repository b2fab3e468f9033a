package fluxlab.wavespeed;

import static org.assertj.core.api.Assertions.assertThat;

import fluxlab.Lab;
import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import fluxlab.http.Json;
import fluxlab.picture.LoraTrace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class WavespeedSimulatorTest {

    private static final String DEV = "/wavespeed/api/v3/wavespeed-ai/flux-dev-lora";
    private static final String BEARER = "Bearer " + WavespeedSimulator.KEY;

    private final Lab lab = Lab.start(0);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        lab.close();
    }

    @Test
    void a_prediction_is_created_processed_and_completed() throws Exception {
        lab.account("wavespeed").turn(knobs -> knobs.withLatency(0.4));
        var created = json(post(DEV, fox("")));

        assertThat(created.path("code").asInt()).isEqualTo(200);
        assertThat(created.at("/data/status").asString()).isEqualTo("created");
        assertThat(created.at("/data/outputs").isEmpty()).isTrue();
        var done = finish(created);
        assertThat(done.path("status").asString()).isEqualTo("completed");
        assertThat(done.at("/has_nsfw_contents/0").asBoolean()).isFalse();
        var picture = ImageIO.read(new ByteArrayInputStream(
                get(done.at("/outputs/0").asString(), "").body()));
        assertThat(picture.getWidth()).isEqualTo(512);
        assertThat(picture.getHeight()).isEqualTo(256);
        assertThat(lab.journal().stats("wavespeed").spentUsd()).isEqualByComparingTo("0.015");
    }

    @Test
    void each_lora_leaves_its_trace() throws Exception {
        var path = "https://huggingface.co/u/r/resolve/main/mira.safetensors";
        var done = finish(json(post(DEV, fox(",\"loras\":[{\"path\":\"" + path + "\",\"scale\":1}]"))));

        var picture = ImageIO.read(new ByteArrayInputStream(
                get(done.at("/outputs/0").asString(), "").body()));
        assertThat(LoraTrace.share(picture, path)).isGreaterThan(0.05);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                          | prompt",
                "{\"prompt\":\"x\",\"width\":512}            | width",
                "{\"prompt\":\"x\",\"negative_prompt\":\"y\"} | negative_prompt",
                "{\"prompt\":\"x\",\"size\":\"512x512\"}     | size",
                "{\"prompt\":\"x\",\"size\":\"128*512\"}     | size",
                "{\"prompt\":\"x\",\"guidance_scale\":21}    | guidance_scale",
                "{\"prompt\":\"x\",\"seed\":4294967295}      | seed",
                "{\"prompt\":\"x\",\"output_format\":\"gif\"} | output_format",
                "{\"prompt\":\"x\",\"loras\":[{\"path\":\"a/b\"}]} | loras",
                "{\"prompt\":\"x\",\"loras\":[{\"path\":\"a/b\",\"scale\":-1}]} | scale",
                "{\"prompt\":\"x\",\"image\":\"data:image/png;base64,AAAA\"} | image",
            })
    void a_bad_property_is_refused_at_once_and_named(String body, String property) throws Exception {
        var answer = post(DEV, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("message").asString()).contains("\"" + property + "\"");
        assertThat(lab.journal().stats("wavespeed").spentUsd()).isZero();
    }

    @Test
    void the_ultra_fast_model_takes_one_lora_less() throws Exception {
        var four =
                fox(",\"loras\":[" + "{\"path\":\"a/b\",\"scale\":1},".repeat(3) + "{\"path\":\"a/c\",\"scale\":1}]");

        assertThat(post(DEV, four).statusCode()).isEqualTo(200);
        assertThat(post(DEV + "-ultra-fast", four).statusCode()).isEqualTo(400);
    }

    @Test
    void keys_models_and_predictions_that_do_not_exist_are_told() throws Exception {
        assertThat(get("/wavespeed/api/v3/balance", "Bearer other").statusCode())
                .isEqualTo(401);
        assertThat(post("/wavespeed/api/v3/wavespeed-ai/no-such", fox("")).statusCode())
                .isEqualTo(404);
        assertThat(get("/wavespeed/api/v3/predictions/x/result", BEARER).statusCode())
                .isEqualTo(404);
    }

    @Test
    void an_empty_account_is_told_to_top_up() throws Exception {
        lab.account("wavespeed").turn(knobs -> knobs.withBalance(new BigDecimal("0.01")));

        assertThat(post(DEV, fox("")).statusCode()).isEqualTo(402);
    }

    @Test
    void a_failed_prediction_costs_nothing_and_carries_its_code() throws Exception {
        lab.faults().add("wavespeed", "submit", Fault.of(FaultKind.FAIL, "1200"), 1);
        var failed = finish(json(post(DEV, fox(""))));

        assertThat(failed.path("status").asString()).isEqualTo("failed");
        assertThat(failed.path("code").asInt()).isEqualTo(1200);
        assertThat(lab.journal().stats("wavespeed").spentUsd()).isZero();
    }

    @Test
    void a_lora_that_cannot_be_fetched_fails_the_prediction() throws Exception {
        var failed =
                finish(json(post(DEV, fox(",\"loras\":[{\"path\":\"https://h.invalid/a.safetensors\",\"scale\":1}]"))));

        assertThat(failed.path("code").asInt()).isEqualTo(1402);
    }

    @Test
    void a_prediction_deleted_while_it_waits_is_refunded() throws Exception {
        lab.account("wavespeed").turn(knobs -> knobs.withLatency(30));
        var id = json(post(DEV, fox(""))).at("/data/id").asString();
        var deleted = send(HttpRequest.newBuilder(lab.uri().resolve("/wavespeed/api/v3/predictions/" + id))
                .header("Authorization", BEARER)
                .DELETE());

        assertThat(json(deleted).at("/data/status").asString()).isEqualTo("deleted");
        assertThat(json(get("/wavespeed/api/v3/predictions/" + id + "/result", BEARER))
                        .at("/data/status")
                        .asString())
                .isEqualTo("deleted");
        assertThat(lab.account("wavespeed").knobs().balance()).isEqualByComparingTo("100");
    }

    @Test
    void the_list_shows_inputs_newest_first() throws Exception {
        post(DEV, fox(",\"seed\":1"));
        post(DEV, fox(",\"seed\":2"));
        var items = json(post("/wavespeed/api/v3/predictions", "{\"page\":1,\"page_size\":10}"))
                .at("/data/items");

        assertThat(items.at("/0/input/seed").asInt()).isEqualTo(2);
        assertThat(items.at("/1/input/seed").asInt()).isEqualTo(1);
    }

    @Test
    void base64_comes_bare() throws Exception {
        var done = finish(json(post(DEV, fox(",\"enable_base64_output\":true,\"enable_sync_mode\":true"))));

        assertThat(done.at("/outputs/0").asString()).startsWith("iVBORw0KGgo");
    }

    private static String fox(String more) {
        return "{\"prompt\":\"a red fox\",\"size\":\"512*256\",\"output_format\":\"png\"" + more + "}";
    }

    private JsonNode finish(JsonNode created) throws IOException, InterruptedException {
        var data = created.path("data");
        while (data.path("status").asString().matches("created|processing")) {
            data = json(get(created.at("/data/urls/get").asString(), BEARER)).path("data");
        }
        return data;
    }

    private HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(lab.uri().resolve(path))
                .header("Authorization", BEARER)
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<byte[]> get(String address, String authorization) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(lab.uri().resolve(address));
        return send(authorization.isEmpty() ? request : request.header("Authorization", authorization));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofByteArray());
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return Json.read(response.body());
    }
}
