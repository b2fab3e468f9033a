package fluxlab.hf;

import static org.assertj.core.api.Assertions.assertThat;

import fluxlab.Lab;
import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import fluxlab.http.Json;
import fluxlab.picture.LoraTrace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

final class HfSimulatorTest {

    private static final String API = "/hf/space/gradio_api";
    private static final String LORA = "https://huggingface.co/u/r/resolve/main/mira.safetensors";

    private final Lab lab = Lab.start(0);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        lab.close();
    }

    @Test
    void the_hub_shows_the_space_to_its_owner_only() throws Exception {
        var host = get("/hf/hub/api/spaces/lab/flux-loras/host", true);
        var stage = get("/hf/hub/api/spaces/lab/flux-loras", true);

        assertThat(json(host).path("host").asString()).isEqualTo(lab.uri() + "/hf/space");
        assertThat(json(stage).at("/runtime/stage").asString()).isEqualTo("RUNNING");
        assertThat(get("/hf/hub/api/spaces/lab/flux-loras", false).statusCode()).isEqualTo(401);
        assertThat(get("/hf/hub/api/spaces/lab/other", true).statusCode()).isEqualTo(401);
    }

    @Test
    void the_space_is_private_to_the_last_file() throws Exception {
        var file = picture(finished(arguments("a red fox"))).path("url").asString();

        for (var path : List.of("/hf/space/config", API + "/info", API + "/queue/data?session_hash=x", file)) {
            assertThat(get(path, false).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(get(file, true).statusCode()).isEqualTo(200);
    }

    @Test
    void config_and_info_agree_on_the_function() throws Exception {
        var function = json(get("/hf/space/config", true)).at("/dependencies/2");
        var parameters = json(get(API + "/info", true)).at("/named_endpoints/~1run_lora/parameters");

        assertThat(function.path("api_name").asString()).isEqualTo("run_lora");
        assertThat(function.path("inputs").size()).isEqualTo(parameters.size()).isEqualTo(15);
        assertThat(parameters.path(2).path("parameter_name").asString()).isEqualTo("lora_strings_json");
    }

    @Test
    void a_job_is_queued_drawn_and_served_as_webp_with_a_trace_of_its_lora() throws Exception {
        var arguments = arguments("a red fox");
        arguments.set(2, "[{\"id\":\"mira\",\"url\":\"" + LORA + "\",\"weight\":1}]");

        var events = events("s1", join("s1", arguments));

        assertThat(events.stream().map(it -> it.path("msg").asString()).distinct())
                .containsExactly("estimation", "process_starts", "progress", "process_completed", "close_stream");
        var end = events.get(events.size() - 2);
        assertThat(end.at("/output/data/1").asString()).isEqualTo("{\"seed\":7}");
        var image = ImageIO.read(new ByteArrayInputStream(
                get(picture(end).path("url").asString(), true).body()));
        assertThat(image.getWidth()).isEqualTo(512);
        assertThat(image.getHeight()).isEqualTo(256);
        assertThat(LoraTrace.share(image, LORA)).isGreaterThan(0.3);
    }

    @Test
    void a_finished_job_costs_quota_and_no_money() throws Exception {
        var before = lab.account("hf").knobs().balance();

        finished(arguments("a red fox"));

        assertThat(lab.account("hf").knobs().balance()).isLessThan(before);
        assertThat(lab.journal().stats("hf").spentUsd()).isZero();
        assertThat(lab.journal().stats("hf").pictures()).isEqualTo(1);
    }

    @Test
    void too_little_quota_refuses_before_the_work_and_says_when_it_comes_back() throws Exception {
        lab.account("hf").turn(knobs -> knobs.withBalance(new java.math.BigDecimal("44.5")));

        var end = finished(arguments("a red fox"));

        assertThat(end.path("title").asString()).isEqualTo("ZeroGPU quota exceeded");
        assertThat(end.at("/output/error").asString()).contains("(60s requested vs. 44s left). Try again in 23:14:07.");
        assertThat(lab.journal().stats("hf").pictures()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4 | 21 | Value 21 is greater than maximum value 20.",
                "5 | 0 | Value 0 is less than minimum value 1.",
                "8 | 2048 | Value 2048 is greater than maximum value 1536.",
                "2 | '\"{}\"' | lora_strings_json must be a JSON array.",
                "2 | '\"nonsense\"' | lora_strings_json is not valid JSON.",
                "2 | '\"[{\\\"repo\\\":\\\"u/r\\\"}]\"' | Each LoRA needs id, url and weight.",
                "1 | '\"/tmp/gradio/none.png\"' | Could not load the image /tmp/gradio/none.png.",
                "0 | '\" \"' | Please enter a prompt.",
                "10 | true | R2 upload needs account_id, access_key, secret_key and bucket.",
            })
    void the_space_explains_a_bad_argument(int position, String value, String error) throws Exception {
        var arguments = arguments("a red fox");
        arguments.set(position, Json.read(value.getBytes(StandardCharsets.UTF_8)));

        assertThat(finished(arguments).at("/output/error").asString()).isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource({"8, '\"512\"'", "6, 1", "2, '[]'", "-1, 0"})
    void the_space_keeps_other_exceptions_to_itself(int position, String value) throws Exception {
        var arguments = arguments("a red fox");
        if (position < 0) {
            arguments.remove(0);
        } else {
            arguments.set(position, Json.read(value.getBytes(StandardCharsets.UTF_8)));
        }

        var end = finished(arguments);

        assertThat(end.path("success").asBoolean()).isFalse();
        assertThat(end.at("/output/error").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"fn_index\":2,\"session_hash\":\"s\"} | 422",
                "{\"data\":[],\"session_hash\":\"s\"} | 400",
                "{\"data\":[],\"fn_index\":2} | 400",
                "{\"data\":[],\"fn_index\":9,\"session_hash\":\"s\"} | 404",
            })
    void a_join_that_makes_no_sense_is_refused(String body, int status) throws Exception {
        var answer = post(API + "/queue/join", body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).path("detail").asString("")).isNotEmpty();
    }

    @Test
    void an_unknown_session_is_told_by_an_event() throws Exception {
        var events = lines(get(API + "/queue/data?session_hash=nobody", true));

        assertThat(events).hasSize(1);
        assertThat(events.getFirst().path("session_not_found").asBoolean()).isTrue();
    }

    @Test
    void one_job_runs_at_a_time_and_a_cancelled_one_ends_without_data() throws Exception {
        lab.account("hf").turn(knobs -> knobs.withLatency(3));
        join("first", arguments("a red fox"));
        var second = join("second", arguments("a grey wolf"));

        var cancelled =
                post(API + "/cancel", "{\"session_hash\":\"second\",\"fn_index\":2,\"event_id\":\"" + second + "\"}");
        var events = events("second", second);

        assertThat(json(cancelled).path("success").asBoolean()).isTrue();
        assertThat(events.stream().map(it -> it.path("msg").asString()))
                .containsSubsequence("estimation", "process_completed")
                .doesNotContain("process_starts");
        var end = events.get(events.size() - 2);
        assertThat(end.path("success").asBoolean()).isTrue();
        assertThat(end.path("output").has("data")).isFalse();
        assertThat(post(API + "/cancel", "{\"session_hash\":\"second\"}").statusCode())
                .isEqualTo(422);
    }

    @Test
    void a_full_queue_takes_no_more() throws Exception {
        lab.account("hf").turn(knobs -> knobs.withLatency(30));
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 23; i++) {
            statuses.add(post(API + "/queue/join", body("s" + i, arguments("a red fox")))
                    .statusCode());
        }

        assertThat(statuses.subList(0, 20)).containsOnly(200);
        assertThat(statuses.getLast()).isEqualTo(503);
    }

    @Test
    void an_uploaded_file_can_be_the_init_image() throws Exception {
        var png = get(picture(finished(arguments("a red fox"))).path("url").asString(), true);
        var body = "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"in.png\"\r\n\r\n"
                + new String(blackPng(), StandardCharsets.ISO_8859_1) + "\r\n--b--\r\n";
        var answer = client.send(
                request(API + "/upload", true)
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1))
                        .build(),
                BodyHandlers.ofByteArray());
        var path = json(answer).path(0).asString();
        var arguments = arguments("a red fox");
        arguments.set(1, path);

        var other = get(picture(finished(arguments)).path("url").asString(), true);

        assertThat(path).startsWith("/tmp/gradio/").endsWith("/in.png");
        assertThat(other.body()).isNotEqualTo(png.body());
    }

    @Test
    void a_space_that_sleeps_answers_503_until_it_is_up() throws Exception {
        lab.faults().add("hf", "config", Fault.of(FaultKind.FAIL, "SLEEPING"), 1, 0, "");

        var asleep = get("/hf/space/config", true);
        var stage = json(get("/hf/hub/api/spaces/lab/flux-loras", true))
                .at("/runtime/stage")
                .asString();

        assertThat(asleep.statusCode()).isEqualTo(503);
        assertThat(asleep.headers().firstValue("content-type")).hasValue("text/html");
        assertThat(stage).isEqualTo("SLEEPING");
        assertThat(get("/hf/space/config", true).statusCode()).isEqualTo(200);
        assertThat(json(get("/hf/hub/api/spaces/lab/flux-loras", true))
                        .at("/runtime/stage")
                        .asString())
                .isEqualTo("RUNNING");
    }

    @ParameterizedTest
    @CsvSource({
        "lab:credits, exceeded your Pro ZeroGPU quota",
        "lab:nsfw, NSFW content detected",
        "lab:fail, GPU task aborted",
        "lab:fail=oldquota, Please retry in 0:00:56",
        "lab:fail=queue, No GPU was available",
    })
    void marks_in_the_prompt_end_the_job(String mark, String error) throws Exception {
        assertThat(finished(arguments("a red fox " + mark)).at("/output/error").asString())
                .contains(error);
    }

    // ---- requests ---------------------------------------------------------------------------------

    private static byte[] blackPng() throws IOException {
        var image = new java.awt.image.BufferedImage(64, 64, java.awt.image.BufferedImage.TYPE_INT_RGB);
        var out = new java.io.ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static ArrayNode arguments(String prompt) {
        var data = Json.array().add(prompt).add("").add("[]").add(0.75).add(3.5).add(28);
        data.add(false).add(7).add(512).add(256).add(false);
        return data.add("").add("").add("").add("");
    }

    private static String body(String session, ArrayNode data) {
        var body = Json.object().put("fn_index", 2).put("session_hash", session);
        body.set("data", data);
        return body.toString();
    }

    private String join(String session, ArrayNode data) throws Exception {
        return json(post(API + "/queue/join", body(session, data)))
                .path("event_id")
                .asString();
    }

    private JsonNode finished(ArrayNode data) throws Exception {
        var session = "s" + Integer.toHexString(data.hashCode()).toLowerCase(Locale.ROOT);
        return events(session, join(session, data)).stream()
                .filter(it -> it.path("msg").asString().equals("process_completed"))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode picture(JsonNode end) {
        return end.at("/output/data/0");
    }

    private List<JsonNode> events(String session, String eventId) throws Exception {
        var events = lines(get(API + "/queue/data?session_hash=" + session, true));
        assertThat(events).allMatch(it -> it.path("event_id").asString(eventId).equals(eventId));
        return events;
    }

    private static List<JsonNode> lines(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> Json.read(line.substring(6).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private HttpResponse<byte[]> get(String path, boolean signed) throws Exception {
        return client.send(request(path, signed).build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> post(String path, String body) throws Exception {
        return client.send(
                request(path, true)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String path, boolean signed) {
        var request = HttpRequest.newBuilder(lab.uri().resolve(path)).timeout(Duration.ofSeconds(30));
        return signed ? request.header("Authorization", "Bearer " + HfSimulator.TOKEN) : request;
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return Json.read(answer.body());
    }
}
