package fluxbridge.generate;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class DurationsTest {

    private static final ProviderId A = new ProviderId("a");
    private static final Size MEGAPIXEL = new Size(1000, 1000);
    private static final Offset<Double> CLOSE = Offset.offset(0.01);

    private final Durations durations = new Durations();

    @Test
    void ten_seconds_a_megapixel_is_the_first_guess() {
        assertThat(durations.expectedSeconds(A, MEGAPIXEL)).isCloseTo(10, CLOSE);
    }

    @Test
    void what_a_picture_took_is_learned_for_that_provider() {
        durations.learn(A, MEGAPIXEL, 3000);

        assertThat(durations.expectedSeconds(A, MEGAPIXEL)).isCloseTo(3, CLOSE);
        assertThat(durations.expectedSeconds(new ProviderId("b"), MEGAPIXEL)).isCloseTo(10, CLOSE);
    }

    @Test
    void a_larger_picture_takes_longer() {
        durations.learn(A, MEGAPIXEL, 3000);

        assertThat(durations.expectedSeconds(A, new Size(2000, 1000))).isCloseTo(5, CLOSE);
    }

    @Test
    void the_newest_weighs_three_tenths() {
        durations.learn(A, MEGAPIXEL, 10_000);
        durations.learn(A, MEGAPIXEL, 20_000);

        assertThat(durations.expectedSeconds(A, MEGAPIXEL)).isCloseTo(13, CLOSE);
    }
}
