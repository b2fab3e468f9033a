package fluxlab.fal;

import static org.assertj.core.api.Assertions.assertThat;

import fluxlab.Lab;
import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import fluxlab.http.Json;
import fluxlab.picture.LoraTrace;
import fluxlab.picture.PictureSpec;
import fluxlab.picture.Pictures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class FalSimulatorTest {

    private static final String KEY = "Key " + FalSimulator.KEY;
    private final Lab lab = Lab.start(0);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        lab.close();
    }

    @Test
    void a_request_is_queued_then_drawn_then_completed_and_its_result_has_the_picture() throws Exception {
        lab.account("fal").turn(knobs -> knobs.withLatency(0.5));
        var ticket = json(post("/fal/fal-ai/flux-lora", fox("")));

        assertThat(ticket.path("status").asString()).isEqualTo("IN_QUEUE");
        assertThat(ticket.path("status_url").asString())
                .isEqualTo(lab.uri() + "/fal/fal-ai/flux-lora/requests/"
                        + ticket.path("request_id").asString() + "/status");
        var early = get(ticket.path("response_url").asString(), KEY);
        assertThat(early.statusCode()).isEqualTo(400);
        assertThat(json(early).path("detail").asString()).isEqualTo("Request is still in progress");
        assertThat(get(ticket.path("status_url").asString(), KEY).statusCode()).isEqualTo(202);

        var result = finish(ticket);
        assertThat(result.statusCode()).isEqualTo(200);
        assertThat(result.headers().firstValue("x-fal-billable-units")).hasValue("1");
        var output = json(result);
        assertThat(output.path("seed").longValue()).isEqualTo(7);
        assertThat(output.at("/has_nsfw_concepts/0").asBoolean()).isFalse();
        var picture = ImageIO.read(new ByteArrayInputStream(
                get(output.at("/images/0/url").asString(), null).body()));
        assertThat(picture.getWidth()).isEqualTo(256);
        assertThat(picture.getHeight()).isEqualTo(128);
        assertThat(lab.journal().stats("fal").spentUsd()).isEqualByComparingTo("0.035");
    }

    @Test
    void control_addresses_have_the_first_two_segments_of_the_app_only() throws Exception {
        var ticket = json(post("/fal/fal-ai/flux-lora/image-to-image", fox("")));

        assertThat(ticket.path("response_url").asString())
                .startsWith(lab.uri() + "/fal/fal-ai/flux-lora/requests/")
                .doesNotContain("image-to-image");
    }

    @Test
    void each_lora_leaves_its_trace() throws Exception {
        var path = "https://huggingface.co/u/r/resolve/main/mira.safetensors";
        var result = json(finish(
                json(post("/fal/fal-ai/flux-lora", fox(",\"loras\":[{\"path\":\"" + path + "\",\"scale\":1.0}]")))));

        var picture = ImageIO.read(new ByteArrayInputStream(
                get(result.at("/images/0/url").asString(), null).body()));
        assertThat(LoraTrace.share(picture, path)).isGreaterThan(0.05);
        assertThat(LoraTrace.share(picture, "another")).isLessThan(0.02);
    }

    @Test
    void inpainting_changes_only_what_the_mask_shows_white() throws Exception {
        var init = dataUri(new Pictures().file(PictureSpec.of("init", 3, 256, 128)));
        var black = dataUri(Masks.black(256, 128));
        var result = json(finish(json(post(
                "/fal/fal-ai/flux-lora/inpainting",
                fox(",\"image_url\":\"" + init + "\",\"mask_url\":\"" + black + "\",\"strength\":1")))));

        var drawn = ImageIO.read(new ByteArrayInputStream(
                get(result.at("/images/0/url").asString(), null).body()));
        var before = ImageIO.read(new ByteArrayInputStream(new Pictures().file(PictureSpec.of("init", 3, 256, 128))));
        assertThat(drawn.getRGB(100, 60)).isEqualTo(before.getRGB(100, 60));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                        | value_error.missing | prompt",
                "{\"prompt\":\"x\",\"num_inference_steps\":99}             | less_than_equal     | num_inference_steps",
                "{\"prompt\":\"x\",\"num_images\":5}                       | less_than_equal     | num_images",
                "{\"prompt\":\"x\",\"output_format\":\"webp\"}             | one_of              | output_format",
                "{\"prompt\":\"x\",\"loras\":[{\"scale\":1}]}              | value_error.missing | loras",
                "{\"prompt\":\"x\",\"loras\":[{\"path\":\"https://h.invalid/a\"}]} | file_download_error | loras",
            })
    void a_bad_input_is_taken_on_and_refused_in_the_result(String body, String type, String field) throws Exception {
        var result = finish(json(post("/fal/fal-ai/flux-lora", body)));

        assertThat(result.statusCode()).isEqualTo(422);
        assertThat(json(result).at("/detail/0/type").asString()).isEqualTo(type);
        assertThat(json(result).at("/detail/0/loc/1").asString()).isEqualTo(field);
        assertThat(lab.journal().stats("fal").spentUsd()).isZero();
    }

    @Test
    void a_wrong_key_half_a_key_and_a_bearer_are_refused() throws Exception {
        assertThat(get("/fal/fal-ai/flux-lora/requests/x/status", "Key a:b").statusCode())
                .isEqualTo(401);
        assertThat(new String(
                        get("/fal/fal-ai/flux-lora/requests/x/status", "Key half")
                                .body(),
                        java.nio.charset.StandardCharsets.UTF_8))
                .contains("<key_id>:<key_secret>");
        assertThat(get("/fal/fal-ai/flux-lora/requests/x/status", "Bearer " + FalSimulator.KEY)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void an_unknown_app_and_an_unknown_request_are_not_found() throws Exception {
        assertThat(post("/fal/fal-ai/no-such", fox("")).statusCode()).isEqualTo(404);
        var unknown = get("/fal/fal-ai/flux-lora/requests/x/status", KEY);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).path("status").asString()).isEqualTo("NOT_FOUND");
    }

    @Test
    void an_empty_account_is_locked() throws Exception {
        lab.account("fal").turn(knobs -> knobs.withBalance(new BigDecimal("0.01")));
        var refused = post("/fal/fal-ai/flux-lora", fox(""));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("detail").asString()).contains("Exhausted balance");
    }

    @Test
    void a_request_cancelled_while_it_waits_costs_nothing() throws Exception {
        lab.account("fal").turn(knobs -> knobs.withLatency(30));
        var ticket = json(post("/fal/fal-ai/flux-lora", fox("")));
        var cancelled = send(HttpRequest.newBuilder(
                        lab.uri().resolve(ticket.path("cancel_url").asString()))
                .PUT(BodyPublishers.noBody()));

        assertThat(cancelled.statusCode()).isEqualTo(202);
        assertThat(json(get(ticket.path("status_url").asString(), KEY))
                        .path("error_type")
                        .asString())
                .isEqualTo("client_cancelled");
        assertThat(get(ticket.path("response_url").asString(), KEY).statusCode())
                .isEqualTo(499);
        assertThat(lab.journal().stats("fal").spentUsd()).isZero();
        assertThat(lab.account("fal").knobs().balance()).isEqualByComparingTo("100");
    }

    @Test
    void the_platform_fails_in_the_status_and_a_model_in_the_result() throws Exception {
        lab.faults().add("fal", "submit", Fault.of(FaultKind.FAIL, "request_timeout"), 1);
        var platform = json(post("/fal/fal-ai/flux-lora", fox("")));
        assertThat(finish(platform).statusCode()).isEqualTo(504);
        assertThat(json(get(platform.path("status_url").asString(), KEY))
                        .path("error_type")
                        .asString())
                .isEqualTo("request_timeout");

        lab.faults().add("fal", "submit", Fault.of(FaultKind.FAIL, "content_policy_violation"), 1);
        var model = json(post("/fal/fal-ai/flux-lora", fox("")));
        assertThat(finish(model).statusCode()).isEqualTo(422);
        assertThat(json(get(model.path("status_url").asString(), KEY)).has("error_type"))
                .isFalse();
    }

    @Test
    void a_flagged_picture_is_black_unless_the_checker_is_off() throws Exception {
        lab.faults().add("fal", "submit", Fault.of(FaultKind.NSFW), 2);
        var flagged = json(finish(json(post("/fal/fal-ai/flux-lora", fox("")))));
        assertThat(flagged.at("/has_nsfw_concepts/0").asBoolean()).isTrue();
        var picture = ImageIO.read(new ByteArrayInputStream(
                get(flagged.at("/images/0/url").asString(), null).body()));
        assertThat(picture.getRGB(10, 10)).isEqualTo(0xff000000);

        var unchecked = json(finish(json(post("/fal/fal-ai/flux-lora", fox(",\"enable_safety_checker\":false")))));
        assertThat(unchecked.at("/has_nsfw_concepts/0").asBoolean()).isFalse();
    }

    @Test
    void the_synchronous_door_answers_with_the_picture_inside() throws Exception {
        var answer = post("/fal/run/fal-ai/flux-lora", fox(",\"sync_mode\":true"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).at("/images/0/url").asString()).startsWith("data:image/png;base64,");
    }

    private static String fox(String more) {
        return "{\"prompt\":\"a red fox\",\"image_size\":{\"width\":256,\"height\":128},\"output_format\":\"png\",\"seed\":7"
                + more + "}";
    }

    private static String dataUri(byte[] png) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }

    /** Polls as FAL's client does, then fetches the result. */
    private HttpResponse<byte[]> finish(JsonNode ticket) throws IOException, InterruptedException {
        var status = get(ticket.path("status_url").asString(), KEY);
        while (!json(status).path("status").asString().equals("COMPLETED")) {
            status = get(ticket.path("status_url").asString(), KEY);
        }
        return get(ticket.path("response_url").asString(), KEY);
    }

    private HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(lab.uri().resolve(path)).POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(
                request.header("Authorization", KEY)
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> get(String address, @org.jspecify.annotations.Nullable String key)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(lab.uri().resolve(address)).timeout(Duration.ofSeconds(30));
        return client.send(
                (key == null ? request : request.header("Authorization", key)).build(), BodyHandlers.ofByteArray());
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return Json.read(response.body());
    }
}
