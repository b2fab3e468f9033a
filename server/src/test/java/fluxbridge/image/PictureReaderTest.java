package fluxbridge.image;

import static fluxbridge.image.SamplePictures.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Size;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PictureReaderTest {

    private final PictureReader reader = new PictureReader(PictureLimits.STANDARD);

    static Stream<Arguments> sound_pictures() {
        var colour = new Color(10, 200, 30, 128);
        return Stream.of(
                Arguments.of(PictureFormat.PNG, new Size(37, 21), SamplePictures.png(37, 21)),
                Arguments.of(PictureFormat.JPEG, new Size(37, 21), SamplePictures.jpeg(37, 21)),
                Arguments.of(PictureFormat.GIF, new Size(37, 21), SamplePictures.gif(37, 21)),
                Arguments.of(PictureFormat.WEBP, new Size(37, 21), SamplePictures.webp(37, 21, colour)),
                Arguments.of(PictureFormat.WEBP, new Size(24, 16), SamplePictures.lossyWebp()));
    }

    @ParameterizedTest
    @MethodSource("sound_pictures")
    void a_sound_picture_is_taken_as_it_is(PictureFormat format, Size size, byte[] bytes) {
        var picture = reader.read(bytes);
        assertThat(picture.format()).isEqualTo(format);
        assertThat(picture.size()).isEqualTo(size);
        assertThat(picture.bytes()).isSameAs(bytes);
    }

    @ParameterizedTest
    @MethodSource("sound_pictures")
    void a_picture_cut_off_anywhere_is_refused(PictureFormat format, Size size, byte[] bytes) {
        for (int length = 0; length < bytes.length; length += bytes.length > 2000 ? 97 : 1) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> reader.read(cut))
                    .as("%s of %s cut at %d", format, size, length)
                    .isInstanceOf(UnreadablePictureException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("sound_pictures")
    void bytes_behind_the_end_do_no_harm(PictureFormat format, Size size, byte[] bytes) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 100);
        assertThat(reader.read(longer).size()).as("%s", format).isEqualTo(size);
    }

    @ParameterizedTest
    @MethodSource("sound_pictures")
    void a_damaged_picture_is_read_or_refused_and_nothing_else(PictureFormat format, Size size, byte[] bytes) {
        var random = new Random(size.width());
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int round = 0; round < 3000; round++) {
                byte[] damaged = bytes.clone();
                for (int hit = 0; hit <= round % 4; hit++) {
                    damaged[random.nextInt(Math.min(damaged.length, 400))] = (byte) random.nextInt(256);
                }
                readOrRefuse(damaged);
                assertThat(Metadata.read(damaged)).as("%s", format).isNotNull();
                assertThat(Metadata.textItems(damaged)).isNotNull();
            }
        });
    }

    private void readOrRefuse(byte[] bytes) {
        try {
            assertThat(reader.read(bytes).bytes()).isSameAs(bytes);
        } catch (UnreadablePictureException e) {
            assertThat(e).hasMessageMatching("(?s)(a |an |not ).*");
        }
    }

    static Stream<Arguments> what_is_no_picture() {
        return Stream.of(
                Arguments.of(ascii("<!DOCTYPE html>\n<html>"), "not a picture: starts with '<!DOCTYPE html>'"),
                Arguments.of(ascii("{\"error\":\"no\"}"), "not a picture: starts with '{\"error\":\"no\"}'"),
                Arguments.of(new byte[0], "not a picture: empty (0 bytes)"),
                Arguments.of(new byte[] {0, 1, (byte) 0xfe}, "not a picture: starts with the bytes 00 01 fe"),
                Arguments.of(pngHeader(60_000, 60_000), "a 60000x60000 PNG is over the limit of 8192 pixels a side"),
                Arguments.of(pngHeader(8000, 8000), "a 8000x8000 PNG is over the limit of 16.8 megapixels"),
                Arguments.of(pngHeader(-1, 5), "a PNG that says it is 4294967295x5"),
                Arguments.of(pngHeader(0, 5), "a PNG that says it is 0x5"),
                Arguments.of(pngHeader(64, 64), "a PNG cut off or broken after 33 of 33 bytes"),
                Arguments.of(
                        with(pngHeader(64, 64), PngFile.chunk(PngFile.IEND, new byte[0], 0)), "a PNG without pixels"),
                Arguments.of(animatedGif(), "an animated GIF; only still pictures are taken"),
                Arguments.of(animatedWebp(), "an animated WebP; only still pictures are taken"),
                Arguments.of(animatedPng(), "an animated PNG; only still pictures are taken"));
    }

    @ParameterizedTest
    @MethodSource("what_is_no_picture")
    void a_refusal_names_what_came(byte[] bytes, String message) {
        assertThatThrownBy(() -> reader.read(bytes))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessage(message);
    }

    @Test
    void a_file_over_the_byte_limit_is_refused_before_it_is_looked_at() {
        var strict = new PictureReader(new PictureLimits(100, 1000, 100));
        assertThatThrownBy(() -> strict.read(new byte[101]))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessage("a picture of 101 bytes is over the limit of 100 bytes");
    }

    @Test
    void a_flipped_pixel_byte_in_a_png_is_noticed() {
        byte[] bytes = SamplePictures.png(64, 64);
        bytes[bytes.length / 2] ^= 1;
        assertThatThrownBy(() -> reader.read(bytes))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessageContaining("wrong checksum");
    }

    @Test
    void an_extended_webp_whose_canvas_lies_is_refused() {
        byte[] bytes =
                Metadata.embed(reader.read(SamplePictures.lossyWebp()), "x").bytes();
        bytes[24] = 99; // canvas width, low byte
        assertThatThrownBy(() -> reader.read(bytes))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessage("a WebP of 100x16 that holds a frame of 24x16");
    }

    @Test
    void a_jpeg_of_endless_scans_is_refused() {
        byte[] jpeg = SamplePictures.jpeg(16, 16);
        var bytes = new ByteArrayOutputStream();
        bytes.write(jpeg, 0, jpeg.length - 2);
        for (int i = 0; i < 200; i++) {
            bytes.writeBytes(new byte[] {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 5});
        }
        bytes.write(jpeg, jpeg.length - 2, 2);
        assertThatThrownBy(() -> reader.read(bytes.toByteArray()))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessage("a JPEG of 201 scans is over the limit of 100");
    }

    private static byte[] pngHeader(int width, int height) {
        var header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 8)
                .put((byte) 2);
        return with(ascii(PngFile.SIGNATURE), PngFile.chunk(PngFile.IHDR, header.array(), 13));
    }

    private static byte[] animatedPng() {
        byte[] png = SamplePictures.png(8, 8);
        byte[] control = PngFile.chunk(0x6163544c, new byte[] {0, 0, 0, 2, 0, 0, 0, 0}, 8);
        return with(Arrays.copyOf(png, 33), control, Arrays.copyOfRange(png, 33, png.length));
    }

    private static byte[] animatedGif() {
        byte[] gif = SamplePictures.gif(8, 8);
        int frame = 13 + 768;
        while (gif[frame] != ',') {
            frame++;
        }
        byte[] again = Arrays.copyOfRange(gif, frame, gif.length);
        return with(Arrays.copyOf(gif, gif.length - 1), again);
    }

    private static byte[] animatedWebp() {
        byte[] webp = Metadata.embed(new PictureReader(PictureLimits.STANDARD).read(SamplePictures.lossyWebp()), "x")
                .bytes();
        webp[20] |= 2;
        return webp;
    }

    private static byte[] with(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
