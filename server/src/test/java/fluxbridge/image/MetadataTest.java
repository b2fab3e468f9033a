package fluxbridge.image;

import static fluxbridge.image.SamplePictures.ascii;
import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Picture;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MetadataTest {

    private static final String PLAIN = "a café\nNegative prompt: blur\nSteps: 28, Sampler: Euler, Seed: 42";
    private static final String WIDE = "猫と🦊 <lora:mira:0.8>\nSteps: 28, Sampler: Euler, Seed: 42";

    private final PictureReader reader = new PictureReader(PictureLimits.STANDARD);

    static byte[][] embeddable() {
        return new byte[][] {
            SamplePictures.png(33, 20),
            SamplePictures.jpeg(33, 20),
            SamplePictures.webp(33, 20, new Color(1, 2, 3)),
            SamplePictures.webp(33, 20, new Color(1, 2, 3, 77)),
            SamplePictures.lossyWebp()
        };
    }

    @ParameterizedTest
    @MethodSource("embeddable")
    void an_embedded_infotext_is_read_back_and_the_pixels_stay(byte[] bytes) {
        var before = reader.read(bytes);
        for (String text : new String[] {PLAIN, WIDE, "", "x"}) {
            var after = Metadata.embed(before, text);
            assertThat(reader.read(after.bytes())).isEqualTo(after);
            assertThat(Metadata.read(after.bytes()).orElse("")).isEqualTo(text);
            assertThat(pixels(after)).isEqualTo(pixels(before));
        }
    }

    @ParameterizedTest
    @MethodSource("embeddable")
    void a_second_infotext_replaces_the_first(byte[] bytes) {
        var once = Metadata.embed(reader.read(bytes), WIDE);
        var twice = Metadata.embed(once, PLAIN);
        assertThat(Metadata.read(twice.bytes())).contains(PLAIN);
        assertThat(twice).isEqualTo(Metadata.embed(reader.read(bytes), PLAIN));
    }

    @ParameterizedTest
    @MethodSource("embeddable")
    void a_picture_without_infotext_has_none(byte[] bytes) {
        assertThat(Metadata.read(bytes)).isEmpty();
    }

    @Test
    void latin_text_makes_a_tEXt_chunk_right_behind_the_header() {
        byte[] png =
                Metadata.embed(reader.read(SamplePictures.png(8, 8)), PLAIN).bytes();
        byte[] data = ascii("parameters\0" + PLAIN);
        byte[] typed = ascii("tEXtparameters\0" + PLAIN);
        var crc = new CRC32();
        crc.update(typed);
        var expected = ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(typed)
                .putInt((int) crc.getValue())
                .array();
        assertThat(Arrays.copyOfRange(png, 33, 33 + expected.length)).isEqualTo(expected);
    }

    @Test
    void other_text_makes_an_iTXt_chunk_in_utf_8() {
        byte[] png = Metadata.embed(reader.read(SamplePictures.png(8, 8)), WIDE).bytes();
        byte[] expected = ("iTXtparameters\0\0\0\0\0" + WIDE).getBytes(StandardCharsets.UTF_8);
        assertThat(Arrays.copyOfRange(png, 37, 37 + expected.length)).isEqualTo(expected);
    }

    @Test
    void a_jpeg_keeps_its_jfif_segment_first_and_loses_older_exif() {
        byte[] plain = SamplePictures.jpeg(8, 8);
        byte[] marked = Metadata.embed(reader.read(plain), PLAIN).bytes();
        int jfifEnd = 4 + ((plain[4] & 0xff) << 8 | (plain[5] & 0xff));
        assertThat(Arrays.copyOf(marked, jfifEnd)).isEqualTo(Arrays.copyOf(plain, jfifEnd));
        assertThat(marked[jfifEnd + 1] & 0xff).isEqualTo(0xe1);
        assertThat(marked.length - plain.length).isEqualTo(10 + 44 + 8 + 2 * PLAIN.length());
    }

    @Test
    void a_jpeg_has_no_room_for_a_very_long_text_and_stays_as_it_is() {
        var jpeg = reader.read(SamplePictures.jpeg(8, 8));
        assertThat(Metadata.embed(jpeg, "x".repeat(32_000))).isNotSameAs(jpeg);
        assertThat(Metadata.embed(jpeg, "x".repeat(33_000))).isSameAs(jpeg);
    }

    @Test
    void a_gif_stays_as_it_is() {
        var gif = reader.read(SamplePictures.gif(8, 8));
        assertThat(Metadata.embed(gif, PLAIN)).isSameAs(gif);
    }

    @Test
    void other_texts_of_a_png_are_listed_by_keyword() {
        byte[] png = insert(
                Metadata.embed(reader.read(SamplePictures.png(8, 8)), PLAIN).bytes(),
                PngFile.textChunk("Software", "bridge"),
                PngFile.textChunk("Title", "猫"),
                compressed("Comment", "deflated"));
        assertThat(Metadata.textItems(png))
                .containsExactlyInAnyOrderEntriesOf(Map.of("Software", "bridge", "Title", "猫", "Comment", "deflated"));
        assertThat(Metadata.read(png)).contains(PLAIN);
    }

    @Test
    void a_compressed_infotext_is_read_and_replaced() {
        byte[] png = insert(SamplePictures.png(8, 8), compressed("parameters", PLAIN));
        assertThat(Metadata.read(png)).contains(PLAIN);
        assertThat(Metadata.read(Metadata.embed(reader.read(png), "new").bytes()))
                .contains("new");
    }

    @Test
    void a_compressed_bomb_is_not_read_and_is_replaced() {
        byte[] png = insert(SamplePictures.png(8, 8), compressed("parameters", "0".repeat(10_000_000)));
        assertThat(png).hasSizeLessThan(100_000);
        assertThat(Metadata.read(png)).isEmpty();
        var replaced = Metadata.embed(reader.read(png), "new").bytes();
        assertThat(Metadata.read(replaced)).contains("new");
        assertThat(replaced).hasSizeLessThan(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void a_little_endian_exif_is_read_with_either_order_of_utf_16(String charset) {
        byte[] value = WIDE.getBytes(Charset.forName(charset));
        byte[] exif = littleEndianExif(ascii("UNICODE\0"), value);
        assertThat(Metadata.read(jpegWith(exif))).contains(WIDE);
    }

    @Test
    void an_ascii_comment_is_read_and_its_padding_dropped() {
        byte[] exif = littleEndianExif(ascii("ASCII\0\0\0"), ascii("Steps: 1, Seed: 2, Size: 8x8\0\0"));
        assertThat(Metadata.read(jpegWith(exif))).contains("Steps: 1, Seed: 2, Size: 8x8");
    }

    @Test
    void what_is_no_picture_has_no_texts() {
        assertThat(Metadata.read(ascii("<html>"))).isEmpty();
        assertThat(Metadata.textItems(new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("embeddable")
    void a_marked_file_cut_anywhere_gives_the_text_or_none(byte[] bytes) {
        byte[] marked = Metadata.embed(reader.read(bytes), PLAIN).bytes();
        for (int length = 0; length < marked.length; length++) {
            assertThat(Metadata.read(Arrays.copyOf(marked, length)).orElse(PLAIN))
                    .isEqualTo(PLAIN);
        }
    }

    private static byte[] littleEndianExif(byte[] code, byte[] value) {
        var tiff = ByteBuffer.allocate(44 + code.length + value.length).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put(ascii("II")).putShort((short) 42).putInt(8);
        tiff.putShort((short) 1)
                .putShort((short) 0x8769)
                .putShort((short) 4)
                .putInt(1)
                .putInt(26)
                .putInt(0);
        tiff.putShort((short) 1).putShort((short) 0x9286).putShort((short) 7);
        tiff.putInt(code.length + value.length).putInt(44).putInt(0);
        return tiff.put(code).put(value).array();
    }

    private static byte[] jpegWith(byte[] exif) {
        byte[] jpeg = SamplePictures.jpeg(8, 8);
        int length = 8 + exif.length;
        var out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe1, (byte) (length >> 8), (byte) length});
        out.writeBytes(ascii("Exif\0\0"));
        out.writeBytes(exif);
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    private static byte[] compressed(String keyword, String text) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(ascii(keyword + "\0\0"));
        try (var deflate = new DeflaterOutputStream(out, new Deflater(9))) {
            deflate.write(ascii(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return PngFile.chunk(0x7a545874, out.toByteArray(), out.size());
    }

    private static byte[] insert(byte[] png, byte[]... chunks) {
        var out = new ByteArrayOutputStream();
        out.write(png, 0, 33);
        for (byte[] chunk : chunks) {
            out.writeBytes(chunk);
        }
        out.write(png, 33, png.length - 33);
        return out.toByteArray();
    }

    private static int[] pixels(Picture picture) {
        var image = SamplePictures.decoded(picture.bytes());
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
