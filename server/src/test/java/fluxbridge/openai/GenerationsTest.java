package fluxbridge.openai;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.BridgeUnderTest.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/images/generations} over HTTP, drawn offline. */
@TestInstance(Lifecycle.PER_CLASS)
final class GenerationsTest {

    private static final String GENERATIONS = "/v1/images/generations";

    private final Path home;
    private final BridgeUnderTest bridge;

    GenerationsTest(@TempDir Path home) {
        this.home = home;
        this.bridge = BridgeUnderTest.start(home, "MAX_SIDE=1792", "OPENAI_MODEL_ALIASES=sketch=storyboard,gone=fal");
    }

    @AfterAll
    void stop() {
        bridge.close();
    }

    private Reply draw(String fields) {
        return bridge.post(GENERATIONS, "{\"prompt\":\"a mill by the river\",\"size\":\"128x64\"" + fields + "}");
    }

    /** Of this provider every picture says so. */
    private static final String SKETCH = "Sketch: drawn offline by the storyboard, no provider was asked";

    private static JsonNode error(Reply reply) {
        return reply.json().path("error");
    }

    @Test
    void the_answer_has_the_members_that_clients_read() {
        var reply = draw(",\"seed\":7,\"user\":\"u-1\"");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        var json = reply.json();
        assertThat(json.path("created").asLong()).isPositive();
        assertThat(json.path("size").asString()).isEqualTo("128x64");
        assertThat(json.path("quality").asString()).isEqualTo("auto");
        assertThat(json.path("background").asString()).isEqualTo("opaque");
        assertThat(json.path("output_format").asString()).isEqualTo("png");
        assertThat(json.path("usage").propertyNames())
                .containsExactly("input_tokens", "input_tokens_details", "output_tokens", "total_tokens");
        var item = json.path("data").get(0);
        assertThat(item.has("url")).isFalse();
        assertThat(item.path("flux").path("seed").asLong()).isEqualTo(7);
        assertThat(item.path("flux").path("provider").asString()).isEqualTo("storyboard");
        assertThat(Pixels.first(reply).getWidth()).isEqualTo(128);
        assertThat(reply.header("X-Request-Id")).isPresent();
        assertThat(reply.header("openai-processing-ms"))
                .hasValueSatisfying(millis -> assertThat(millis).matches("\\d+"));
        assertThat(reply.header("X-Gateway-Warnings")).contains(SKETCH);
    }

    @Test
    void n_pictures_have_seeds_in_a_row() {
        var data = draw(",\"n\":3,\"seed\":40").json().path("data");

        assertThat(data.valueStream().map(item -> item.path("flux").path("seed").asLong()))
                .containsExactly(40L, 41L, 42L);
    }

    @Test
    void a_size_that_is_left_out_or_auto_is_1024_square() {
        for (var size : List.of("", ",\"size\":\"auto\"", ",\"size\":null")) {
            assertThat(bridge.post(GENERATIONS, "{\"prompt\":\"a mill\"" + size + "}")
                            .json()
                            .path("size")
                            .asString())
                    .isEqualTo("1024x1024");
        }
    }

    @Test
    void the_wide_size_of_dall_e_3_is_drawn() {
        var reply = bridge.post(GENERATIONS, "{\"prompt\":\"a mill\",\"model\":\"dall-e-3\",\"size\":\"1792x1024\"}");

        assertThat(Pixels.first(reply).getWidth()).isEqualTo(1792);
    }

    @Test
    void jpeg_is_written_at_the_asked_quality() {
        var best = draw(",\"output_format\":\"jpeg\",\"seed\":3,\"output_compression\":100");
        var worst = draw(",\"output_format\":\"jpeg\",\"seed\":3,\"output_compression\":5");

        assertThat(best.json().path("output_format").asString()).isEqualTo("jpeg");
        assertThat(Pixels.file(worst.json().path("data").get(0)).length)
                .isLessThan(Pixels.file(best.json().path("data").get(0)).length);
        assertThat(Pixels.file(best.json().path("data").get(0))).startsWith(0xff, 0xd8);
    }

    @Test
    void what_has_no_counterpart_is_told_and_nothing_else() {
        var reply =
                draw(",\"quality\":\"hd\",\"style\":\"vivid\",\"background\":\"transparent\",\"moderation\":\"low\","
                        + "\"output_compression\":50,\"frobnicate\":1,\"partial_images\":2");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("X-Gateway-Warnings").orElseThrow())
                .contains("quality", "style", "background", "moderation", "output_compression", "frobnicate")
                .contains("partial_images");
        assertThat(reply.json()
                        .path("data")
                        .get(0)
                        .path("flux")
                        .path("warnings")
                        .toString())
                .contains("frobnicate");
        assertThat(reply.json().path("quality").asString()).isEqualTo("high");
        assertThat(draw(",\"quality\":\"standard\",\"background\":\"auto\",\"moderation\":\"auto\",\"stream\":false,"
                                + "\"response_format\":\"b64_json\",\"model\":null,\"style\":null")
                        .header("X-Gateway-Warnings"))
                .contains(SKETCH);
    }

    @Test
    void loras_are_taken_by_any_name_and_unknown_ones_are_told() throws Exception {
        Files.writeString(home.resolve("loras.json"), """
                {"loras": {"mira": {"name": "Mira Vale", "url": "https://example.com/loras/mira_v2.safetensors", "weight": 0.7,
                          "category": "character", "trigger_words": ["miravale"]},
                 "ink": {"name": "Ink", "url": "https://example.com/ink.safetensors", "weight": 0.5, "category": "general"}}}
                """);
        try (var other = BridgeUnderTest.start(home.resolve("2"), "LORA_DICT_PATH=" + home.resolve("loras.json"))) {
            var reply = other.post(GENERATIONS, """
                    {"prompt":"a portrait","size":"64x64","loras":[{"name":"Mira Vale","scale":0.9},
                     {"path":"https://example.com/ink.safetensors"},"nobody",{"id":"no such","weight":1}]}
                    """);

            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            var item = reply.json().path("data").get(0);
            assertThat(item.path("flux").path("loras").toString())
                    .contains("{\"id\":\"mira\",\"weight\":0.9}", "{\"id\":\"ink\",\"weight\":0.5}");
            assertThat(item.path("revised_prompt").asString())
                    .contains("miravale")
                    .contains("a portrait");
            assertThat(reply.header("X-Gateway-Warnings").orElseThrow()).contains("Unknown LoRAs: nobody, no such");
        }
    }

    @Test
    void scene_fields_are_read() {
        assertThat(draw(",\"visible_characters\":[\"Mira\"],\"character_prompts\":{\"Mira\":\"red hair\","
                                + "\"Joss\":{\"positive\":\"tall\",\"negative\":\"hat\"}}")
                        .header("X-Gateway-Warnings"))
                .contains(SKETCH);
        assertThat(error(draw(",\"visible_characters\":[{}]")).path("param").asString())
                .isEqualTo("visible_characters");
        assertThat(error(draw(",\"character_prompts\":[1]")).path("param").asString())
                .isEqualTo("character_prompts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"n\":0 | n | invalid_value",
                "\"n\":17 | n | invalid_value",
                "\"n\":\"x\" | n | invalid_type",
                "\"n\":1.5 | n | invalid_value",
                "\"size\":\"10x10\" | size | invalid_value",
                "\"size\":\"9999x64\" | size | invalid_value",
                "\"size\":\"large\" | size | invalid_value",
                "\"response_format\":\"xml\" | response_format | invalid_value",
                "\"output_format\":\"gif\" | output_format | invalid_value",
                "\"output_format\":\"webp\" | output_format | unsupported_value",
                "\"output_compression\":101 | output_compression | invalid_value",
                "\"partial_images\":4 | partial_images | invalid_value",
                "\"seed\":-2 | seed | invalid_value",
                "\"steps\":0 | steps | invalid_value",
                "\"guidance\":51 | guidance | invalid_value",
                "\"stream\":\"maybe\" | stream | invalid_type",
                "\"loras\":[{}] | loras | invalid_value",
                "\"loras\":[{\"id\":\"a\",\"weight\":\"x\"}] | loras | invalid_value",
                "\"prompt\":\" \" | prompt | invalid_value",
                "\"prompt\":[] | prompt | invalid_type",
            })
    void a_bad_field_is_named(String field, String param, String code) {
        var reply = bridge.post(
                GENERATIONS,
                field.startsWith("\"prompt\"") ? "{" + field + "}" : "{\"prompt\":\"a mill\"," + field + "}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(error(reply).propertyNames()).containsExactly("message", "type", "param", "code");
        assertThat(error(reply).path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error(reply).path("param").asString()).isEqualTo(param);
        assertThat(error(reply).path("code").asString()).isEqualTo(code);
        assertThat(error(reply).path("message").asString()).contains(param);
        assertThat(reply.header("x-should-retry")).contains("false");
    }

    @Test
    void a_missing_prompt_is_told_apart() {
        var reply = bridge.post(GENERATIONS, "{}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(error(reply).path("code").asString()).isEqualTo("missing_required_parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "nonsense"})
    void a_body_that_is_no_json_object_is_refused(String body) {
        var reply = bridge.post(GENERATIONS, body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(error(reply).path("code").asString()).isEqualTo("invalid_json");
    }

    @Test
    void an_unknown_model_is_404_and_names_the_known_ones() {
        for (var model : List.of("gpt-9", "gone")) {
            var reply = draw(",\"model\":\"" + model + "\"");

            assertThat(reply.status()).isEqualTo(404);
            assertThat(error(reply).path("code").asString()).isEqualTo("model_not_found");
            assertThat(error(reply).path("param").asString()).isEqualTo("model");
            assertThat(error(reply).path("message").asString()).contains(model, "auto", "storyboard/storyboard");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-image-1", "dall-e-2", "DALL-E-3", "flux", "sketch", "auto", "storyboard/storyboard"})
    void an_alias_or_a_title_draws(String model) {
        assertThat(draw(",\"model\":\"" + model + "\"").status()).isEqualTo(200);
        assertThat(bridge.get("/v1/models/" + model).json().path("object").asString())
                .isEqualTo("model");
    }

    @Test
    void the_list_of_models_holds_titles_and_aliases() {
        var list = bridge.get("/v1/models").json();

        assertThat(list.path("data").valueStream().map(model -> model.path("id").asString()))
                .startsWith("auto", "storyboard/storyboard")
                .contains("sketch", "gpt-image-1", "dall-e-3", "flux")
                .doesNotHaveDuplicates();
    }

    @Test
    void an_unknown_path_and_a_wrong_method_have_the_same_shape() {
        assertThat(bridge.get("/v1/nowhere").status()).isEqualTo(404);
        assertThat(error(bridge.get("/v1/nowhere")).path("code").asString()).isEqualTo("unknown_url");
        assertThat(bridge.get(GENERATIONS).status()).isEqualTo(405);
        assertThat(error(bridge.get(GENERATIONS)).path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(bridge.get("/sdapi/v1/nowhere").json().path("detail").asString())
                .isEqualTo("Not Found");
    }

    @Test
    void a_page_of_another_site_is_refused_in_the_same_shape() {
        var reply = bridge.post(GENERATIONS, "{\"prompt\":\"x\"}", "Origin", "http://elsewhere.example");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(error(reply).path("code").asString()).isEqualTo("foreign_origin");
    }

    @Test
    void a_browser_may_send_what_the_official_client_tells_about_itself() {
        var preflight = bridge.send(
                "OPTIONS",
                GENERATIONS,
                null,
                "Access-Control-Request-Headers",
                "authorization,content-type,x-stainless-os,x-evil,x-stainless-retry-count");

        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Headers").orElseThrow())
                .contains("Authorization", ", x-stainless-os, x-stainless-retry-count")
                .doesNotContain("x-evil");
    }

    @Test
    void a_stream_carries_one_completed_event_for_each_picture() {
        var reply = draw(",\"stream\":true,\"n\":2,\"partial_images\":0,\"seed\":5");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("content-type").orElseThrow()).startsWith("text/event-stream");
        var events = Events.of(reply.text());
        assertThat(events).hasSize(2).allSatisfy(event -> {
            assertThat(event.name()).isEqualTo("image_generation.completed");
            assertThat(event.data().path("type").asString()).isEqualTo("image_generation.completed");
            assertThat(event.data().path("created_at").asLong()).isPositive();
            assertThat(event.data().path("size").asString()).isEqualTo("128x64");
            assertThat(event.data().path("output_format").asString()).isEqualTo("png");
            assertThat(event.data().path("usage").path("total_tokens").isNumber())
                    .isTrue();
            assertThat(Pixels.decoded(Pixels.file(event.data())).getHeight()).isEqualTo(64);
        });
        assertThat(events.get(1).data().path("flux").path("seed").asLong()).isEqualTo(6);
    }

    @Test
    void a_stream_that_cannot_begin_has_a_status_of_its_own() {
        var reply = draw(",\"stream\":true,\"n\":99");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(error(reply).path("param").asString()).isEqualTo("n");
    }
}
