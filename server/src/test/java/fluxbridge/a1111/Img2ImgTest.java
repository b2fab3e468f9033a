package fluxbridge.a1111;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.domain.Size;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import fluxlab.Lab;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /sdapi/v1/img2img} over real HTTP, with the simulated providers and the storyboard behind it (a1111.md §1.4). */
@TestInstance(Lifecycle.PER_CLASS)
final class Img2ImgTest {

    private static final PictureReader READER = new PictureReader(PictureLimits.STANDARD);
    private static final int SIDE = 256;

    private final Lab lab = Lab.start(0);
    private final BridgeUnderTest bridge;

    /** One that dials public addresses only. */
    private final BridgeUnderTest guarded;

    private final BufferedImage original = noise(SIDE, SIDE);
    private final BufferedImage mask = square(SIDE, SIDE, 96, 64, 80, 100);

    Img2ImgTest(@TempDir Path home) {
        bridge = BridgeUnderTest.at(lab, home, "PROVIDER_ORDER=storyboard");
        guarded = BridgeUnderTest.start(home.resolve("guarded"));
    }

    @AfterAll
    void stop() {
        guarded.close();
        bridge.close();
        lab.close();
    }

    @ParameterizedTest
    @CsvSource({
        "fal,true",
        "fal,false",
        "runware,true",
        "runware,false",
        "wavespeed,true",
        "wavespeed,false",
        "local,true",
        "storyboard,true",
        "storyboard,false"
    })
    void pixels_that_the_mask_keeps_come_back_to_the_bit(String provider, boolean onlyMasked) {
        var reply = ask(
                provider,
                "\"init_images\":[\"" + base64(original) + "\"],\"mask\":\"" + base64(mask) + "\",\"inpaint_full_res\":"
                        + onlyMasked + ",\"inpaint_full_res_padding\":16");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(extras(reply).path("Provider").asString()).isEqualTo(provider);
        var result = decoded(reply.picture(0));
        int changed = 0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                if ((mask.getRGB(x, y) & 255) == 0) {
                    assertThat(result.getRGB(x, y)).isEqualTo(original.getRGB(x, y));
                } else if (result.getRGB(x, y) != original.getRGB(x, y)) {
                    changed++;
                }
            }
        }
        assertThat(changed).isGreaterThan(80 * 100 * 9 / 10);
    }

    @Test
    void only_the_masked_part_is_sent_at_the_asked_size_and_laid_back_into_the_whole() {
        var large = noise(700, 500);
        var cover = square(700, 500, 600, 20, 40, 40);

        var reply = ask(
                "runware",
                "\"init_images\":[\"data:image/png;base64," + base64(large) + "\"],\"mask\":\"data:image/png;base64,"
                        + base64(cover) + "\"");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(READER.read(reply.picture(0)).size()).isEqualTo(new Size(700, 500));
        var result = decoded(reply.picture(0));
        assertThat(result.getRGB(599, 30)).isEqualTo(large.getRGB(599, 30));
        assertThat(result.getRGB(620, 40)).isNotEqualTo(large.getRGB(620, 40));
        assertThat(reply.info().path("width").asInt()).isEqualTo(SIDE);
    }

    @Test
    void a_picture_drawn_over_without_a_mask_has_the_asked_size_and_says_how_strongly() {
        var reply = ask("storyboard", "\"init_images\":[\"" + base64(noise(90, 200)) + "\"],\"resize_mode\":1");

        assertThat(READER.read(reply.picture(0)).size()).isEqualTo(new Size(SIDE, SIDE));
        assertThat(reply.info().path("denoising_strength").asDouble()).isEqualTo(0.75);
        assertThat(reply.info().path("infotexts").get(0).asString()).contains(", Denoising strength: 0.75");
        assertThat(reply.json().path("parameters").path("init_images").isNull()).isTrue();
        assertThat(reply.json().path("parameters").has("enable_hr")).isFalse();
        assertThat(reply.json().propertyNames()).containsExactly("images", "parameters", "info");
    }

    @Test
    void a_strength_of_zero_gives_the_picture_back() {
        var reply = ask("storyboard", "\"init_images\":[\"" + base64(original) + "\"],\"denoising_strength\":0");

        assertThat(decoded(reply.picture(0)).getRGB(3, 5)).isEqualTo(original.getRGB(3, 5));
    }

    @Test
    void the_infotext_tells_how_it_was_masked() {
        var reply = ask(
                "storyboard",
                "\"init_images\":[\"" + base64(original) + "\"],\"mask\":\"" + base64(mask)
                        + "\",\"mask_blur\":\"6\",\"inpainting_mask_invert\":1,\"inpainting_fill\":2,"
                        + "\"inpaint_full_res_padding\":32,\"include_init_images\":true");

        assertThat(extras(reply).path("Mask blur").asString()).isEqualTo("6");
        assertThat(extras(reply).path("Mask mode").asString()).isEqualTo("Inpaint not masked");
        assertThat(extras(reply).path("Inpaint area").asString()).isEqualTo("Only masked");
        assertThat(extras(reply).path("Masked area padding").asString()).isEqualTo("32");
        assertThat(extras(reply).path("Masked content").asString()).isEqualTo("latent noise");
        assertThat(reply.header("X-Gateway-Warnings"))
                .hasValueSatisfying(w -> assertThat(w).contains("latent noise is imitated in pixels"));
        assertThat(reply.json().path("parameters").path("init_images").get(0).asString())
                .isEqualTo(base64(original));
    }

    @Test
    void a_mask_goes_only_to_providers_that_take_one() {
        var reply = ask("together", "\"init_images\":[\"" + base64(original) + "\"],\"mask\":\"" + base64(mask) + "\"");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.json().path("detail").asString())
                .contains("inpainting")
                .contains("runware", "fal", "wavespeed", "storyboard");
        assertThat(lab.journal().stats("together").submits()).isZero();
    }

    @Test
    void every_field_may_be_an_explicit_null() {
        var reply = ask(
                "storyboard",
                "\"init_images\":[\"" + base64(original) + "\"],\"mask\":null,\"resize_mode\":null,\"mask_blur\":null,"
                        + "\"mask_blur_x\":null,\"mask_blur_y\":null,\"inpainting_fill\":null,\"inpaint_full_res\":null,"
                        + "\"inpaint_full_res_padding\":null,\"inpainting_mask_invert\":null,"
                        + "\"denoising_strength\":null,\"mask_round\":null,\"image_cfg_scale\":null,"
                        + "\"initial_noise_multiplier\":null,\"latent_mask\":null,\"include_init_images\":null");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"init_images\":[]}", "{\"init_images\":null}"})
    void without_an_init_image_it_is_not_found_in_a1111s_words(String body) {
        var reply = bridge.post("/sdapi/v1/img2img", body);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().path("detail").asString()).isEqualTo("Init image not found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"init_images\":[\"@@@\"] | init_images",
                "\"init_images\":[\"bm8gcGljdHVyZQ==\"] | init_images",
                "\"init_images\":[\"http://169.254.169.254/latest\"] | init_images",
                "\"init_images\":[\"https://user@example.org/a.png\"] | init_images",
                "\"init_images\":[\"x\"],\"resize_mode\":9 | resize_mode",
                "\"init_images\":[\"x\"],\"inpainting_fill\":4 | inpainting_fill",
                "\"init_images\":[\"x\"],\"denoising_strength\":1.5 | denoising_strength",
                "\"init_images\":[\"x\"],\"mask_blur\":\"wide\" | mask_blur"
            })
    void what_cannot_be_used_is_refused_by_name(String fields, String name) {
        var reply = guarded.post("/sdapi/v1/img2img", "{" + fields + "}");

        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        assertThat(reply.json().path("detail").get(0).path("loc").get(1).asString())
                .isEqualTo(name);
    }

    private BridgeUnderTest.Reply ask(String provider, String fields) {
        return bridge.post(
                "/sdapi/v1/img2img?provider=" + provider,
                "{\"prompt\":\"a red boat\",\"seed\":5,\"width\":" + SIDE + ",\"height\":" + SIDE + "," + fields + "}");
    }

    private static JsonNode extras(BridgeUnderTest.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return JsonMapper.shared()
                .readTree(reply.json().path("info").asString())
                .path("extra_generation_params");
    }

    private static BufferedImage noise(int width, int height) {
        var random = new Random(11);
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return image;
    }

    private static BufferedImage square(int width, int height, int x, int y, int wide, int high) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setPaint(Color.WHITE);
        graphics.fillRect(x, y, wide, high);
        graphics.dispose();
        return image;
    }

    private static String base64(BufferedImage image) {
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    private static BufferedImage decoded(byte[] file) {
        try {
            return ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
