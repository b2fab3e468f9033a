package fluxbridge.storyboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.LoraRating;
import fluxbridge.domain.LoraSubject;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.Size;
import fluxbridge.storyboard.Scene.Setting;
import fluxbridge.storyboard.Scene.Time;
import fluxbridge.storyboard.Scene.Weather;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class StoryboardTest {

    @Test
    void the_same_request_gives_the_same_bytes() throws Exception {
        var request = request("Mira by the sea at sunset", 320, 256, 7, cast(2));

        assertThat(Storyboard.draw(request)).isEqualTo(Storyboard.draw(request));
    }

    @Test
    void another_seed_another_prompt_or_another_lora_gives_another_picture() throws Exception {
        var first = Storyboard.draw(request("a quiet place", 256, 256, 1, cast(1)));

        assertThat(Storyboard.draw(request("a quiet place", 256, 256, 2, cast(1))))
                .isNotEqualTo(first);
        assertThat(Storyboard.draw(request("a quiet cave", 256, 256, 1, cast(1))))
                .isNotEqualTo(first);
        assertThat(Storyboard.draw(request("a quiet place", 256, 256, 1, cast(2))))
                .isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"64,64", "64,2048", "2048,64", "65,131", "127,128", "161,160", "513,767", "2048,2048"})
    void the_picture_has_exactly_the_asked_size(int width, int height) throws Exception {
        Picture picture = Storyboard.draw(request("a castle in the rain", width, height, 3, cast(2)));

        BufferedImage image = decode(picture);
        assertThat(picture.size()).isEqualTo(new Size(width, height));
        assertThat(new Size(image.getWidth(), image.getHeight())).isEqualTo(new Size(width, height));
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void every_setting_can_be_painted_in_every_light_and_weather(Setting setting) {
        for (Time time : Time.values()) {
            for (Weather weather : Weather.values()) {
                var scene = new Scene(
                        setting, setting.indoors() ? Setting.CITY : setting, time, weather, Scene.Season.AUTUMN);
                try (var canvas = new Canvas(96, 72)) {
                    Backdrop.paint(canvas, scene, Palette.of(scene, new Dice(1)), new Dice(2));
                    assertThat(canvas.pixels()).as("%s %s", time, weather).contains(canvas.pixels()[96 * 36 + 48]);
                    assertThat(java.util.Arrays.stream(canvas.pixels())
                                    .distinct()
                                    .count())
                            .as("colours at %s in %s", time, weather)
                            .isGreaterThan(30);
                }
            }
        }
    }

    @Test
    void every_character_gets_a_figure_from_left_to_right_and_styles_get_none() {
        var loras = new ArrayList<>(cast(6));
        loras.add(2, new AppliedLora(lora("ink-wash", "Ink wash", LoraCategory.GENERAL, ""), 0.5, "permanent"));

        Plan plan = Plan.of(request("a market", 1024, 768, 5, loras));

        assertThat(plan.figures())
                .extracting(Plan.Placed::name)
                .containsExactly("Mira", "Kael", "Soren", "Ilse", "Tomas", "Yuki");
        assertThat(plan.figures()).extracting(Plan.Placed::x).isSorted();
        assertThat(plan.figures())
                .allSatisfy(placed ->
                        assertThat(placed.x()).isBetween(placed.room() / 2, plan.panelWidth() - placed.room() / 2));
    }

    @Test
    void a_character_looks_the_same_in_every_picture() {
        Plan one = Plan.of(request("a market at noon", 512, 512, 5, cast(3)));
        Plan other = Plan.of(request("a cave", 1024, 640, 99, cast(3)));

        assertThat(one.figures())
                .extracting(Plan.Placed::look)
                .isEqualTo(other.figures().stream().map(Plan.Placed::look).toList());
    }

    @Test
    void appearance_words_decide_hair_and_clothes() {
        Look look = Look.of(
                lora("x", "X", LoraCategory.CHARACTER, "woman with long red hair in a blue coat, dark skin"), false);

        assertThat(look.hair()).isEqualTo(Look.Hair.LONG);
        assertThat(look.outfit()).isEqualTo(Look.Outfit.COAT);
        assertThat(look.hairColour()).isEqualTo(0xb8453c);
        assertThat(look.main()).isEqualTo(0x3f679f);
        assertThat(look.skin()).isEqualTo(0x6b4330);
    }

    @Test
    void whoever_is_named_before_the_reading_reads() {
        Plan plan = Plan.of(request("Mira cooks while Kael reads a letter", 512, 512, 5, cast(2)));

        assertThat(plan.figures())
                .extracting(placed -> placed.look().pose() == Look.Pose.READING)
                .containsExactly(false, true);
    }

    @ParameterizedTest
    @CsvSource({
        "Mira reads by the window, ROOM",
        "a rainy TAVERN near the sea, TAVERN",
        "walking through the pine forest, FOREST",
        "old harbour at night, HARBOUR",
        "the bridge of a starship, STARSHIP",
        "snowy village at dusk, VILLAGE",
        "snowfall everywhere, SNOWFIELD",
        "forestry paperwork, MEADOW"
    })
    void whole_words_of_the_prompt_choose_the_setting(String prompt, Setting setting) {
        assertThat(SceneWords.read(prompt, new Dice(1)).setting()).isEqualTo(setting);
    }

    @Test
    void words_choose_time_and_weather_and_what_the_window_shows() {
        Scene scene = SceneWords.read("a library by the sea on a stormy night", new Dice(1));

        assertThat(scene.outside()).isEqualTo(Setting.SEA);
        assertThat(scene.time()).isEqualTo(Time.NIGHT);
        assertThat(scene.weather()).isEqualTo(Weather.STORM);
    }

    @Test
    void the_caption_says_prompt_loras_seed_size_steps_and_guidance() {
        Caption caption = Caption.of(request("Mira\n at the  sea", 640, 512, 42, cast(2)));

        assertThat(caption.prompt()).isEqualTo("Mira at the sea");
        assertThat(caption.negative()).isEqualTo("blurry");
        assertThat(caption.chips()).extracting(Caption.Chip::text).containsExactly("Mira 0.8", "Kael 0.8");
        assertThat(caption.facts()).contains("seed 42", "640\u00d7512", "28 steps", "guidance 3.5");
    }

    @Test
    void a_long_prompt_is_wrapped_and_ends_in_an_ellipsis() {
        Strip strip = Plan.of(request("word ".repeat(5_000) + "x".repeat(200_000), 512, 512, 1, cast(1)))
                .strip();

        assertThat(strip.prompt()).hasSizeBetween(2, 4);
        assertThat(strip.prompt().getLast()).endsWith("\u2026");
        assertThat(strip.height()).isLessThan(512 * 3 / 10);
        assertThat(strip.prompt())
                .allSatisfy(line -> assertThat(new Lettering(strip.text(), 0.085).width(line))
                        .isLessThan(512));
    }

    @Test
    void loras_that_do_not_fit_the_strip_are_counted() {
        var many = new ArrayList<AppliedLora>();
        for (int i = 0; i < 40; i++) {
            many.add(new AppliedLora(lora("style-" + i, "Style number " + i, LoraCategory.MISC, ""), 0.5, "permanent"));
        }

        Strip strip = Plan.of(request("a hill", 512, 512, 1, many)).strip();

        assertThat(strip.chips().size() + strip.moreChips()).isEqualTo(40);
        assertThat(strip.moreChips()).isPositive();
    }

    @Test
    void a_tiny_picture_has_no_strip() {
        assertThat(Plan.of(request("a hill", 64, 64, 1, cast(1))).strip().height())
                .isZero();
    }

    @Test
    void inpaint_leaves_what_the_mask_keeps_bit_identical_and_draws_where_it_is_white() throws Exception {
        BufferedImage init = noise(200, 160);
        var mask = new BufferedImage(200, 160, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 160; y++) {
            for (int x = 100; x < 200; x++) {
                mask.setRGB(x, y, 0xffffff);
            }
        }
        var plain = request("a forest", 200, 160, 4, cast(1));
        BufferedImage sketch = decode(Storyboard.draw(plain));

        BufferedImage made = decode(Storyboard.draw(with(plain, new Mode.Inpaint(picture(init), picture(mask), 1))));

        assertThat(rgb(made, 0, 100)).isEqualTo(rgb(init, 0, 100));
        assertThat(made.getRGB(100, 0, 100, 80, null, 0, 100)).isEqualTo(sketch.getRGB(100, 0, 100, 80, null, 0, 100));
    }

    @Test
    void img2img_at_strength_0_is_the_init_picture_and_at_1_the_sketch() throws Exception {
        BufferedImage init = noise(200, 160);
        var plain = request("a forest", 200, 160, 4, cast(1));

        BufferedImage kept = decode(Storyboard.draw(with(plain, new Mode.Img2Img(picture(init), 0))));
        BufferedImage drawn = decode(Storyboard.draw(with(plain, new Mode.Img2Img(picture(init), 1))));
        BufferedImage half = decode(Storyboard.draw(with(plain, new Mode.Img2Img(picture(init), 0.5))));

        assertThat(rgb(kept, 0, 200)).isEqualTo(rgb(init, 0, 200));
        assertThat(rgb(half, 0, 200)).isNotEqualTo(rgb(init, 0, 200)).isNotEqualTo(rgb(drawn, 0, 200));
        assertThat(rgb(drawn, 100, 10)).isNotEqualTo(rgb(init, 100, 10));
    }

    @Test
    void an_init_picture_of_another_size_is_scaled_to_cover() throws Exception {
        var plain = request("a forest", 128, 256, 4, List.of());

        BufferedImage made = decode(Storyboard.draw(with(plain, new Mode.Img2Img(picture(noise(300, 90)), 0))));

        assertThat(made.getRGB(0, 0)).isNotEqualTo(0xff000000);
        assertThat(made.getRGB(127, 255)).isNotEqualTo(0xff000000);
    }

    @Test
    void an_init_picture_that_cannot_be_decoded_is_an_error() {
        var broken = new Picture(new byte[] {1, 2, 3}, PictureFormat.PNG, new Size(8, 8));
        var request = with(request("a forest", 128, 128, 4, List.of()), new Mode.Img2Img(broken, 0.5));

        assertThatThrownBy(() -> Storyboard.draw(request))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("PNG");
    }

    @Test
    void every_printable_ascii_character_has_a_letter_of_our_own() {
        assertThat(java.util.stream.IntStream.rangeClosed('!', '~').filter(c -> Glyphs.find(c) == null))
                .isEmpty();
    }

    @Test
    void text_of_any_script_has_a_width() {
        var letters = new Lettering(16, 0.085);

        assertThat(letters.width("na\u00efve \u00d6l"))
                .isCloseTo(letters.width("naive Ol"), org.assertj.core.data.Offset.offset(3.0));
        assertThat(letters.width("\u96ea\u306e\u65e5 \ud83c\udf19")).isPositive();
        assertThat(letters.width("")).isZero();
    }

    private static int[] rgb(BufferedImage image, int from, int width) {
        return image.getRGB(from, 0, width, image.getHeight(), null, 0, width);
    }

    private static BufferedImage noise(int width, int height) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var dice = new Dice(17);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 0x101010 | dice.whole(0x1000000));
            }
        }
        return image;
    }

    private static Picture picture(BufferedImage image) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        byte[] bytes = PngFile.of(pixels, image.getWidth(), image.getHeight());
        return new Picture(bytes, PictureFormat.PNG, new Size(image.getWidth(), image.getHeight()));
    }

    private static BufferedImage decode(Picture picture) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(picture.bytes()));
    }

    private static PictureRequest with(PictureRequest request, Mode mode) {
        return new PictureRequest(
                request.prompt(),
                request.loras(),
                request.size(),
                request.seed(),
                request.steps(),
                request.guidance(),
                null,
                null,
                mode);
    }

    private static PictureRequest request(String prompt, int width, int height, long seed, List<AppliedLora> loras) {
        return new PictureRequest(
                new Prompt(prompt, "blurry"),
                loras,
                new Size(width, height),
                seed,
                OptionalInt.of(28),
                OptionalDouble.of(3.5),
                null,
                null,
                Mode.TXT2IMG);
    }

    private static List<AppliedLora> cast(int count) {
        return List.of("Mira", "Kael", "Soren", "Ilse", "Tomas", "Yuki").subList(0, count).stream()
                .map(name -> new AppliedLora(lora(name, name, LoraCategory.CHARACTER, ""), 0.8, "keyword"))
                .toList();
    }

    private static Lora lora(String id, String name, LoraCategory category, String appearance) {
        return new Lora(
                id,
                name,
                "",
                0.8,
                1,
                category,
                List.of(),
                List.of(),
                "",
                "",
                "",
                "",
                false,
                List.of(),
                "",
                appearance,
                LoraSubject.FICTIONAL_ADULT,
                LoraRating.GENERAL);
    }
}
