package fluxbridge.a1111;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.domain.Size;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import fluxbridge.image.SamplePictures;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures made larger on the spot (a1111.md §1.10). */
@TestInstance(Lifecycle.PER_CLASS)
final class ExtrasTest {

    private static final PictureReader READER = new PictureReader(PictureLimits.STANDARD);
    private static final String IMAGE = Base64.getEncoder().encodeToString(SamplePictures.png(40, 30));

    private final BridgeUnderTest bridge;

    ExtrasTest(@TempDir Path home) {
        bridge = BridgeUnderTest.start(home);
    }

    @AfterAll
    void stop() {
        bridge.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"upscaler_1\":\"Lanczos\" | 80 | 60",
                "\"upscaler_1\":\"Nearest\",\"upscaling_resize\":\"3\" | 120 | 90",
                "\"upscaler_1\":\"Bicubic\",\"upscaling_resize\":0.5 | 20 | 15",
                "\"upscaler_1\":\"None\" | 40 | 30",
                "\"upscaling_resize\":4 | 40 | 30",
                "\"upscaler_1\":\"Lanczos\",\"upscaler_2\":\"Nearest\",\"extras_upscaler_2_visibility\":0.5 | 80 | 60",
                "\"upscaler_1\":\"Lanczos\",\"resize_mode\":1,\"upscaling_resize_w\":100,\"upscaling_resize_h\":100 | 100 | 100",
                "\"upscaler_1\":\"Lanczos\",\"resize_mode\":1,\"upscaling_resize_w\":100,\"upscaling_resize_h\":100,\"upscaling_crop\":false | 133 | 100",
                "\"upscaler_1\":null,\"upscaler_2\":null,\"gfpgan_visibility\":0 | 40 | 30"
            })
    void a_picture_becomes_as_large_as_asked(String fields, int width, int height) {
        var reply = bridge.post("/sdapi/v1/extra-single-image", "{\"image\":\"" + IMAGE + "\"," + fields + "}");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().propertyNames()).containsExactly("html_info", "image");
        assertThat(size(reply.json().path("image").asString())).isEqualTo(new Size(width, height));
    }

    @ParameterizedTest
    @CsvSource({"imageList,data", "image_list,image"})
    void a_batch_is_taken_in_either_spelling(String list, String item) {
        var reply = bridge.post(
                "/sdapi/v1/extra-batch-images",
                "{\"upscaler_1\":\"Lanczos\",\"" + list + "\":[{\"" + item + "\":\"" + IMAGE
                        + "\",\"name\":\"a.png\"},{\"" + item + "\":\"data:image/png;base64," + IMAGE
                        + "\",\"name\":\"b.png\"}]}");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().path("images").valueStream().map(image -> size(image.asString())))
                .containsExactly(new Size(80, 60), new Size(80, 60));
    }

    @Test
    void how_it_was_made_and_what_was_ignored_go_along() {
        var drawn = bridge.txt2img("{\"prompt\":\"a boat\",\"width\":64,\"height\":64,\"seed\":8}");

        var reply = bridge.post(
                "/sdapi/v1/extra-single-image",
                "{\"image\":\"" + drawn.json().path("images").get(0).asString()
                        + "\",\"upscaler_1\":\"Lanczos\",\"gfpgan_visibility\":0.5}");

        assertThat(bridge.post(
                                "/sdapi/v1/png-info",
                                "{\"image\":\"" + reply.json().path("image").asString() + "\"}")
                        .json()
                        .path("info")
                        .asString())
                .isEqualTo(drawn.info().path("infotexts").get(0).asString());
        assertThat(reply.json().path("html_info").asString()).contains("gfpgan_visibility");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "single-image | {} | image",
                "single-image | {\"image\":\"@@\"} | image",
                "single-image | {\"image\":\"IMAGE\",\"upscaler_1\":\"R-ESRGAN 4x+\"} | upscaler_1",
                "single-image | {\"image\":\"IMAGE\",\"resize_mode\":2} | resize_mode",
                "single-image | {\"image\":\"IMAGE\",\"upscaling_resize\":0} | upscaling_resize",
                "single-image | {\"image\":\"IMAGE\",\"upscaling_resize\":17} | upscaling_resize",
                "batch-images | {} | imageList",
                "batch-images | {\"imageList\":[{\"name\":\"a\"}]} | imageList"
            })
    void what_cannot_be_used_is_refused_by_name(String route, String body, String field) {
        var reply = bridge.post("/sdapi/v1/extra-" + route, body.replace("IMAGE", IMAGE));

        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        assertThat(reply.json().path("detail").get(0).path("loc").get(1).asString())
                .isEqualTo(field);
    }

    @Test
    void a_picture_that_would_become_too_large_is_refused_before_it_is_made() {
        var large = Base64.getEncoder().encodeToString(SamplePictures.png(2000, 100));

        var reply = bridge.post(
                "/sdapi/v1/extra-single-image",
                "{\"image\":\"" + large + "\",\"upscaler_1\":\"Lanczos\",\"upscaling_resize\":16}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().path("message").asString()).contains("32000x1600");
    }

    private static Size size(String base64) {
        return READER.read(Base64.getDecoder().decode(base64)).size();
    }
}
