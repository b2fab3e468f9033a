package fluxbridge.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Size;
import fluxbridge.failure.GatewayException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FitTest {

    private final Semaphore permits = new Semaphore(2);
    private final PictureCodec codec = new PictureCodec(permits);
    private final Fit fit = new Fit(codec);
    private final Transcode transcode = new Transcode(codec);
    private final PictureReader reader = new PictureReader(PictureLimits.STANDARD);

    @Test
    void a_picture_of_the_asked_size_and_format_is_left_alone() {
        var picture = reader.read(SamplePictures.jpeg(64, 48));
        assertThat(fit.to(picture, new Size(64, 48))).isSameAs(picture);
        assertThat(transcode.to(picture, PictureFormat.JPEG, 50)).isSameAs(picture);
    }

    @Test
    void what_a_grid_added_is_cut_off_at_the_edges() {
        var picture = reader.read(SamplePictures.png(128, 192));
        var fitted = fit.to(picture, new Size(100, 150));
        var whole = SamplePictures.decoded(picture.bytes());
        var part = SamplePictures.decoded(fitted.bytes());
        assertThat(rgb(part)).isEqualTo(rgb(whole.getSubimage(14, 21, 100, 150)));
    }

    @ParameterizedTest
    @CsvSource({
        "300, 200, 64, 64",
        "64, 64, 300, 200",
        "500, 40, 40, 500",
        "1, 1, 64, 48",
        "640, 480, 1, 1",
        "100, 300, 99, 7"
    })
    void any_size_becomes_exactly_any_other(int width, int height, int wantedWidth, int wantedHeight) {
        var wanted = new Size(wantedWidth, wantedHeight);
        var png = fit.to(reader.read(SamplePictures.png(width, height)), wanted);
        var jpeg = fit.to(reader.read(SamplePictures.jpeg(width, height)), wanted);
        assertThat(reader.read(png.bytes())).isEqualTo(png);
        assertThat(reader.read(jpeg.bytes())).isEqualTo(jpeg);
        assertThat(png.size()).isEqualTo(wanted);
        assertThat(jpeg.size()).isEqualTo(wanted);
        assertThat(jpeg.format()).isEqualTo(PictureFormat.JPEG);
    }

    @Test
    void scaling_keeps_the_middle_and_the_shape_of_things() {
        var image = new BufferedImage(800, 400, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(200, 0, 400, 400);
        graphics.setColor(Color.GREEN);
        graphics.fillRect(300, 100, 200, 200);
        graphics.dispose();
        var fitted =
                SamplePictures.decoded(fit.to(reader.read(SamplePictures.written("png", image)), new Size(100, 100))
                        .bytes());
        assertThat(new Color(fitted.getRGB(2, 50))).isEqualTo(Color.RED);
        assertThat(new Color(fitted.getRGB(97, 50))).isEqualTo(Color.RED);
        assertThat(new Color(fitted.getRGB(28, 50))).isEqualTo(Color.GREEN);
        assertThat(new Color(fitted.getRGB(50, 72))).isEqualTo(Color.GREEN);
        assertThat(new Color(fitted.getRGB(20, 20))).isEqualTo(Color.RED);
    }

    @Test
    void fine_stripes_become_grey_and_do_not_alias() {
        var image = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 512; y++) {
            for (int x = 0; x < 512; x += 2) {
                image.setRGB(x, y, 0xffffff);
            }
        }
        var fitted =
                SamplePictures.decoded(fit.to(reader.read(SamplePictures.written("png", image)), new Size(128, 128))
                        .bytes());
        for (int x = 0; x < 128; x++) {
            assertThat(fitted.getRGB(x, 64) & 0xff).isBetween(120, 136);
        }
    }

    @Test
    void transparency_survives_in_png_and_turns_white_in_jpeg() {
        var image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(16, 16, 0x80ff0000);
        var png = reader.read(SamplePictures.written("png", image));
        var cropped = SamplePictures.decoded(fit.to(png, new Size(30, 30)).bytes());
        assertThat(cropped.getRGB(15, 15)).isEqualTo(0x80ff0000);
        assertThat(cropped.getRGB(0, 0)).isZero();
        var jpeg =
                SamplePictures.decoded(transcode.to(png, PictureFormat.JPEG, 95).bytes());
        assertThat(jpeg.getRGB(2, 2) & 0xffffff).isEqualTo(0xffffff);
    }

    @Test
    void every_format_becomes_a_png_of_the_same_pixels() {
        var colour = new Color(10, 200, 30, 128);
        var sources = new byte[][] {
            SamplePictures.jpeg(40, 30),
            SamplePictures.gif(40, 30),
            SamplePictures.webp(40, 30, colour),
            SamplePictures.lossyWebp()
        };
        for (byte[] bytes : sources) {
            var source = reader.read(bytes);
            var png = transcode.to(source, PictureFormat.PNG, 95);
            assertThat(reader.read(png.bytes())).isEqualTo(png);
            assertThat(png.size()).isEqualTo(source.size());
            assertThat(rgb(SamplePictures.decoded(png.bytes()))).isEqualTo(rgb(SamplePictures.decoded(bytes)));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 8", "0, 16", "4, 8", "4, 16"})
    void grey_pngs_keep_their_grey(byte colourType, byte depth) {
        int samples = colourType == 4 ? 2 : 1;
        byte[] row = new byte[1 + 9 * samples * depth / 8];
        Arrays.fill(row, 1, row.length, (byte) 100);
        var fitted = fit.to(reader.read(greyPng(colourType, depth, row)), new Size(8, 1));
        assertThat(SamplePictures.decoded(fitted.bytes()).getRGB(4, 0))
                .isEqualTo(colourType == 4 ? 0x64646464 : 0xff646464);
    }

    /** 9x1 pixels. */
    private static byte[] greyPng(byte colourType, byte depth, byte[] row) {
        var deflated = new byte[100];
        var deflater = new Deflater();
        deflater.setInput(row);
        deflater.finish();
        int length = deflater.deflate(deflated);
        deflater.end();
        var header = ByteBuffer.allocate(13).putInt(9).putInt(1).put(depth).put(colourType);
        var out = new ByteArrayOutputStream();
        out.writeBytes(SamplePictures.ascii(PngFile.SIGNATURE));
        out.writeBytes(PngFile.chunk(PngFile.IHDR, header.array(), 13));
        out.writeBytes(PngFile.chunk(PngFile.IDAT, deflated, length));
        out.writeBytes(PngFile.chunk(PngFile.IEND, new byte[0], 0));
        return out.toByteArray();
    }

    @Test
    void a_hand_made_webp_has_its_colour() {
        var colour = new Color(10, 200, 30, 128);
        var png = transcode.to(reader.read(SamplePictures.webp(5, 3, colour)), PictureFormat.PNG, 95);
        assertThat(new Color(SamplePictures.decoded(png.bytes()).getRGB(4, 2), true))
                .isEqualTo(colour);
    }

    @ParameterizedTest
    @CsvSource({"WEBP", "GIF"})
    void formats_without_a_writer_are_refused_by_name(PictureFormat format) {
        var png = reader.read(SamplePictures.png(8, 8));
        assertThatThrownBy(() -> transcode.to(png, format, 80))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot write " + format + "; ask for PNG or JPEG");
    }

    @Test
    void broken_pixels_are_named_and_the_permit_comes_back() {
        var lie = new Picture(SamplePictures.png(8, 8), PictureFormat.PNG, new Size(9, 9));
        assertThatThrownBy(() -> fit.to(lie, new Size(4, 4)))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessage("a PNG of 9x9 that decodes to 8x8");
        var torn = new Picture(Arrays.copyOf(SamplePictures.png(64, 64), 200), PictureFormat.PNG, new Size(64, 64));
        assertThatThrownBy(() -> fit.to(torn, new Size(4, 4)))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessageStartingWith("a PNG that cannot be decoded: ");
        assertThat(permits.availablePermits()).isEqualTo(2);
    }

    @Test
    void an_interrupt_ends_the_wait_for_a_permit() {
        var none = new Fit(new PictureCodec(new Semaphore(0)));
        var png = reader.read(SamplePictures.png(8, 8));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> none.to(png, new Size(4, 4))).isInstanceOf(GatewayException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static int[] rgb(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
