package fluxbridge.a1111;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.domain.Size;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import fluxlab.Lab;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The A1111 door with the simulated Runware behind it. */
@TestInstance(Lifecycle.PER_CLASS)
final class RunwareDoorTest {

    private final Lab lab = Lab.start(0);
    private final BridgeUnderTest bridge;

    RunwareDoorTest(@TempDir Path home) {
        bridge = BridgeUnderTest.at(lab, home, "REQUEST_DEADLINE_SECONDS=5");
    }

    @AfterAll
    void stop() {
        bridge.close();
        lab.close();
    }

    @ParameterizedTest
    @CsvSource({"500,333", "512,512", "64,64", "100,700"})
    void a_picture_has_exactly_the_asked_size(int width, int height) {
        var reply = bridge.txt2img("{\"prompt\":\"a boat\",\"width\":" + width + ",\"height\":" + height + "}");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(new PictureReader(PictureLimits.STANDARD)
                        .read(reply.picture(0))
                        .size())
                .isEqualTo(new Size(width, height));
        assertThat(reply.info().path("width").asInt()).isEqualTo(width);
        if (width % 64 != 0) {
            assertThat(reply.info()
                            .path("extra_generation_params")
                            .path("Size change")
                            .asString())
                    .contains("brought to " + width + "x" + height);
        }
    }

    @Test
    void cost_seed_model_and_provider_stand_in_the_info() {
        var info = bridge.txt2img("{\"prompt\":\"a boat\",\"width\":128,\"height\":128,\"seed\":99}")
                .info();

        assertThat(info.path("seed").asLong()).isEqualTo(99);
        assertThat(info.path("sd_model_name").asString()).isEqualTo("runware/runware:101@1");
        assertThat(info.path("extra_generation_params").path("Provider").asString())
                .isEqualTo("runware");
        assertThat(info.path("extra_generation_params").path("Cost").asString()).startsWith("$0.0");
    }

    @Test
    void a_provider_named_in_the_url_draws_with_its_own_model_whatever_the_callers_is() {
        assertThat(bridge.post("/sdapi/v1/options", "{\"sd_model_checkpoint\":\"storyboard\"}", "X-API-Key", "k")
                        .status())
                .isEqualTo(200);

        var reply = bridge.post(
                "/sdapi/v1/txt2img?provider=runware",
                "{\"prompt\":\"a boat\",\"width\":128,\"height\":128}",
                "X-API-Key",
                "k");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.info().path("sd_model_name").asString()).isEqualTo("runware/runware:101@1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lab:status=500",
                "lab:status=502",
                "lab:status=504",
                "lab:ratelimit=1",
                "lab:malformed",
                "lab:truncated",
                "lab:html",
                "lab:empty",
                "lab:hang",
                "lab:drop",
                "lab:badpicture=text",
                "lab:badpicture=truncated",
                "lab:badpicture=bomb",
                "lab:redirect",
                "lab:credits",
                "lab:fail",
                "lab:picture:status=404",
                "lab:picture:truncated",
                "lab:picture:html",
                "lab:getResponse:status=400",
                "lab:nsfw"
            })
    void each_misbehaviour_is_a_whole_picture_or_a_clear_error_and_is_asked_for_once(String mark) {
        long before = lab.journal().stats("runware").submits();

        var reply = bridge.txt2img("{\"prompt\":\"a boat " + mark + "\",\"width\":128,\"height\":128}");

        if (reply.status() == 200) {
            assertThat(new PictureReader(PictureLimits.STANDARD)
                            .read(reply.picture(0))
                            .size())
                    .isEqualTo(new Size(128, 128));
        } else {
            assertThat(reply.status()).as(reply.text()).isIn(400, 429, 502, 503, 504);
            assertThat(reply.json().path("detail").asString()).contains("runware");
        }
        assertThat(lab.journal().stats("runware").submits() - before).isLessThanOrEqualTo(1);
    }
}
