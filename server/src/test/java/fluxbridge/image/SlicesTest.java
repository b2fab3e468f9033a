package fluxbridge.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Picture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class SlicesTest {

    @Property(tries = 200)
    void the_base64_of_pieces_is_that_of_the_whole(
            @ForAll @Size(max = 5) List<@IntRange(min = 0, max = 120_000) Integer> lengths, @ForAll long seed)
            throws IOException {
        var random = new Random(seed);
        var slices = new Slices();
        var whole = new ByteArrayOutputStream();
        for (int length : lengths) {
            var piece = new byte[length + 7];
            random.nextBytes(piece);
            slices.add(piece, 3, length + 3);
            whole.write(piece, 3, length);
        }

        var text = new ByteArrayOutputStream();
        slices.writeBase64(text);

        assertThat(text.toString(US_ASCII)).isEqualTo(Base64.getEncoder().encodeToString(whole.toByteArray()));
        assertThat(slices.base64Length()).isEqualTo(text.size());
        assertThat(slices.toBytes()).isEqualTo(whole.toByteArray());
    }

    @Example
    void a_spliced_picture_is_the_embedded_one_bit_by_bit() {
        var reader = new PictureReader(PictureLimits.STANDARD);
        var png = reader.read(SamplePictures.png(64, 48));
        for (var picture : List.of(png, Metadata.embed(png, "old text"), reader.read(SamplePictures.lossyWebp()))) {
            for (var text : List.of("Steps: 1", "Schritte: 1, é", "猫, Steps: 1")) {
                assertSame(picture, text);
            }
        }
    }

    private static void assertSame(Picture picture, String text) {
        assertThat(Metadata.splice(picture, text).toBytes())
                .isEqualTo(Metadata.embed(picture, text).bytes());
    }
}
