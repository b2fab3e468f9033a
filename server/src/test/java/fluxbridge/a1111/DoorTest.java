package fluxbridge.a1111;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.domain.Size;
import fluxbridge.image.Metadata;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The A1111 door over real HTTP, drawn by the storyboard: a1111.md §6, lines 1 to 7. */
@TestInstance(Lifecycle.PER_CLASS)
final class DoorTest {

    private static final PictureReader READER = new PictureReader(PictureLimits.STANDARD);
    private static final List<String> INFO_KEYS = List.of(
            "prompt",
            "all_prompts",
            "negative_prompt",
            "all_negative_prompts",
            "seed",
            "all_seeds",
            "subseed",
            "all_subseeds",
            "subseed_strength",
            "width",
            "height",
            "sampler_name",
            "cfg_scale",
            "steps",
            "batch_size",
            "restore_faces",
            "face_restoration_model",
            "sd_model_name",
            "sd_model_hash",
            "sd_vae_name",
            "sd_vae_hash",
            "seed_resize_from_w",
            "seed_resize_from_h",
            "denoising_strength",
            "extra_generation_params",
            "index_of_first_image",
            "infotexts",
            "styles",
            "job_timestamp",
            "clip_skip",
            "is_using_inpainting_conditioning",
            "version");

    private final BridgeUnderTest bridge;

    DoorTest(@TempDir Path home) {
        bridge = BridgeUnderTest.start(home);
    }

    @AfterAll
    void stop() {
        bridge.close();
    }

    private static String small(String more) {
        return "{\"prompt\":\"a boat on a lake\",\"width\":64,\"height\":64" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/sdapi/v1/sd-models | title",
                "/sdapi/v1/samplers | name",
                "/sdapi/v1/schedulers | label",
                "/sdapi/v1/upscalers | model_path",
                "/sdapi/v1/latent-upscale-modes | name",
                "/sdapi/v1/loras | alias"
            })
    void a_list_route_answers_with_items(String path, String key) {
        var reply = bridge.get(path);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).hasValue("application/json");
        assertThat(reply.json().isArray()).isTrue();
        assertThat(reply.json().valueStream())
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item.has(key)).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sd-vae",
                "prompt-styles",
                "hypernetworks",
                "face-restorers",
                "realesrgan-models",
                "extensions",
                "script-info"
            })
    void a_list_of_what_the_bridge_does_not_have_is_empty(String name) {
        var reply = bridge.get("/sdapi/v1/" + name);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "/sdapi/v1/embeddings | {\"loaded\":{},\"skipped\":{}}",
                "/sdapi/v1/scripts | {\"txt2img\":[],\"img2img\":[]}",
                "/sdapi/v1/cmd-flags | {\"api\":true}",
                "/internal/ping | {}",
                "/ | {\"model\":\"auto\",\"upscaler\":\"None\"}"
            })
    void a_constant_is_as_clients_expect_it(String path, String body) {
        var reply = bridge.get(path);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo(body);
    }

    @Test
    void memory_is_told_in_bytes() {
        var memory = bridge.get("/sdapi/v1/memory").json();

        assertThat(memory.path("ram").path("total").asLong()).isPositive();
        assertThat(memory.path("cuda").path("error").asString()).isEqualTo("unavailable");
    }

    @ParameterizedTest
    @CsvSource({
        "/sdapi/v1/refresh-checkpoints,null",
        "/sdapi/v1/refresh-vae,null",
        "/sdapi/v1/refresh-embeddings,null",
        "/sdapi/v1/refresh-loras,null",
        "/sdapi/v1/skip,null",
        "/sdapi/v1/unload-checkpoint,{}",
        "/sdapi/v1/reload-checkpoint,{}",
        "/sdapi/v1/interrupt,{}"
    })
    void a_post_without_a_body_answers_json(String path, String body) {
        var reply = bridge.send("POST", path, null);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo(body);
        assertThat(reply.header("Content-Type")).hasValue("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void the_root_answers(String method) {
        assertThat(bridge.send(method, "/", null).status()).isEqualTo(200);
    }

    @Test
    void the_root_is_a_page_for_browsers() {
        var reply = bridge.get("/", "Accept", "text/html,application/xhtml+xml");

        assertThat(reply.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(reply.text()).contains("Storyboard", "RUNWARE_API_KEY is not set", "/imagine");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/sdapi/v1/nope",
        "POST,/sdapi/v1/nope",
        "GET,/nope",
        "GET,/sdapi/v1/txt2img/more",
        "DELETE,/nope",
        "POST,/sdapi/v1/controlnet"
    })
    void an_unknown_path_is_not_found(String method, String path) {
        var reply = bridge.send(method, path, null);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text()).isEqualTo("{\"detail\":\"Not Found\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/sdapi/v1/txt2img",
        "GET,/sdapi/v1/interrupt",
        "POST,/sdapi/v1/sd-models",
        "DELETE,/sdapi/v1/options",
        "PUT,/sdapi/v1/txt2img"
    })
    void a_wrong_method_is_not_allowed(String method, String path) {
        var reply = bridge.send(method, path, null);

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.text()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", ""})
    void an_empty_request_draws_one_picture_of_the_usual_size(String body) {
        var reply = bridge.txt2img(body);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(READER.read(reply.picture(0)).size()).isEqualTo(new Size(512, 512));
        assertThat(reply.json().propertyNames()).containsExactly("images", "parameters", "info");
    }

    @Test
    void every_field_may_be_an_explicit_null() {
        var nulls = JsonMapper.shared().createObjectNode();
        EchoedParameters.of(new BodyFields(JsonMapper.shared().createObjectNode()))
                .propertyNames()
                .forEach(nulls::putNull);
        List.of("distilled_cfg_scale", "clip_skip", "model", "url", "auth", "hr_additional_modules", "lora")
                .forEach(nulls::putNull);

        var reply = bridge.txt2img(nulls.toString());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("images").size()).isEqualTo(1);
        assertThat(reply.json().path("parameters").path("steps").asInt()).isEqualTo(50);
    }

    @Test
    void numbers_in_strings_and_floats_for_whole_numbers_are_taken() {
        var reply = bridge.txt2img("""
                {"prompt":"x","width":"64","height":64.9,"steps":"20","cfg_scale":"7.0","hr_second_pass_steps":10.5,
                 "denoising_strength":"0.5","seed":"7","restore_faces":"false","enable_hr":0,"batch_size":true}""");

        assertThat(reply.status()).isEqualTo(200);
        var parameters = reply.json().path("parameters");
        assertThat(parameters.path("steps").asInt()).isEqualTo(20);
        assertThat(parameters.path("hr_second_pass_steps").asInt()).isEqualTo(10);
        assertThat(parameters.path("denoising_strength").asDouble()).isEqualTo(0.5);
        assertThat(parameters.path("restore_faces").isBoolean()).isTrue();
        assertThat(reply.info().path("steps").asInt()).isEqualTo(20);
        assertThat(reply.info().path("seed").asLong()).isEqualTo(7);
        assertThat(READER.read(reply.picture(0)).size()).isEqualTo(new Size(64, 64));
    }

    static List<String[]> uncoercible() {
        return List.of(
                new String[] {"\"steps\":\"abc\"", "steps", "type_error.integer"},
                new String[] {"\"steps\":{}", "steps", "type_error.integer"},
                new String[] {"\"cfg_scale\":\"much\"", "cfg_scale", "type_error.float"},
                new String[] {"\"cfg_scale\":[7]", "cfg_scale", "type_error.float"},
                new String[] {"\"cfg_scale\":1e399", "cfg_scale", "type_error.float"},
                new String[] {"\"prompt\":{}", "prompt", "type_error.str"},
                new String[] {"\"prompt\":[\"a\"]", "prompt", "type_error.str"},
                new String[] {"\"enable_hr\":\"perhaps\"", "enable_hr", "type_error.bool"},
                new String[] {"\"styles\":{}", "styles", "type_error.list"},
                new String[] {"\"styles\":[{}]", "styles", "type_error.str"},
                new String[] {"\"script_args\":1", "script_args", "type_error.list"},
                new String[] {"\"override_settings\":[]", "override_settings", "type_error.dict"},
                new String[] {
                    "\"override_settings\":{\"sd_model_checkpoint\":{}}", "sd_model_checkpoint", "type_error.str"
                },
                new String[] {"\"alwayson_scripts\":\"x\"", "alwayson_scripts", "type_error.dict"},
                new String[] {"\"seed\":\"1e9999\"", "seed", "type_error.integer"},
                new String[] {"\"seed\":99999999999999999999", "seed", "type_error.integer"},
                new String[] {"\"seed\":4294967296", "seed", "value_error"},
                new String[] {"\"steps\":-5", "steps", "value_error"},
                new String[] {"\"steps\":0", "steps", "value_error"},
                new String[] {"\"steps\":151", "steps", "value_error"},
                new String[] {"\"width\":10000", "width", "value_error"},
                new String[] {"\"height\":63", "height", "value_error"},
                new String[] {"\"batch_size\":0", "batch_size", "value_error"},
                new String[] {"\"n_iter\":17", "n_iter", "value_error"},
                new String[] {"\"batch_size\":5,\"n_iter\":4", "batch_size", "value_error"},
                new String[] {"\"distilled_cfg_scale\":51", "distilled_cfg_scale", "value_error"});
    }

    @ParameterizedTest
    @MethodSource("uncoercible")
    void what_cannot_be_used_is_refused_by_name(String field, String name, String type) {
        var reply = bridge.txt2img("{" + field + "}");

        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        var problem = reply.json().path("detail").get(0);
        assertThat(problem.path("loc").valueStream().map(JsonNode::asString)).contains("body", name);
        assertThat(problem.path("type").asString()).isEqualTo(type);
        assertThat(reply.json().path("message").asString()).contains(name);
    }

    @Test
    void all_that_is_wrong_is_told_at_once() {
        var reply = bridge.txt2img("{\"steps\":\"abc\",\"width\":1,\"seed\":[]}");

        assertThat(reply.json()
                        .path("detail")
                        .valueStream()
                        .map(problem -> problem.path("loc").get(1).asString()))
                .contains("steps", "width", "seed");
    }

    @Test
    void a_problem_is_told_once() {
        var reply = bridge.txt2img("{\"steps\":\"abc\"}");

        assertThat(reply.json().path("detail").size()).isEqualTo(1);
    }

    @Test
    void a_batch_counts_its_seeds_up_and_has_no_grid() {
        var reply = bridge.txt2img(small("\"batch_size\":2,\"n_iter\":2,\"seed\":7,\"save_images\":true"));

        var info = reply.info();
        assertThat(reply.json().path("images").size()).isEqualTo(4);
        assertThat(info.path("all_seeds").valueStream().map(JsonNode::asLong)).containsExactly(7L, 8L, 9L, 10L);
        assertThat(info.path("infotexts").size()).isEqualTo(4);
        assertThat(info.path("all_prompts").size()).isEqualTo(4);
        assertThat(info.path("index_of_first_image").asInt()).isZero();
        for (int i = 0; i < 4; i++) {
            var infotext = info.path("infotexts").get(i).asString();
            assertThat(infotext).contains("Seed: " + (7 + i));
            assertThat(Metadata.read(reply.picture(i))).hasValue(infotext);
        }
    }

    @Test
    void the_same_seed_draws_the_same_picture() {
        assertThat(bridge.txt2img(small("\"seed\":5")).picture(0))
                .isEqualTo(bridge.txt2img(small("\"seed\":5")).picture(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "null", "\"\"", "-5"})
    void a_random_seed_is_told(String seed) {
        var info = bridge.txt2img(small("\"seed\":" + seed)).info();

        assertThat(info.path("seed").asLong()).isBetween(0L, 4_294_967_293L);
    }

    @Test
    void pictures_that_nobody_wants_are_not_sent() {
        var reply = bridge.txt2img(small("\"send_images\":false"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("images").size()).isZero();
        assertThat(reply.info().path("infotexts").size()).isEqualTo(1);
    }

    @Test
    void info_has_the_keys_of_a1111_in_their_order() {
        var info = bridge.txt2img(small("")).info();

        assertThat(info.propertyNames()).containsExactlyElementsOf(INFO_KEYS).hasSize(32);
        assertThat(info.path("job_timestamp").asString()).matches("\\d{14}");
    }

    @Test
    void pictures_are_raw_base64_of_a_png() {
        var text = bridge.txt2img(small("")).json().path("images").get(0).asString();

        assertThat(text).startsWith("iVBORw0KGgo").doesNotContain("\n", ",");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a lighthouse at dusk, rain: heavy | tEXt",
                "灯台と霧 | iTXt",
                "café on a quay | tEXt",
                "маяк на берегу | iTXt"
            })
    void a_picture_carries_its_infotext_and_gives_it_back(String prompt, String chunk) {
        var body = JsonMapper.shared()
                .createObjectNode()
                .put("prompt", prompt)
                .put("negative_prompt", "blur, a: b")
                .put("width", 64)
                .put("height", 64)
                .put("seed", 11);
        var reply = bridge.txt2img(body.toString());
        var infotext = reply.info().path("infotexts").get(0).asString();

        assertThat(new String(reply.picture(0), StandardCharsets.ISO_8859_1)).contains(chunk + "parameters");
        var read = bridge.post(
                        "/sdapi/v1/png-info",
                        JsonMapper.shared()
                                .createObjectNode()
                                .put(
                                        "image",
                                        "data:image/png;base64,"
                                                + reply.json()
                                                        .path("images")
                                                        .get(0)
                                                        .asString())
                                .toString())
                .json();
        assertThat(read.path("info").asString()).isEqualTo(infotext);
        assertThat(read.path("items").has("parameters")).isFalse();
        assertThat(read.path("parameters").path("Prompt").asString()).isEqualTo(prompt);
        assertThat(read.path("parameters").path("Negative prompt").asString()).startsWith("blur, a: b");
        assertThat(read.path("parameters").path("Seed").asString()).isEqualTo("11");
        assertThat(read.path("parameters").path("Size-1").asString()).isEqualTo("64");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{} | image", "{\"image\":\"%%%\"} | image", "{\"image\":\"aGVsbG8=\"} | image"})
    void png_info_of_no_picture_is_refused(String body, String field) {
        var reply = bridge.post("/sdapi/v1/png-info", body);

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().path("detail").get(0).path("loc").get(1).asString())
                .isEqualTo(field);
    }

    @Test
    void png_info_of_a_picture_without_infotext_is_an_empty_string() {
        var plain = Base64.getEncoder().encodeToString(Picture1x1.PNG);

        var reply = bridge.post("/sdapi/v1/png-info", "{\"image\":\"" + plain + "\"}");

        assertThat(reply.json().path("info").asString("no")).isEmpty();
        assertThat(reply.json().path("info").isString()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"sampler_index\":\"Euler a\"",
                "\"sampler_name\":\"DPM++ 2M Karras\"",
                "\"sampler_name\":\"NOPE\"",
                "\"sampler_name\":null,\"scheduler\":null",
                "\"scheduler\":\"N/A\"",
                "\"hr_upscaler\":\"Latent\",\"enable_hr\":true",
                "\"alwayson_scripts\":{\"ADetailer\":{\"args\":[true,true,{\"ad_model\":\"face_yolov8n.pt\"}]}}",
                "\"alwayson_scripts\":{\"ControlNet\":{\"args\":[]}}",
                "\"styles\":[\"None\",\"\"]",
                "\"script_name\":\"None\"",
                "\"model\":\"gpt-image-1\"",
                "\"nobody_knows\":{\"a\":[1]}"
            })
    void odd_names_and_unknown_fields_do_not_stop_a_picture(String field) {
        var reply = bridge.txt2img(small(field));

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.info().path("sampler_name").asString()).isEqualTo("Euler");
        assertThat(reply.json().path("parameters").has("nobody_knows")).isFalse();
    }

    @Test
    void what_had_no_effect_is_told_in_the_info_and_in_a_header() {
        var reply = bridge.txt2img(small("\"restore_faces\":true,\"cfg_scale\":7"));

        assertThat(reply.info().path("extra_generation_params").path("Ignored").asString())
                .contains("restore_faces", "cfg_scale");
        assertThat(reply.header("X-Gateway-Warnings"))
                .hasValueSatisfying(warnings -> assertThat(warnings).contains("restore_faces"));
    }

    @Test
    void a_script_that_is_not_there_is_refused_in_a1111s_words() {
        var reply = bridge.txt2img(small("\"script_name\":\"X/Y/Z plot\""));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().path("detail").asString()).isEqualTo("Script 'X/Y/Z plot' not found");
        assertThat(reply.json().path("errors").isString()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"500,333", "64,2048", "513,511", "1,1"})
    void a_picture_has_exactly_the_asked_size(int width, int height) {
        var reply = bridge.txt2img("{\"width\":" + width + ",\"height\":" + height + "}");

        if (width < 64) {
            assertThat(reply.status()).isEqualTo(422);
        } else {
            assertThat(READER.read(reply.picture(0)).size()).isEqualTo(new Size(width, height));
            assertThat(reply.info().path("infotexts").get(0).asString()).contains("Size: " + width + "x" + height);
        }
    }

    @Test
    void options_posted_back_as_they_came_change_nothing() {
        var before = bridge.get("/sdapi/v1/options");

        var posted = bridge.post("/sdapi/v1/options", before.text());

        assertThat(posted.status()).isEqualTo(200);
        assertThat(posted.text()).isEqualTo("null");
        assertThat(bridge.get("/sdapi/v1/options").json()).isEqualTo(before.json());
        assertThat(before.json().path("samples_format").asString()).isEqualTo("png");
        assertThat(before.json().has("forge_preset")).isFalse();
    }

    @Test
    void the_current_model_is_one_of_the_titles() {
        var titles = bridge.get("/sdapi/v1/sd-models")
                .json()
                .valueStream()
                .map(model -> model.path("title").asString())
                .toList();

        assertThat(titles)
                .contains("auto", "storyboard/storyboard")
                .contains(bridge.get("/sdapi/v1/options")
                        .json()
                        .path("sd_model_checkpoint")
                        .asString());
    }

    @Test
    void an_unknown_model_is_a1111s_runtime_error_and_changes_nothing() {
        var reply = bridge.post("/sdapi/v1/options", "{\"sd_model_checkpoint\":\"sdxl\"}", "X-API-Key", "m");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.json().path("error").asString()).isEqualTo("RuntimeError");
        assertThat(reply.json().path("errors").asString()).startsWith("model 'sdxl' not found");
        assertThat(List.of("detail", "body"))
                .allSatisfy(key -> assertThat(reply.json().path(key).isString()).isTrue());
        assertThat(model("X-API-Key", "m")).isEqualTo("auto");
    }

    private String model(String... headers) {
        return bridge.get("/sdapi/v1/options", headers)
                .json()
                .path("sd_model_checkpoint")
                .asString();
    }

    private void choose(String model, String... headers) {
        assertThat(bridge.post("/sdapi/v1/options", "{\"sd_model_checkpoint\":\"" + model + "\"}", headers)
                        .status())
                .isEqualTo(200);
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void two_credentials_do_not_share_a_model() {
        choose("storyboard/storyboard", "Authorization", basic("mira:one"));

        assertThat(model("Authorization", basic("mira:one"))).isEqualTo("storyboard/storyboard");
        assertThat(model("Authorization", basic("kael:two"))).isEqualTo("auto");
        assertThat(model()).isEqualTo("auto");
    }

    @Test
    void a_model_may_be_named_by_its_file_or_alone() {
        choose("storyboard/storyboard.safetensors", "X-API-Key", "file");
        choose("STORYBOARD", "X-API-Key", "alone");

        assertThat(model("X-API-Key", "file")).isEqualTo("storyboard/storyboard");
        assertThat(model("X-API-Key", "alone")).isEqualTo("storyboard/storyboard");
    }

    @Test
    void a_model_of_one_request_is_forgotten_unless_it_shall_stay() {
        bridge.txt2img(
                small("\"override_settings\":{\"sd_model_checkpoint\":\"storyboard/storyboard\"}"),
                "X-API-Key",
                "once");
        bridge.txt2img(
                small("\"override_settings\":{\"sd_model_checkpoint\":\"storyboard/storyboard\"},"
                        + "\"override_settings_restore_afterwards\":false"),
                "X-API-Key",
                "stay");

        assertThat(model("X-API-Key", "once")).isEqualTo("auto");
        assertThat(model("X-API-Key", "stay")).isEqualTo("storyboard/storyboard");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ", "Basic dW5kZWZpbmVk", "Basic Og==", "Digest x", "nonsense", "Basic ***"})
    void an_empty_credential_is_anonymous(String header) {
        choose("storyboard/storyboard", "Authorization", "Bearer somebody");

        var reply = bridge.get("/sdapi/v1/options", "Authorization", header);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("sd_model_checkpoint").asString()).isEqualTo("auto");
        assertThat(bridge.awaitLine(line -> line.path("id")
                                .asString()
                                .equals(reply.header("X-Request-Id").orElseThrow()))
                        .path("caller")
                        .asString())
                .startsWith("anonymous");
    }

    @Test
    void a_token_is_the_same_caller_wherever_it_stands() {
        choose("storyboard/storyboard", "Authorization", "Bearer t0ken");

        assertThat(model("Authorization", basic("t0ken"))).isEqualTo("storyboard/storyboard");
        assertThat(model("X-API-Key", "t0ken")).isEqualTo("storyboard/storyboard");
        assertThat(Map.of("key", "t0ken", "token", "t0ken"))
                .allSatisfy((name, value) -> assertThat(bridge.get("/sdapi/v1/options?" + name + "=" + value)
                                .json()
                                .path("sd_model_checkpoint")
                                .asString())
                        .isEqualTo("storyboard/storyboard"));
    }

    @Test
    void progress_of_an_idle_caller_is_what_a_model_switch_waits_for() {
        var progress = bridge.get("/sdapi/v1/progress?skip_current_image=true").json();

        assertThat(progress.propertyNames())
                .containsExactly("progress", "eta_relative", "state", "current_image", "textinfo");
        assertThat(progress.path("progress").asDouble()).isZero();
        assertThat(progress.path("state").propertyNames())
                .containsExactly(
                        "skipped",
                        "interrupted",
                        "stopping_generation",
                        "job",
                        "job_count",
                        "job_timestamp",
                        "job_no",
                        "sampling_step",
                        "sampling_steps");
        assertThat(progress.path("state").path("job_count").asInt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/images/generations", "/sdapi/v1/txt2img", "/", "/anything"})
    void a_preflight_is_answered_with_and_without_an_origin(String path) {
        assertThat(bridge.send("OPTIONS", path, null).status()).isEqualTo(204);
        assertThat(bridge.send("OPTIONS", path, null, "Origin", "http://elsewhere.example")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void the_models_of_the_openai_door_are_the_titles() {
        var list = bridge.get("/v1/models").json();

        assertThat(list.path("object").asString()).isEqualTo("list");
        assertThat(list.path("data").valueStream().map(model -> model.path("id").asString()))
                .startsWith("auto", "storyboard/storyboard");
        var one = bridge.get("/v1/models/storyboard/storyboard");
        assertThat(one.status()).isEqualTo(200);
        assertThat(one.json().path("owned_by").asString()).isEqualTo("flux-lora-bridge");
    }

    @Test
    void a_model_that_the_openai_door_does_not_have_is_not_found_and_named() {
        var reply = bridge.get("/v1/models/gpt-9");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().path("error").path("message").asString()).contains("gpt-9", "auto");
        assertThat(reply.header("X-Request-Id"))
                .hasValueSatisfying(id -> assertThat(id).matches("[0-9a-f]{16}"));
    }
}
