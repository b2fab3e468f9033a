package fluxbridge.provider.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Mode;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.SettingValues;
import fluxbridge.domain.Size;
import fluxbridge.image.Fit;
import fluxbridge.image.PictureCodec;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Call;
import fluxbridge.provider.OutboundGuard;
import fluxbridge.provider.Progress;
import fluxbridge.provider.ProviderContract;
import fluxbridge.provider.ProviderHttp;
import fluxbridge.provider.Toolbox;
import fluxlab.Lab;
import fluxlab.pixeldojo.PixelDojoSimulator;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PixelDojoProviderTest extends ProviderContract {
    PixelDojoProviderTest() {
        super(PixelDojoProvider.SPEC);
    }

    @ParameterizedTest
    @CsvSource({
        "1024, 1024, 1:1",
        "1000, 1100, 1:1",
        "1216, 832, 3:2",
        "832, 1216, 2:3",
        "1024, 768, 4:3",
        "896, 1152, 3:4",
        "1280, 720, 16:9",
        "2048, 256, 16:9",
        "64, 2048, 9:16",
    })
    void the_shape_is_the_one_of_which_least_is_cut_away(int width, int height, String ratio) {
        assertThat(PixelDojoProvider.Ratio.nearest(new Size(width, height)).written())
                .isEqualTo(ratio);
    }

    /** The drawn shape is cut around its centre and scaled evenly: what stands at a place of the result stood at that place of the cut. */
    @ParameterizedTest
    @CsvSource({"1024, 1024", "1216, 832", "1000, 700", "2048, 512", "500, 900", "256, 240"})
    void the_answer_is_brought_to_the_asked_size_undistorted(int width, int height) throws IOException {
        var asked = new Size(width, height);
        try (var lab = Lab.start(0);
                var http = new ProviderHttp(
                        new OutboundGuard(true),
                        InstantSource.system(),
                        _ -> {},
                        new PictureReader(PictureLimits.STANDARD))) {
            var values = new SettingValues(Map.of(
                    "PIXELDOJO_API_KEY",
                    PixelDojoSimulator.KEY,
                    "PIXELDOJO_ENDPOINT",
                    lab.uri() + "/pixeldojo/api/v1"));
            var provider = new PixelDojoProvider(
                    values, new Toolbox(http, InstantSource.system(), _ -> {}, () -> "id", Path.of("unused")));
            assertThat(provider.capabilities().grid().fit(asked)).isEqualTo(asked);

            var drawn = provider.generate(request(asked), call()).picture();
            var made = new Fit(new PictureCodec(new Semaphore(1))).to(drawn, asked);

            assertThat(made.size()).isEqualTo(asked);
            var before = ImageIO.read(new ByteArrayInputStream(drawn.bytes()));
            var after = ImageIO.read(new ByteArrayInputStream(made.bytes()));
            for (double x : new double[] {0.1, 0.5, 0.9}) {
                for (double y : new double[] {0.1, 0.5, 0.9}) {
                    assertThat(distance(at(after, asked, x, y), at(before, cut(drawn.size(), asked), x, y)))
                            .as("colours at %s, %s", x, y)
                            .isLessThan(24);
                }
            }
        }
    }

    /** What is cut out of the drawn picture: no more than a few pixels over go straight, otherwise the largest part of the shape. */
    private static Size cut(Size drawn, Size asked) {
        int over = Math.max(drawn.width() - asked.width(), drawn.height() - asked.height());
        boolean rounding = drawn.width() >= asked.width() && drawn.height() >= asked.height() && over < 64;
        double scale = Math.min((double) drawn.width() / asked.width(), (double) drawn.height() / asked.height());
        return rounding
                ? asked
                : new Size((int) Math.round(asked.width() * scale), (int) Math.round(asked.height() * scale));
    }

    private static Color at(BufferedImage image, Size part, double x, double y) {
        int left = (image.getWidth() - part.width()) / 2;
        int top = (image.getHeight() - part.height()) / 2;
        return new Color(image.getRGB(left + (int) (x * part.width()), top + (int) (y * part.height())));
    }

    private static int distance(Color a, Color b) {
        return Math.abs(a.getRed() - b.getRed())
                + Math.abs(a.getGreen() - b.getGreen())
                + Math.abs(a.getBlue() - b.getBlue());
    }

    private static PictureRequest request(Size size) {
        return new PictureRequest(
                new Prompt("a red fox", ""),
                List.of(),
                size,
                7,
                OptionalInt.empty(),
                OptionalDouble.empty(),
                null,
                null,
                Mode.TXT2IMG);
    }

    private static Call call() {
        return new Call("id", InstantSource.system().instant().plusSeconds(30), Progress.NONE, BodyPermit.UNLIMITED);
    }
}
