package fluxlab.pixeldojo;

import static org.assertj.core.api.Assertions.assertThat;

import fluxlab.Http;
import fluxlab.Lab;
import fluxlab.picture.LoraTrace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PixelDojoSimulatorTest {

    private static final String LORA = "https://huggingface.co/u/r/resolve/main/mira.safetensors";

    private final Lab lab = Lab.start(0);
    private final Http http = new Http(lab.uri());

    @AfterEach
    void close() {
        http.close();
        lab.close();
    }

    @Test
    void a_seeded_picture_is_an_object_of_the_asked_shape_with_the_trace_of_its_lora() throws Exception {
        var answer = Http.json(order("\"model\":\"flux-dev-single-lora\",\"aspect_ratio\":\"3:2\",\"seed\":7,"
                + "\"output_format\":\"png\",\"lora_weights\":\"" + LORA + "\",\"lora_scale\":1"));

        var item = answer.at("/images/0");
        assertThat(item.path("seed").asLong()).isEqualTo(7);
        var image = ImageIO.read(
                new ByteArrayInputStream(http.get(item.path("url").asString()).body()));
        assertThat(image.getWidth()).isEqualTo(1248);
        assertThat(image.getHeight()).isEqualTo(832);
        assertThat(LoraTrace.share(image, LORA)).isGreaterThan(0.3);
        assertThat(answer.path("credits_used").asInt()).isEqualTo(1);
        assertThat(answer.path("credits_remaining").asInt()).isEqualTo(15_999);
    }

    @Test
    void a_picture_without_a_seed_is_a_plain_address() throws Exception {
        var item = Http.json(order("\"model\":\"flux-dev\",\"num_outputs\":2")).at("/images/1");

        assertThat(http.get(item.asString()).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"width\":512",
                "\"negative_prompt\":\"x\"",
                "\"aspect_ratio\":\"5:4\"",
                "\"num_outputs\":5",
                "\"seed\":0",
                "\"output_format\":\"gif\"",
                "\"output_quality\":0",
                "\"model\":\"flux-dev-single-lora\"",
                "\"model\":\"flux-dev\",\"lora_weights\":\"https://a.b/c.safetensors\"",
                "\"model\":\"flux-dev-single-lora\",\"lora_weights\":\"https://a.b/not-found\"",
            })
    void what_the_contract_forbids_is_refused_and_costs_nothing(String change) throws Exception {
        var answer = order(change);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Http.json(answer).at("/error/code").asString()).isEqualTo("invalid_request");
        assertThat(lab.journal().stats("pixeldojo").spentUsd()).isZero();
    }

    @Test
    void a_wrong_key_an_unknown_model_and_an_empty_account_are_told_apart() throws Exception {
        assertThat(send("Bearer other", "{\"prompt\":\"a fox\"}").statusCode()).isEqualTo(401);
        assertThat(order("\"model\":\"flux-9\"").statusCode()).isEqualTo(404);

        http.post("/lab/providers/pixeldojo", "{\"balance\":0.001}");
        assertThat(Http.json(order("\"model\":\"flux-dev\"")).at("/error/code").asString())
                .isEqualTo("insufficient_credits");
    }

    private HttpResponse<byte[]> order(String fields) throws IOException, InterruptedException {
        return send("Bearer " + PixelDojoSimulator.KEY, "{\"prompt\":\"a fox\"," + fields + "}");
    }

    private HttpResponse<byte[]> send(String authorization, String body) throws IOException, InterruptedException {
        return http.client()
                .send(
                        HttpRequest.newBuilder(lab.uri().resolve("/pixeldojo/api/v1/flux"))
                                .header("Authorization", authorization)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }
}
