package fluxbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import fluxbridge.cli.Bridge.UsageException;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpiryTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "12h,2026-11-22T22:00:00Z",
        "30d,2026-12-22T10:00:00Z",
        "2w,2026-12-06T10:00:00Z",
        "2026-11-22,2026-11-22T23:00:00Z",
        "2027-01-31,2027-01-31T23:00:00Z",
        "2027-01-31T12:00:00Z,2027-01-31T12:00:00Z"
    })
    void an_end_is_a_span_a_last_day_or_a_moment(String text, Instant end) {
        assertThat(Expiry.of(text, NOW, ZONE)).isEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "30",
                "d",
                "-1d",
                "30m",
                "tomorrow",
                "2026-13-01",
                "",
                "2027-01-31T12:00",
                "0d",
                "2026-11-21",
                "2026-11-22T10:00:00Z"
            })
    void anything_else_and_the_past_are_refused(String text) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Expiry.of(text, NOW, ZONE))
                .withMessageContaining("--expires");
    }
}
