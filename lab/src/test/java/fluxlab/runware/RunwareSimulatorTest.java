package fluxlab.runware;

import static org.assertj.core.api.Assertions.assertThat;

import fluxlab.Http;
import fluxlab.Lab;
import fluxlab.picture.LoraTrace;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunwareSimulatorTest {

    private final Lab lab = Lab.start(0);
    private final Http http = new Http(lab.uri());

    @AfterEach
    void close() {
        http.close();
        lab.close();
    }

    @Test
    void a_sync_request_gets_url_seed_and_cost_and_the_url_serves_the_asked_size() throws Exception {
        var answer = http.post(
                "/runware/v1",
                Tasks.image("a red fox", "\"seed\":9007199254740993,\"includeCost\":true,\"outputFormat\":\"PNG\""));

        assertThat(answer.statusCode()).isEqualTo(200);
        var item = Http.json(answer).path("data").get(0);
        assertThat(item.path("seed").longValue()).isEqualTo(9007199254740993L);
        assertThat(item.path("cost").decimalValue()).isPositive();
        assertThat(item.has("NSFWContent")).isFalse();
        var picture = http.get(item.path("imageURL").asString());
        assertThat(picture.headers().firstValue("content-type")).hasValue("image/png");
        var image = ImageIO.read(new ByteArrayInputStream(picture.body()));
        assertThat(image.getWidth()).isEqualTo(256);
        assertThat(lab.journal().stats("runware").spentUsd())
                .isEqualByComparingTo(item.path("cost").decimalValue());
        assertThat(lab.journal().stats("runware").picturesServed()).isEqualTo(1);
    }

    @Test
    void several_results_share_the_task_and_differ_in_seed() throws Exception {
        var data = Http.json(http.post("/runware/v1", Tasks.image("a red fox", "\"numberResults\":3")))
                .path("data");

        assertThat(data.size()).isEqualTo(3);
        assertThat(data.valueStream().map(item -> item.path("seed").longValue()).distinct())
                .hasSize(3)
                .allMatch(seed -> seed >= 1);
        assertThat(data.valueStream()
                        .map(item -> item.path("taskUUID").asString())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void pictures_can_come_inside_the_answer() throws Exception {
        var bare = Http.json(http.post(
                        "/runware/v1", Tasks.image("fox", "\"outputType\":\"base64Data\",\"outputFormat\":\"PNG\"")))
                .at("/data/0");
        var uri = Http.json(http.post("/runware/v1", Tasks.image("fox", "\"outputType\":\"dataURI\"")))
                .at("/data/0");

        assertThat(Base64.getDecoder().decode(bare.path("imageBase64Data").asString()))
                .startsWith(0x89, 'P', 'N', 'G');
        assertThat(uri.path("imageDataURI").asString()).startsWith("data:image/jpeg;base64,");
    }

    @Test
    void an_async_task_is_processing_then_done_and_keeps_its_result() throws Exception {
        lab.account("runware").turn(knobs -> knobs.withLatency(0.3));
        var uuid = UUID.randomUUID().toString();

        var ack = Http.json(http.post("/runware/v1", Tasks.image(uuid, "fox", "\"deliveryMethod\":\"async\"")));
        assertThat(ack.at("/data/0/taskUUID").asString()).isEqualTo(uuid);
        assertThat(ack.at("/data/0").has("imageURL")).isFalse();

        var first = Http.json(http.post("/runware/v1", Tasks.poll(uuid))).at("/data/0");
        assertThat(first.path("status").asString()).isEqualTo("processing");
        var done = first;
        while (done.path("status").asString().equals("processing")) {
            done = Http.json(http.post("/runware/v1", Tasks.poll(uuid))).at("/data/0");
        }
        assertThat(done.path("status").asString()).isEqualTo("success");
        assertThat(http.get(done.path("imageURL").asString()).statusCode()).isEqualTo(200);
        assertThat(lab.journal().stats("runware").submits()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"width\":250 | invalidWidth | width",
                "\"height\":4096 | invalidHeight | height",
                "\"negativePrompt\":\"\" | invalidNegativePrompt | negativePrompt",
                "\"negativePrompt\":\"x\" | invalidNegativePrompt | negativePrompt",
                "\"positivePrompt\":\"a\" | invalidPositivePrompt | positivePrompt",
                "\"steps\":101 | invalidSteps | steps",
                "\"CFGScale\":50.5 | invalidCFGScale | CFGScale",
                "\"seed\":0 | invalidSeed | seed",
                "\"seed\":-1 | invalidSeed | seed",
                "\"numberResults\":21 | invalidNumberResults | numberResults",
                "\"outputType\":\"PNG\" | invalidOutputType | outputType",
                "\"outputFormat\":\"GIF\" | invalidOutputFormat | outputFormat",
                "\"model\":\"flux-dev\" | invalidModel | model",
                "\"model\":\"runware:999@1\" | invalidModel | model",
                "\"sampler_name\":\"Euler\" | unknownParameter | sampler_name",
                "\"lora\":{} | invalidLora | lora",
                "\"lora\":[{\"model\":\"civitai:1@2\",\"weight\":4.5}] | invalidWeight | lora[0].weight",
                "\"lora\":[{\"model\":\"mine:nobody@1\"}] | invalidLoraModel | lora[0].model",
                "\"lora\":[{\"path\":\"civitai:1@2\"}] | unknownParameter | lora[0].path",
                "\"maskImage\":\"data:image/png;base64,AAAA\" | invalidMaskImage | maskImage",
                "\"seedImage\":\"AAAA\" | invalidSeedImage | seedImage",
                "\"strength\":1.5 | invalidStrength | strength",
                "\"maskMargin\":16 | invalidMaskMargin | maskMargin",
            })
    void what_the_contract_forbids_is_refused_and_costs_nothing(String change, String code, String parameter)
            throws Exception {
        var fields = new StringBuilder(change);
        var usual = new String[] {
            "\"positivePrompt\":\"a fox\"", "\"model\":\"runware:101@1\"", "\"width\":256", "\"height\":256"
        };
        for (var field : usual) {
            if (!change.startsWith(field.substring(0, field.indexOf(':')))) {
                fields.append(',').append(field);
            }
        }

        var answer = http.post("/runware/v1", "[" + Tasks.bare(UUID.randomUUID().toString(), fields.toString()) + "]");

        assertThat(answer.statusCode()).isEqualTo(400);
        var error = Http.json(answer).at("/errors/0");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("parameter").asString()).isEqualTo(parameter);
        assertThat(error.path("taskUUID").asString()).isNotEmpty();
        assertThat(lab.journal().stats("runware").spentUsd()).isZero();
    }

    @Test
    void a_used_task_uuid_is_a_conflict() throws Exception {
        var uuid = UUID.randomUUID().toString();
        http.post("/runware/v1", Tasks.image(uuid, "fox", ""));

        var again = http.post("/runware/v1", Tasks.image(uuid, "fox", ""));

        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(Http.json(again).at("/errors/0/code").asString()).isEqualTo("conflictTaskUUID");
    }

    @Test
    void a_batch_may_hold_results_and_errors() throws Exception {
        var good = Tasks.image("fox", "");
        var bad = Tasks.image("fox", "\"steps\":0");
        var both = good.substring(0, good.length() - 1) + "," + bad.substring(1);

        var answer = http.post("/runware/v1", both);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Http.json(answer).path("data").size()).isEqualTo(1);
        assertThat(Http.json(answer).path("errors").size()).isEqualTo(1);
    }

    @Test
    void the_key_may_be_a_header_or_a_task_and_must_be_right() throws Exception {
        var task = Tasks.image("fox", "").substring(1);
        var none = http.client()
                .send(
                        java.net.http.HttpRequest.newBuilder(lab.uri().resolve("/runware/v1"))
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("[" + task))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofByteArray());
        var inside = http.client()
                .send(
                        java.net.http.HttpRequest.newBuilder(lab.uri().resolve("/runware/v1"))
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                        "[{\"taskType\":\"authentication\",\"apiKey\":\"lab-runware-key\"}," + task))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofByteArray());

        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(Http.json(none).at("/errors/0/code").asString()).isEqualTo("invalidApiKey");
        assertThat(inside.statusCode()).isEqualTo(200);
        assertThat(Http.json(inside).at("/data/0/taskType").asString()).isEqualTo("authentication");
        assertThat(String.valueOf(lab.journal().entries().getLast().body())).doesNotContain("lab-runware-key");
    }

    @Test
    void an_empty_account_refuses_with_402() throws Exception {
        http.post("/lab/providers/runware", "{\"balance\":0.0001}");

        var answer = http.post("/runware/v1", Tasks.image("fox", "\"numberResults\":20"));

        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(Http.json(answer).at("/errors/0/code").asString()).isEqualTo("insufficientCredits");
        assertThat(lab.account("runware").knobs().balance()).isEqualByComparingTo(new BigDecimal("0.0001"));
    }

    @Test
    void an_uploaded_lora_passes_through_its_stages_and_then_works() throws Exception {
        http.post("/lab/providers/runware", "{\"uploadSeconds\":3600}");
        var air = "deathwalker:f75e759e8548@1";
        var url = "https://huggingface.co/u/r/resolve/main/my.safetensors";
        var use = "\"lora\":[{\"model\":\"" + air + "\",\"weight\":0.9}]";

        var fresh = Http.json(http.post("/runware/v1", Tasks.upload(air, url))).at("/data/0");
        assertThat(fresh.path("status").asString()).isEqualTo("validated");
        var early = http.post("/runware/v1", Tasks.image("fox", use));
        assertThat(Http.json(early).at("/errors/0/code").asString()).isEqualTo("modelNotReady");

        http.post("/lab/providers/runware", "{\"uploadSeconds\":0}");
        var other = Tasks.upload("deathwalker:abc@1", url);
        assertThat(Http.json(http.post("/runware/v1", other))
                        .at("/data/0/status")
                        .asString())
                .isEqualTo("ready");
        assertThat(Http.json(http.post("/runware/v1", Tasks.upload("deathwalker:abc@1", url)))
                        .at("/data/0/status")
                        .asString())
                .isEqualTo("ready");
        var made = http.post(
                "/runware/v1", Tasks.image("fox", use.replace(air, "deathwalker:abc@1") + ",\"outputFormat\":\"PNG\""));
        var picture = http.get(Http.json(made).at("/data/0/imageURL").asString());
        assertThat(LoraTrace.share(ImageIO.read(new ByteArrayInputStream(picture.body())), "deathwalker:abc@1"))
                .isBetween(0.4, 0.5);
    }

    @Test
    void a_foreign_air_and_an_unreachable_file_cannot_be_uploaded() throws Exception {
        var foreign = http.post("/runware/v1", Tasks.upload("civitai:1@2", "https://example.com/a.safetensors"));
        var gone = http.post("/runware/v1", Tasks.upload("mine:1@2", "https://host.invalid/a.safetensors"));

        assertThat(Http.json(foreign).at("/errors/0/code").asString()).isEqualTo("modelOwnershipValidationError");
        assertThat(Http.json(gone).at("/errors/0/code").asString()).isEqualTo("downloadFailed");
    }

    @Test
    void content_is_flagged_only_where_checking_is_asked() throws Exception {
        var checked = http.post("/runware/v1", Tasks.image("fox lab:nsfw", "\"safety\":{\"checkContent\":true}"));
        var unchecked = http.post("/runware/v1", Tasks.image("fox lab:nsfw", ""));

        assertThat(Http.json(checked).at("/data/0/NSFWContent").booleanValue()).isTrue();
        assertThat(Http.json(unchecked).at("/data/0").has("NSFWContent")).isFalse();
    }

    @Test
    void small_calls_answer() throws Exception {
        var uuid = UUID.randomUUID().toString();
        var details = http.post(
                "/runware/v1",
                "[{\"taskType\":\"accountManagement\",\"taskUUID\":\"" + uuid + "\",\"operation\":\"getDetails\"}]");
        var ping = http.post("/runware/v1", "[{\"taskType\":\"ping\",\"ping\":true}]");
        var object = http.post("/runware/v1", "{}");
        var unknown = http.post("/runware/v1", Tasks.poll(UUID.randomUUID().toString()));

        assertThat(Http.json(details).at("/data/0/balance/amount").decimalValue())
                .isPositive();
        assertThat(Http.json(ping).at("/data/0/pong").booleanValue()).isTrue();
        assertThat(object.statusCode()).isEqualTo(400);
        assertThat(Http.json(unknown).at("/errors/0/code").asString()).isEqualTo("taskFailedOrNotFound");
    }

    @Test
    void inpainting_repaints_the_white_of_the_mask_only() throws Exception {
        var base = Http.json(http.post(
                        "/runware/v1", Tasks.image("room", "\"outputFormat\":\"PNG\",\"outputType\":\"base64Data\"")))
                .at("/data/0");
        var mask = new java.awt.image.BufferedImage(256, 256, java.awt.image.BufferedImage.TYPE_INT_RGB);
        for (var y = 0; y < 256; y++) {
            for (var x = 0; x < 100; x++) {
                mask.setRGB(x, y, 0xFFFFFF);
            }
        }
        var file = new java.io.ByteArrayOutputStream();
        ImageIO.write(mask, "png", file);

        var made = http.post(
                "/runware/v1",
                Tasks.image(
                        "a knight",
                        "\"outputFormat\":\"PNG\",\"strength\":1,\"seedImage\":\""
                                + base.path("imageUUID").asString() + "\",\"maskImage\":\"data:image/png;base64,"
                                + Base64.getEncoder().encodeToString(file.toByteArray())
                                + "\",\"lora\":[{\"model\":\"civitai:1@2\"}]"));
        var picture = ImageIO.read(new ByteArrayInputStream(
                http.get(Http.json(made).at("/data/0/imageURL").asString()).body()));
        var before = ImageIO.read(new ByteArrayInputStream(
                Base64.getDecoder().decode(base.path("imageBase64Data").asString())));

        assertThat(LoraTrace.share(picture, "civitai:1@2", mask)).isBetween(0.4, 0.6);
        for (var y = 0; y < 256; y++) {
            for (var x = 100; x < 256; x++) {
                assertThat(picture.getRGB(x, y)).isEqualTo(before.getRGB(x, y));
            }
        }
    }
}
