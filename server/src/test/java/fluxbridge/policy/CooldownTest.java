package fluxbridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class CooldownTest {

    private static final Caller MIRA = new Caller("mira");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Cooldown cooldown = new Cooldown(now::get);

    private void pass(Duration time) {
        now.set(now.get().plus(time));
    }

    @Test
    void the_third_refusal_within_ten_minutes_brings_a_pause() {
        cooldown.refused(MIRA);
        cooldown.refused(MIRA);
        assertThat(cooldown.left(MIRA)).isEmpty();

        cooldown.refused(MIRA);
        assertThat(cooldown.left(MIRA)).contains(Duration.ofSeconds(30));
        assertThat(cooldown.left(new Caller("kael"))).isEmpty();

        pass(Duration.ofSeconds(30));
        assertThat(cooldown.left(MIRA)).isEmpty();
    }

    @Test
    void each_further_refusal_doubles_it_up_to_an_hour() {
        for (int i = 0; i < 3; i++) {
            cooldown.refused(MIRA);
        }
        for (var seconds : new int[] {60, 120, 240, 480, 960, 1920, 3600, 3600}) {
            pass(cooldown.left(MIRA).orElseThrow());
            cooldown.refused(MIRA);
            assertThat(cooldown.left(MIRA)).contains(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void refusals_far_apart_bring_none() {
        for (int i = 0; i < 9; i++) {
            cooldown.refused(MIRA);
            pass(Duration.ofMinutes(6));
            assertThat(cooldown.left(MIRA)).isEmpty();
        }
    }
}
