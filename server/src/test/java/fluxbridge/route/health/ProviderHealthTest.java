package fluxbridge.route.health;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.ProviderId;
import fluxbridge.route.health.Forecast.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ProviderHealthTest {

    private static final ProviderId A = new ProviderId("a");
    private static final Outcome FAULT = new Outcome.Fault(Duration.ofSeconds(2), 0);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
    private final Health all = new Health(now::get);
    private final ProviderHealth health = all.of(A);

    private void pass(Duration time) {
        now.updateAndGet(at -> at.plus(time));
    }

    private boolean begin() {
        return health.begin(now.get(), false);
    }

    private void call(Outcome outcome) {
        assertThat(health.begin(now.get(), true)).isTrue();
        health.end(now.get(), 28, 1, outcome);
    }

    private static Outcome drew(double seconds) {
        return new Outcome.Success(Duration.ofMillis((long) (seconds * 1000)));
    }

    private Forecast forecast() {
        return health.forecast(now.get(), 28, 1);
    }

    @Test
    void a_provider_never_seen_may_be_asked_and_is_believed_to_be_good() {
        assertThat(forecast().condition()).isEqualTo(Condition.READY);
        assertThat(forecast().success()).isGreaterThan(0.95);
        assertThat(forecast().seconds()).isBetween(4.0, 10.0);
    }

    @Test
    void three_faults_in_a_row_open_the_breaker_and_one_probe_at_a_time_may_close_it() {
        call(FAULT);
        call(FAULT);
        assertThat(forecast().condition()).isEqualTo(Condition.READY);
        call(FAULT);
        assertThat(forecast().condition()).isEqualTo(Condition.FAILING);
        assertThat(forecast().until()).isEqualTo(now.get().plusSeconds(5));
        assertThat(begin()).isFalse();

        pass(Duration.ofSeconds(5));
        assertThat(begin()).isTrue();
        assertThat(begin()).isFalse();
        health.end(now.get(), 28, 1, drew(6));
        assertThat(forecast().condition()).isEqualTo(Condition.READY);
    }

    @Test
    void each_failed_probe_lengthens_the_pause_up_to_forty_seconds() {
        for (int i = 0; i < 3; i++) {
            call(FAULT);
        }
        for (int pause = 1; pause <= 8; pause++) {
            assertThat(forecast().until()).isEqualTo(now.get().plusSeconds(5L * pause));
            pass(Duration.ofSeconds(5L * pause));
            assertThat(begin()).isTrue();
            health.end(now.get(), 28, 1, FAULT);
        }
        assertThat(forecast().until()).isEqualTo(now.get().plusSeconds(40));
    }

    @Test
    void a_success_between_faults_keeps_the_breaker_closed() {
        call(FAULT);
        call(FAULT);
        call(drew(5));
        call(FAULT);
        call(FAULT);
        assertThat(forecast().condition()).isEqualTo(Condition.READY);
    }

    @Test
    void what_is_the_requests_own_fault_says_nothing_of_the_provider() {
        for (int i = 0; i < 10; i++) {
            call(new Outcome.Undecided());
        }
        assertThat(forecast().condition()).isEqualTo(Condition.READY);
        assertThat(forecast().success()).isGreaterThan(0.95);
    }

    @Test
    void a_provider_that_is_failing_is_asked_when_somebody_insists() {
        for (int i = 0; i < 3; i++) {
            call(FAULT);
        }
        assertThat(health.begin(now.get(), true)).isTrue();
    }

    @Test
    void being_asked_to_slow_down_lowers_the_calls_at_once_and_not_the_trust() {
        for (int i = 0; i < 10; i++) {
            assertThat(begin()).isTrue();
        }
        health.end(now.get(), 28, 1, new Outcome.SlowDown(Duration.ZERO));
        assertThat(health.limit()).isEqualTo(16);
        pass(Duration.ofSeconds(2));
        health.end(now.get(), 28, 1, new Outcome.SlowDown(Duration.ZERO));
        assertThat(health.limit()).isEqualTo(8);
        assertThat(forecast().condition()).isEqualTo(Condition.FULL);
        assertThat(begin()).isFalse();
        assertThat(forecast().success()).isGreaterThan(0.95);
    }

    @Test
    void many_refusals_at_once_lower_the_limit_once() {
        for (int i = 0; i < 10; i++) {
            assertThat(begin()).isTrue();
        }
        for (int i = 0; i < 5; i++) {
            health.end(now.get(), 28, 1, new Outcome.SlowDown(Duration.ZERO));
        }
        assertThat(health.limit()).isEqualTo(16);
    }

    @Test
    void an_exhausted_account_is_left_alone_until_its_reset() {
        call(new Outcome.Exhausted(Duration.ofMinutes(30)));
        assertThat(forecast().condition()).isEqualTo(Condition.EXHAUSTED);
        assertThat(forecast().until()).isEqualTo(now.get().plus(Duration.ofMinutes(30)));
        pass(Duration.ofMinutes(31));
        assertThat(forecast().condition()).isEqualTo(Condition.READY);
    }

    @Test
    void time_is_learned_by_steps_and_size() {
        for (int i = 0; i < 40; i++) {
            pass(Duration.ofSeconds(20));
            assertThat(begin()).isTrue();
            health.end(now.get(), 10, 0.5, drew(4));
            assertThat(begin()).isTrue();
            health.end(now.get(), 40, 1, drew(16));
        }
        assertThat(health.forecast(now.get(), 10, 0.5).seconds()).isBetween(3.2, 5.5);
        assertThat(health.forecast(now.get(), 40, 1).seconds()).isBetween(12.5, 20.0);
    }

    @Test
    void a_provider_that_turns_slow_is_noticed_after_a_few_pictures_and_forgiven_after_minutes() {
        for (int i = 0; i < 50; i++) {
            pass(Duration.ofSeconds(10));
            call(drew(6));
        }
        for (int i = 0; i < 4; i++) {
            pass(Duration.ofSeconds(10));
            call(drew(18));
        }
        assertThat(forecast().seconds()).isGreaterThan(10);
        pass(Duration.ofMinutes(30));
        assertThat(forecast().seconds()).isLessThan(9);
    }

    @Test
    void faults_fade_so_that_a_provider_is_asked_again() {
        for (int i = 0; i < 10; i++) {
            call(FAULT);
        }
        assertThat(forecast().success()).isLessThan(0.4);
        pass(Duration.ofMinutes(60));
        assertThat(forecast().success()).isGreaterThan(0.95);
    }

    @Test
    void what_one_replica_saw_the_other_knows() {
        for (int i = 0; i < 10; i++) {
            call(FAULT);
        }
        call(new Outcome.Exhausted(Duration.ofMinutes(5)));
        var other = new Health(now::get);
        other.learn(List.of(all.keep()));
        var seen = other.of(A).forecast(now.get(), 28, 1);
        assertThat(seen.success()).isLessThan(0.4);
        assertThat(seen.condition()).isEqualTo(Condition.EXHAUSTED);

        other.learn(List.of(all.keep()));
        assertThat(other.of(A).forecast(now.get(), 28, 1).success())
                .as("learning twice counts once")
                .isEqualTo(seen.success());
    }

    @Test
    void the_retry_budget_lets_few_requests_retry_and_many_only_one_in_five() {
        var budget = new RetryBudget(now.get());
        int granted = 0;
        for (int i = 0; i < 1000; i++) {
            budget.request();
            granted += budget.take(now.get()) ? 1 : 0;
        }
        assertThat(granted).isBetween(200, 265);
        pass(Duration.ofSeconds(10));
        assertThat(budget.left(now.get())).isBetween(10, 11);
    }
}
