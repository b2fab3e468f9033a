package fluxbridge.openai;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.BridgeUnderTest.Reply;
import fluxbridge.image.SamplePictures;
import fluxlab.Lab;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/images/edits} and {@code variations} over HTTP, with the simulated Runware behind them. */
@TestInstance(Lifecycle.PER_CLASS)
final class EditsTest {

    private static final String EDITS = "/v1/images/edits";
    private static final int SIDE = 256;

    private final Lab lab = Lab.start(0);
    private final BridgeUnderTest bridge;

    EditsTest(@TempDir Path home) {
        bridge = BridgeUnderTest.at(lab, home, "RUNWARE_DELIVERY=sync", "MAX_BODY_MB=1", "MAX_SIDE=1024");
    }

    @AfterAll
    void stop() {
        bridge.close();
        lab.close();
    }

    private static Form form() {
        return new Form().field("prompt", "a red door");
    }

    private static String code(Reply reply) {
        return reply.json().path("error").path("code").asString();
    }

    private static String param(Reply reply) {
        return reply.json().path("error").path("param").asString();
    }

    /** Transparent in its left half. */
    private static byte[] leftMask() {
        return Pixels.png(SIDE, SIDE, (x, _) -> x < SIDE / 2 ? 0 : 0xff000000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"runware/runware:101@1", "fal", "wavespeed"})
    void what_the_mask_leaves_transparent_is_repainted_and_the_rest_stays(String model) {
        var reply = form().field("model", model)
                .field("n", "1")
                .file("image", Pixels.green(SIDE, SIDE))
                .file("mask", leftMask())
                .post(bridge, EDITS);

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        var picture = Pixels.first(reply);
        assertThat(picture.getWidth()).isEqualTo(SIDE);
        assertThat(Pixels.green(picture, 8, 8, SIDE / 2 - 16, SIDE - 16)).isLessThan(0.2);
        assertThat(pixels(picture, SIDE / 2, SIDE)).containsOnly(Pixels.GREEN);
    }

    /** Every pixel of these columns. */
    private static Set<Integer> pixels(BufferedImage picture, int from, int to) {
        return IntStream.range(from, to)
                .flatMap(x -> IntStream.range(0, picture.getHeight()).map(y -> picture.getRGB(x, y)))
                .boxed()
                .collect(Collectors.toSet());
    }

    @Test
    void the_transparent_part_of_the_picture_is_the_mask_when_there_is_none() {
        var reply = form().field("model", "dall-e-2")
                .file("image", Pixels.png(SIDE, SIDE, (_, y) -> y < SIDE / 2 ? 0 : Pixels.GREEN))
                .post(bridge, EDITS);

        var picture = Pixels.first(reply);
        assertThat(Pixels.green(picture, 8, 8, SIDE - 16, SIDE / 2 - 16)).isLessThan(0.2);
        assertThat(Pixels.green(picture, 8, SIDE / 2 + 8, SIDE - 16, SIDE / 2 - 16))
                .isGreaterThan(0.8);
        assertThat(reply.header("X-Gateway-Warnings").orElseThrow()).contains("Mask: the transparent part of image");
    }

    @Test
    void an_opaque_picture_without_a_mask_is_the_start_of_the_whole_one() {
        lab.journal().clear();
        var usual = form().file("image", Pixels.green(SIDE, SIDE)).post(bridge, EDITS);
        var faithful = form().field("input_fidelity", "high")
                .file("image", Pixels.green(SIDE, SIDE))
                .post(bridge, EDITS);

        assertThat(usual.status()).as(usual.text()).isEqualTo(200);
        assertThat(faithful.status()).isEqualTo(200);
        assertThat(submits()).contains("\"strength\":0.75", "\"strength\":0.5").doesNotContain("maskImage");
    }

    private String submits() {
        return lab.journal().entries("runware").stream()
                .map(entry -> String.valueOf(entry.body()))
                .reduce("", String::concat);
    }

    @Test
    void of_several_pictures_the_first_is_edited_and_the_others_are_told() {
        var reply = form().file("image[]", Pixels.green(SIDE, SIDE))
                .file("image[]", SamplePictures.png(64, 64))
                .file("image[]", SamplePictures.jpeg(64, 64))
                .file("mask", leftMask())
                .post(bridge, EDITS);

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(Pixels.green(Pixels.first(reply), SIDE / 2 + 8, 8, 64, 64)).isGreaterThan(0.8);
        assertThat(reply.header("X-Gateway-Warnings").orElseThrow()).contains("image 2..3");
    }

    @Test
    void picture_and_mask_are_brought_to_the_asked_size() {
        var reply = form().field("size", "128x128")
                .file("image", Pixels.green(SIDE, SIDE))
                .file("mask", leftMask())
                .post(bridge, EDITS);

        var picture = Pixels.first(reply);
        assertThat(picture.getWidth()).isEqualTo(128);
        assertThat(Pixels.green(picture, 8, 8, 48, 112)).isLessThan(0.2);
        assertThat(Pixels.green(picture, 72, 8, 48, 112)).isGreaterThan(0.8);
    }

    @Test
    void a_picture_over_the_longest_side_is_drawn_smaller_in_its_shape() {
        var reply = form().file("image", Pixels.green(2048, 1024)).post(bridge, EDITS);

        assertThat(reply.json().path("size").asString()).as(reply.text()).isEqualTo("1024x512");
        assertThat(reply.header("X-Gateway-Warnings").orElseThrow()).contains("image is 2048x1024, drawn at 1024x512");
    }

    @Test
    void an_edit_streams_its_own_events() {
        var reply = form().field("stream", "true")
                .file("image", Pixels.green(64, 64))
                .post(bridge, EDITS);

        assertThat(Events.of(reply.text())).singleElement().satisfies(event -> {
            assertThat(event.name()).isEqualTo("image_edit.completed");
            assertThat(event.data().path("type").asString()).isEqualTo("image_edit.completed");
        });
    }

    @Test
    void a_variation_needs_no_prompt() {
        var reply = new Form()
                .field("n", "2")
                .file("image", Pixels.green(SIDE, SIDE))
                .post(bridge, "/v1/images/variations");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().path("data").size()).isEqualTo(2);
    }

    @Test
    void a_missing_picture_and_a_missing_prompt_are_told() {
        var noImage = form().post(bridge, EDITS);
        assertThat(noImage.status()).isEqualTo(400);
        assertThat(param(noImage)).isEqualTo("image");
        assertThat(code(noImage)).isEqualTo("missing_required_parameter");
        var noPrompt = new Form().file("image", Pixels.green(64, 64)).post(bridge, EDITS);
        assertThat(param(noPrompt)).isEqualTo("prompt");
    }

    @Test
    void a_picture_or_a_mask_that_cannot_be_used_is_told() {
        var text =
                form().file("image", "hello".getBytes(StandardCharsets.UTF_8)).post(bridge, EDITS);
        assertThat(param(text)).isEqualTo("image");
        assertThat(code(text)).isEqualTo("invalid_image_file");
        var small = form().file("image", Pixels.green(SIDE, SIDE))
                .file("mask", Pixels.png(64, 64, (_, _) -> 0))
                .post(bridge, EDITS);
        assertThat(small.text()).contains("must have the size of image, 256x256, was 64x64");
        var opaque = form().file("image", Pixels.green(SIDE, SIDE))
                .file("mask", SamplePictures.mask(SIDE, SIDE))
                .post(bridge, EDITS);
        assertThat(param(opaque)).isEqualTo("mask");
        assertThat(opaque.text()).contains("no transparent pixel");
    }

    @Test
    void a_body_that_is_no_form_or_is_cut_off_is_told() {
        assertThat(code(bridge.post(EDITS, "{}", "Content-Type", "application/json")))
                .isEqualTo("invalid_multipart");
        var whole = form().file("image", Pixels.green(64, 64)).bytes();
        var cut = java.util.Arrays.copyOf(whole, whole.length - 30);
        assertThat(code(bridge.send("POST", EDITS, cut, "Content-Type", "multipart/form-data; boundary=----b0undary")))
                .isEqualTo("invalid_multipart");
        assertThat(code(bridge.post(EDITS, "x", "Content-Type", "multipart/form-data")))
                .isEqualTo("invalid_multipart");
    }

    @Test
    void a_body_over_the_limit_is_413() {
        var reply = form().file("image", new byte[2 << 20]).post(bridge, EDITS);

        assertThat(reply.status()).isEqualTo(413);
        assertThat(code(reply)).isEqualTo("request_too_large");
    }

    @Test
    void lists_and_json_in_the_form_are_read() {
        var reply = form().field("visible_characters[]", "Mira")
                .field("visible_characters[]", "Kael")
                .field("loras", "[{\"name\":\"nobody\"}]")
                .file("image", Pixels.green(64, 64))
                .post(bridge, EDITS);

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.header("X-Gateway-Warnings").orElseThrow()).contains("Unknown LoRAs: nobody");
    }

    @Test
    void a_mask_goes_only_to_a_provider_that_takes_one() {
        var reply = form().field("model", "together")
                .file("image", Pixels.green(SIDE, SIDE))
                .file("mask", leftMask())
                .post(bridge, EDITS);

        assertThat(reply.status()).isEqualTo(503);
        assertThat(code(reply)).isEqualTo("no_route");
        assertThat(reply.header("x-should-retry")).contains("false");
    }
}
