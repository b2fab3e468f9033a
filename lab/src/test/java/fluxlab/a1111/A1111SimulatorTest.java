package fluxlab.a1111;

import static org.assertj.core.api.Assertions.assertThat;

import fluxlab.Http;
import fluxlab.Lab;
import fluxlab.http.Json;
import fluxlab.picture.LoraTrace;
import fluxlab.picture.PictureSpec;
import fluxlab.picture.Pictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class A1111SimulatorTest {

    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString(A1111Simulator.AUTH.getBytes(StandardCharsets.UTF_8));

    private final Lab lab = Lab.start(0);
    private final Http http = new Http(lab.uri());

    @AfterEach
    void close() {
        http.close();
        lab.close();
    }

    @Test
    void a_tag_of_a_file_leaves_its_trace_and_a_tag_of_none_is_left_out_without_a_word() throws Exception {
        var answer = post(
                "/a1111/sdapi/v1/txt2img",
                "{\"prompt\":\"a fox <lora:mira:1> <lora:nobody:1>\",\"width\":256,\"height\":192,\"seed\":7}");

        assertThat(answer.statusCode()).isEqualTo(200);
        var image = image(answer);
        assertThat(image.getHeight()).isEqualTo(192);
        assertThat(LoraTrace.share(image, "mira")).isGreaterThan(0.3);
        assertThat(LoraTrace.share(image, "nobody")).isZero();
        var info = Json.read(Http.json(answer).path("info").asString().getBytes(StandardCharsets.UTF_8));
        assertThat(info.path("seed").asLong()).isEqualTo(7);
        assertThat(info.path("prompt").asString()).contains("<lora:mira:1>");
    }

    @Test
    void the_other_dialect_takes_an_array_refuses_unknown_paths_and_leaves_tags_alone() throws Exception {
        var size = "\"prompt\":\"a fox <lora:kael:1>\",\"width\":256,\"height\":256,";
        var good = post(
                "/a1111/sdcpp/sdapi/v1/txt2img",
                "{" + size + "\"lora\":[{\"path\":\"mira.safetensors\",\"multiplier\":1}]}");
        var bad = post("/a1111/sdcpp/sdapi/v1/txt2img", "{" + size + "\"lora\":[{\"path\":\"nobody.safetensors\"}]}");

        assertThat(LoraTrace.share(image(good), "mira")).isGreaterThan(0.3);
        assertThat(LoraTrace.share(image(good), "kael")).isZero();
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(Http.json(bad).path("error").asString()).startsWith("invalid lora path");
        assertThat(get("/a1111/sdcpp/sdapi/v1/progress").statusCode()).isEqualTo(404);
    }

    @Test
    void a_masked_picture_changes_where_the_mask_is_white_only() throws Exception {
        var init = new Pictures().file(PictureSpec.of("a house", 1, 256, 256));
        var mask = new BufferedImage(256, 256, BufferedImage.TYPE_BYTE_GRAY);
        mask.createGraphics().fillRect(0, 0, 128, 256);
        var file = new java.io.ByteArrayOutputStream();
        ImageIO.write(mask, "png", file);

        var answer = post(
                "/a1111/sdapi/v1/img2img",
                "{\"prompt\":\"a fox <lora:mira:1>\",\"width\":256,\"height\":256,\"denoising_strength\":0.9,"
                        + "\"init_images\":[\"" + base64(init) + "\"],\"mask\":\"" + base64(file.toByteArray())
                        + "\"}");

        var image = image(answer);
        assertThat(LoraTrace.share(image, "mira", mask)).isGreaterThan(0.3);
        assertThat(image.getRGB(200, 128))
                .isEqualTo(ImageIO.read(new ByteArrayInputStream(init)).getRGB(200, 128));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "txt2img | \"sampler_name\":\"Nonsense\" | 404 | Sampler not found",
                "txt2img | \"steps\":\"many\" | 422 | steps must be 1..150",
                "img2img | \"steps\":20 | 404 | Init image not found",
                "img2img | \"init_images\":[\"AAAA\"] | 500 | ",
            })
    void errors_have_the_four_fields_of_the_real_server(String route, String field, int status, String detail)
            throws Exception {
        var answer = post("/a1111/sdapi/v1/" + route, "{\"prompt\":\"a fox\"," + field + "}");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Http.json(answer).propertyNames()).containsExactly("error", "detail", "body", "errors");
        assertThat(Http.json(answer).path("detail").asString()).isEqualTo(detail == null ? "" : detail);
    }

    @Test
    void progress_grows_while_it_draws_and_an_interrupt_ends_it_without_a_picture() throws Exception {
        lab.account("a1111").turn(knobs -> knobs.withLatency(600));
        var drawing = CompletableFuture.supplyAsync(() -> {
            try {
                return post("/a1111/sdapi/v1/txt2img", "{\"prompt\":\"a fox\",\"width\":64,\"height\":64}");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        var state = Http.json(get("/a1111/sdapi/v1/progress"));
        while (state.at("/state/job_count").asInt() == 0) {
            state = Http.json(get("/a1111/sdapi/v1/progress"));
        }
        assertThat(state.path("progress").asDouble()).isPositive();

        post("/a1111/sdapi/v1/interrupt", "");

        assertThat(drawing.get().statusCode()).isEqualTo(200);
        assertThat(Http.json(drawing.get()).path("images").isEmpty()).isTrue();
        assertThat(Http.json(get("/a1111/sdapi/v1/progress")).path("progress").asDouble())
                .isZero();
    }

    @Test
    void without_the_password_nothing_is_told() throws Exception {
        assertThat(http.get("/a1111/sdapi/v1/loras").statusCode()).isEqualTo(401);
    }

    private static BufferedImage image(HttpResponse<byte[]> answer) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(
                Base64.getDecoder().decode(Http.json(answer).at("/images/0").asString())));
    }

    private static String base64(byte[] file) {
        return Base64.getEncoder().encodeToString(file);
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(lab.uri().resolve(path)));
    }

    private HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(lab.uri().resolve(path)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.client()
                .send(request.header("Authorization", BASIC).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
