package fluxbridge.provider.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Size;
import fluxbridge.provider.ProviderContract;
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
}
