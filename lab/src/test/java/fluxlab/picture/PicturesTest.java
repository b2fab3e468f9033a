package fluxlab.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PicturesTest {

    private static final String ALICE = "mine:alice@1";
    private static final String BOB = "mine:bob@1";

    private final PictureSpec spec = PictureSpec.of("a red fox", 42, 1000, 760);

    @ParameterizedTest
    @EnumSource(PictureFormat.class)
    void every_format_is_read_back_in_the_asked_size_with_its_traces(PictureFormat format) throws IOException {
        var loras = List.of(new LoraUse(ALICE, 1), new LoraUse(BOB, 1));

        var picture = read(new Pictures().file(spec.withFormat(format).withLoras(loras)));

        assertThat(picture.getWidth()).isEqualTo(1000);
        assertThat(picture.getHeight()).isEqualTo(760);
        assertThat(LoraTrace.share(picture, ALICE)).isBetween(0.3, 0.36);
        assertThat(LoraTrace.share(picture, BOB)).isBetween(0.3, 0.36);
        assertThat(LoraTrace.share(picture, "mine:nobody@1")).isLessThan(0.001);
    }

    @ParameterizedTest
    @EnumSource(PictureFormat.class)
    void a_small_file_is_padded_and_stays_a_picture(PictureFormat format) throws IOException {
        var file = new Pictures().file(spec.withFormat(format).withLeastBytes(500_001));

        assertThat(file).hasSizeBetween(500_001, 500_200);
        assertThat(read(file).getWidth()).isEqualTo(1000);
    }

    @Test
    void lossless_formats_show_the_same_pixels() throws IOException {
        var png = read(new Pictures().file(spec));
        var webp = read(new Pictures().file(spec.withFormat(PictureFormat.WEBP)));

        for (var y = 0; y < 760; y++) {
            for (var x = 0; x < 1000; x++) {
                assertThat(webp.getRGB(x, y)).isEqualTo(png.getRGB(x, y));
            }
        }
    }

    @Test
    void equal_specs_give_equal_bytes_and_other_seeds_other_ones() {
        assertThat(new Pictures().file(spec)).isEqualTo(new Pictures().file(spec));
        assertThat(new Pictures().file(spec))
                .isNotEqualTo(new Pictures().file(PictureSpec.of("a red fox", 43, 1000, 760)));
    }

    @Test
    void one_rendering_serves_all_who_ask() {
        var pictures = new Pictures();

        assertThat(pictures.file(spec)).isSameAs(pictures.file(spec));
    }

    @Test
    void a_picture_without_loras_carries_no_trace() throws IOException {
        var picture = read(new Pictures().file(spec));

        for (var i = 0; i < 200; i++) {
            assertThat(LoraTrace.share(picture, "lora:" + i + "@1")).isZero();
        }
    }

    @Test
    void strength_blends_over_the_init_image() throws IOException {
        var pictures = new Pictures();
        var init = pictures.file(spec.withLoras(List.of(new LoraUse(ALICE, 1))));
        var over = spec.withLoras(List.of(new LoraUse(BOB, 1))).withInit(new Init(init, null, 0.3));

        var picture = read(pictures.file(over));

        assertThat(LoraTrace.share(picture, ALICE)).isBetween(0.3, 0.4);
        assertThat(LoraTrace.share(picture, BOB)).isBetween(0.12, 0.18);
    }

    @Test
    void a_region_is_measured_alone() throws IOException {
        var picture = read(new Pictures().file(spec.withLoras(List.of(new LoraUse(ALICE, 1)))));

        assertThat(LoraTrace.share(picture, ALICE, new Rectangle(0, 0, 160, 160)))
                .isEqualTo(0.5);
        assertThat(LoraTrace.share(picture, ALICE, new Rectangle(2000, 0, 10, 10)))
                .isZero();
    }

    @Test
    void a_full_size_png_is_small() {
        var file =
                new Pictures().file(PictureSpec.of("a fox", 1, 1024, 1024).withLoras(List.of(new LoraUse(ALICE, 1))));

        assertThat(file).hasSizeLessThan(400_000);
    }

    private static BufferedImage read(byte[] file) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(file));
    }
}
