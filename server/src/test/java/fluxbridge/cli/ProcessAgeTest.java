package fluxbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ProcessAgeTest {

    private static final String STAT = "4711 (a (b) c) S 1 4711 4711 0 -1 4194304 1 0 0 0 9 3 0 0 20 0 31 0 "
            + "732100 4096000 900 18446744073709551615 1 1 0 0 0 0 0 4096 17640 0 0 0 17 1 0 0 0 0 0\n";

    @Test
    void it_is_the_time_since_the_boot_less_that_of_the_start() {
        assertThat(ProcessAge.between(STAT, "7321.98 12834.47\n")).isEqualTo(Duration.ofMillis(980));
    }

    @Test
    void a_start_within_the_same_tick_is_no_age() {
        assertThat(ProcessAge.between(STAT, "7321.00 12834.47\n")).isZero();
        assertThat(ProcessAge.between(STAT, "7320.99 12834.47\n")).isZero();
    }

    @Test
    void this_process_has_lived() {
        assertThat(ProcessAge.now()).isPositive();
    }
}
