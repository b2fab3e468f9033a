package fluxbridge.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.domain.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SizeGridTest {

    private static final SizeGrid BY_64 = new SizeGrid(128, 2048, 64);

    @ParameterizedTest
    @CsvSource({
        "512, 512, 512, 512",
        "500, 333, 512, 384",
        "513, 511, 576, 512",
        "64, 64, 128, 128",
        "100, 2048, 128, 2048",
        "2048, 2048, 2048, 2048",
        "4096, 2048, 2048, 1024",
        "4096, 64, 2048, 128",
        "2049, 2049, 2048, 2048",
        "3000, 1000, 2048, 704"
    })
    void a_size_is_rounded_up_and_one_that_is_too_large_keeps_its_shape(int width, int height, int w, int h) {
        assertThat(BY_64.fit(new Size(width, height))).isEqualTo(new Size(w, h));
    }

    @Test
    void every_size_lands_on_the_grid_and_loses_no_pixels_while_it_fits() {
        for (int side = 1; side <= 2048; side++) {
            var fitted = BY_64.fit(new Size(side, 2049 - side));
            assertThat(fitted.width() % 64 + fitted.height() % 64).isZero();
            assertThat(fitted.width()).isBetween(Math.max(128, side), Math.max(128, side + 63));
        }
    }

    @ParameterizedTest
    @CsvSource({"128,2048,0", "0,2048,64", "128,64,64", "100,2048,64", "128,2000,64"})
    void a_grid_without_sense_is_refused(int min, int max, int step) {
        assertThatThrownBy(() -> new SizeGrid(min, max, step)).isInstanceOf(IllegalArgumentException.class);
    }
}
