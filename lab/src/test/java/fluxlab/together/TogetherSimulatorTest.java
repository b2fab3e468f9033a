package fluxlab.together;

import static org.assertj.core.api.Assertions.assertThat;

import fluxlab.Http;
import fluxlab.Lab;
import fluxlab.picture.LoraTrace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TogetherSimulatorTest {

    private static final String LORA = "https://huggingface.co/u/r/resolve/main/mira.safetensors";

    private final Lab lab = Lab.start(0);
    private final Http http = new Http(lab.uri());

    @AfterEach
    void close() {
        http.close();
        lab.close();
    }

    @Test
    void a_picture_inside_the_answer_has_the_size_and_the_trace_of_its_lora() throws Exception {
        var answer = order("\"response_format\":\"base64\",\"output_format\":\"png\",\"image_loras\":[{\"path\":\""
                + LORA + "\",\"scale\":1}]");

        assertThat(answer.statusCode()).isEqualTo(200);
        var item = Http.json(answer).at("/data/0");
        assertThat(item.path("url").isNull()).isTrue();
        var image = ImageIO.read(new ByteArrayInputStream(
                Base64.getDecoder().decode(item.path("b64_json").asString())));
        assertThat(image.getWidth()).isEqualTo(256);
        assertThat(LoraTrace.share(image, LORA)).isGreaterThan(0.3);
        assertThat(lab.journal().stats("together").spentUsd()).isPositive();
    }

    @Test
    void a_picture_by_url_redirects_to_where_it_is() throws Exception {
        var item = Http.json(order("\"n\":2")).at("/data/1");

        assertThat(item.path("b64_json").isNull()).isTrue();
        var there = http.get(item.path("url").asString());
        assertThat(there.statusCode()).isEqualTo(302);
        var picture = http.get(there.headers().firstValue("location").orElseThrow());
        assertThat(picture.headers().firstValue("content-type")).hasValue("image/jpeg");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"width\":250 | width",
                "\"height\":1001 | height",
                "\"steps\":51 | steps",
                "\"n\":5 | n",
                "\"seed\":-1 | seed",
                "\"response_format\":\"b64_json\" | response_format",
                "\"output_format\":\"webp\" | output_format",
                "\"cfg_scale\":3 | cfg_scale",
                "\"image_loras\":{} | image_loras",
                "\"image_loras\":[{\"path\":\"https://a.b/c\"}] | image_loras",
                "\"image_loras\":[{\"path\":\"https://a.b/not-found\",\"scale\":1}] | image_loras",
            })
    void what_the_contract_forbids_is_refused_and_costs_nothing(String change, String parameter) throws Exception {
        var answer = order(change);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Http.json(answer).at("/error/param").asString()).isEqualTo(parameter);
        assertThat(lab.journal().stats("together").spentUsd()).isZero();
    }

    @Test
    void a_third_lora_and_a_lora_for_another_model_are_refused() throws Exception {
        var one = "{\"path\":\"" + LORA + "\",\"scale\":1}";

        assertThat(order("\"image_loras\":[" + one + "," + one + "," + one + "]")
                        .statusCode())
                .isEqualTo(400);
        assertThat(order("\"model\":\"black-forest-labs/FLUX.1-schnell\",\"image_loras\":[" + one + "]")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_model_that_is_gone_is_404() throws Exception {
        var answer = order("\"model\":\"black-forest-labs/FLUX.1-dev-lora\"");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(Http.json(answer).at("/error/code").asString()).isEqualTo("model_not_available");
    }

    @Test
    void a_wrong_key_is_401_and_an_empty_account_402() throws Exception {
        assertThat(send("Bearer other", body("")).statusCode()).isEqualTo(401);

        http.post("/lab/providers/together", "{\"balance\":0}");
        assertThat(order("").statusCode()).isEqualTo(402);
    }

    @Test
    void a_flagged_picture_is_refused_only_while_the_checker_is_on() throws Exception {
        var prompt = "\"prompt\":\"a fox lab:nsfw\"";

        assertThat(order(prompt).statusCode()).isEqualTo(422);
        assertThat(order(prompt + ",\"disable_safety_checker\":true").statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<byte[]> order(String fields) throws IOException, InterruptedException {
        return send("Bearer " + TogetherSimulator.KEY, body(fields));
    }

    private static String body(String fields) {
        var body = new StringBuilder("{");
        for (var usual : new String[] {
            "\"model\":\"black-forest-labs/FLUX.2-dev\"", "\"prompt\":\"a fox\"", "\"width\":256", "\"height\":256"
        }) {
            if (!fields.contains(usual.substring(0, usual.indexOf(':')))) {
                body.append(usual).append(',');
            }
        }
        return fields.isEmpty() ? body.substring(0, body.length() - 1) + "}" : body + fields + "}";
    }

    private HttpResponse<byte[]> send(String authorization, String body) throws IOException, InterruptedException {
        return http.client()
                .send(
                        HttpRequest.newBuilder(lab.uri().resolve("/together/v1/images/generations"))
                                .header("Authorization", authorization)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }
}
