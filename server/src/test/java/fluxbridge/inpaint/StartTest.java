package fluxbridge.inpaint;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Mode;
import fluxbridge.domain.Picture;
import fluxbridge.domain.Size;
import fluxbridge.image.PictureCodec;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class StartTest {

    private final PictureCodec codec = new PictureCodec(new Semaphore(1));

    @Property(tries = 40)
    void what_the_mask_keeps_comes_back_to_the_bit_and_the_middle_of_it_is_new(
            @ForAll @IntRange(min = 40, max = 160) int width,
            @ForAll @IntRange(min = 40, max = 160) int height,
            @ForAll @IntRange(min = 64, max = 128) int wide,
            @ForAll @IntRange(min = 64, max = 128) int high,
            @ForAll boolean onlyMasked,
            @ForAll boolean transparent,
            @ForAll @IntRange(max = 12) int blur,
            @ForAll MaskedContent content,
            @ForAll @IntRange(max = 9) int seed) {
        var init = noise(width, height, transparent, seed);
        var hole = new Region(width / 4, height / 4, width / 2, height / 2);
        var masking = new Start.Masking(false, true, blur, blur, content, onlyMasked, seed, seed);

        var start = Start.masked(
                PictureCodec.png(init),
                PictureCodec.png(mask(width, height, hole)),
                new Size(wide, high),
                ResizeMode.STRETCH,
                masking,
                0.75,
                codec);
        var result = decoded(start.paste().orElseThrow().over(plain(wide, high, Color.GREEN), codec));

        assertThat(((Mode.Inpaint) start.mode()).init().size()).isEqualTo(new Size(wide, high));
        assertThat(((Mode.Inpaint) start.mode()).mask().size()).isEqualTo(new Size(wide, high));
        if (onlyMasked) {
            assertThat(new Size(result.getWidth(), result.getHeight())).isEqualTo(new Size(width, height));
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    if (!hole.covers(new Region(x, y, 1, 1))) {
                        assertThat(result.getRGB(x, y)).isEqualTo(init.getRGB(x, y));
                    }
                }
            }
            assertThat(new Color(result.getRGB(width / 2, height / 2)).getGreen())
                    .isGreaterThan(120);
        } else {
            assertThat(new Size(result.getWidth(), result.getHeight())).isEqualTo(new Size(wide, high));
        }
    }

    @Property(tries = 40)
    void an_inverted_mask_repaints_the_rest(@ForAll @IntRange(max = 100) int seed) {
        var init = noise(64, 64, false, seed);
        var hole = new Region(8, 8, 20, 30);
        var masking = new Start.Masking(true, true, 0, 0, MaskedContent.ORIGINAL, false, 0, 0);

        var start = Start.masked(
                PictureCodec.png(init),
                PictureCodec.png(mask(64, 64, hole)),
                new Size(64, 64),
                ResizeMode.CROP,
                masking,
                1,
                codec);
        var result = decoded(start.paste().orElseThrow().over(plain(64, 64, Color.RED), codec));

        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 64; x++) {
                assertThat(result.getRGB(x, y))
                        .isEqualTo(hole.covers(new Region(x, y, 1, 1)) ? init.getRGB(x, y) : Color.RED.getRGB());
            }
        }
    }

    @Property(tries = 60)
    void every_resize_mode_gives_the_asked_size(
            @ForAll @IntRange(min = 1, max = 90) int width,
            @ForAll @IntRange(min = 1, max = 90) int height,
            @ForAll @IntRange(min = 1, max = 90) int wide,
            @ForAll @IntRange(min = 1, max = 90) int high,
            @ForAll ResizeMode mode) {
        var resized = mode.apply(decoded(plain(width, height, Color.CYAN)), new Size(wide, high));

        assertThat(new Size(resized.getWidth(), resized.getHeight())).isEqualTo(new Size(wide, high));
        assertThat(resized.getRGB(wide - 1, high - 1)).isEqualTo(Color.CYAN.getRGB());
        assertThat(resized.getRGB(0, 0)).isEqualTo(Color.CYAN.getRGB());
    }

    @Property(tries = 40)
    void the_surroundings_flow_into_the_mask(
            @ForAll @IntRange(min = 3, max = 90) int width, @ForAll @IntRange(min = 3, max = 90) int height) {
        var image = decoded(plain(width, height, Color.ORANGE));
        var hole = new Region(1, 1, width - 2, height - 2);
        var cover = mask(width, height, hole);
        MaskedContent.NOTHING.apply(image, Mask.of(cover), 0);

        MaskedContent.FILL.apply(image, Mask.of(cover), 0);

        assertThat(new Color(image.getRGB(width / 2, height / 2)).getRed()).isCloseTo(255, off(2));
        assertThat(new Color(image.getRGB(width / 2, height / 2)).getBlue()).isCloseTo(0, off(2));
    }

    private static org.assertj.core.data.Offset<Integer> off(int by) {
        return org.assertj.core.data.Offset.offset(by);
    }

    private static BufferedImage noise(int width, int height, boolean transparent, int seed) {
        var random = new Random(seed);
        var image = new BufferedImage(
                width, height, transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return image;
    }

    private static BufferedImage mask(int width, int height, Region white) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setPaint(Color.WHITE);
        graphics.fillRect(white.x(), white.y(), white.width(), white.height());
        graphics.dispose();
        return image;
    }

    private static Picture plain(int width, int height, Color color) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setPaint(color);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return PictureCodec.png(image);
    }

    private BufferedImage decoded(Picture picture) {
        return codec.work(List.of(picture), List::getFirst);
    }
}
