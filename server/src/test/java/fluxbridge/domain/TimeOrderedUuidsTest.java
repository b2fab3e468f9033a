package fluxbridge.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class TimeOrderedUuidsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private Instant now = NOW;
    private final TimeOrderedUuids ids = new TimeOrderedUuids(() -> now, RandomGenerator.getDefault());

    @Test
    void they_have_the_form_of_version_4() {
        var id = UUID.fromString(ids.get());
        assertThat(id.version()).isEqualTo(4);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void a_later_one_is_greater_as_text() {
        var before = ids.get();
        now = NOW.plusMillis(1);
        assertThat(ids.get()).isGreaterThan(before);
    }

    @Test
    void those_of_one_millisecond_differ() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(seen.add(ids.get())).isTrue();
        }
    }
}
