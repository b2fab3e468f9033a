package fluxbridge.image;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Picture;
import java.awt.image.BufferedImage;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

final class TransparencyTest {

    private final Transparency transparency = new Transparency(new PictureCodec(new Semaphore(1)));
    private final PictureReader reader = new PictureReader(PictureLimits.STANDARD);

    /** One row: transparent green, half transparent black, opaque red. */
    private Picture threePixels() {
        var image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x0000ff00);
        image.setRGB(1, 0, 0x80000000);
        image.setRGB(2, 0, 0xffff0000);
        return reader.read(SamplePictures.written("png", image));
    }

    @Test
    void transparent_is_white_opaque_black_and_between_is_grey() {
        var mask = SamplePictures.decoded(
                transparency.asMask(threePixels()).orElseThrow().bytes());

        assertThat(mask.getRGB(0, 0)).isEqualTo(0xffffffff);
        assertThat(mask.getRGB(1, 0)).isEqualTo(0xff7f7f7f);
        assertThat(mask.getRGB(2, 0)).isEqualTo(0xff000000);
    }

    @Test
    void a_picture_without_a_transparent_pixel_is_no_mask() {
        var opaque = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 16; i++) {
            opaque.setRGB(i % 4, i / 4, 0xff123456);
        }

        assertThat(transparency.asMask(reader.read(SamplePictures.written("png", opaque))))
                .isEmpty();
        assertThat(transparency.asMask(reader.read(SamplePictures.png(8, 8)))).isEmpty();
        assertThat(transparency.asMask(reader.read(SamplePictures.jpeg(8, 8)))).isEmpty();
        assertThat(transparency.asMask(reader.read(SamplePictures.mask(8, 8)))).isEmpty();
    }

    @Test
    void laid_on_white_nothing_is_transparent_and_opaque_pixels_stay() {
        var flat =
                SamplePictures.decoded(transparency.laidOnWhite(threePixels()).bytes());

        assertThat(flat.getColorModel().hasAlpha()).isFalse();
        assertThat(flat.getRGB(0, 0)).isEqualTo(0xffffffff);
        assertThat(flat.getRGB(2, 0)).isEqualTo(0xffff0000);
    }
}
