package fluxbridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Caller;
import fluxbridge.domain.Money;
import fluxbridge.store.LedgerStore.Limit;
import fluxbridge.store.LedgerStore.Totals;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BudgetStateTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-11-23");

    private static BudgetState state(long cap, Totals totals, boolean refused) {
        return new BudgetState(
                Limit.DAY, Optional.empty(), TODAY, Optional.of(Instant.EPOCH), new Money(cap), totals, refused);
    }

    @Test
    void what_is_spent_or_unknown_is_taken_and_what_is_held_is_not() {
        assertThat(state(1_000, new Totals(300, 400, 50), false).taken()).isEqualTo(new Money(350));
    }

    @Test
    void a_height_is_reached_by_the_very_share() {
        assertThat(state(1_000, new Totals(500, 0, 0), false).hasReached(50)).isTrue();
        assertThat(state(1_000, new Totals(499, 500, 0), false).hasReached(50)).isFalse();
        assertThat(state(1_000, new Totals(700, 0, 100), false).hasReached(80)).isTrue();
        assertThat(state(1_000, new Totals(999, 0, 0), false).hasReached(100)).isFalse();
        assertThat(state(1_000, new Totals(1_000, 0, 0), false).hasReached(100)).isTrue();
    }

    @Test
    void a_refusal_stands_for_the_rest_once_half_is_taken() {
        assertThat(state(1_000, new Totals(500, 0, 0), true).hasReached(100)).isTrue();
        assertThat(state(1_000, new Totals(499, 0, 0), true).hasReached(100)).isFalse();
        assertThat(state(1_000, new Totals(500, 0, 0), true).hasReached(80)).isFalse();
    }

    @Test
    void a_budget_of_nothing_has_no_heights() {
        assertThat(state(0, new Totals(0, 0, 0), false).hasReached(50)).isFalse();
    }

    @Test
    void its_name_tells_budget_owner_period_and_height() {
        assertThat(state(1_000, Totals.NONE, false).id()).isEqualTo("DAY all 2026-11-23 1000");
        var whole = new BudgetState(
                Limit.CALLER_TOTAL,
                Optional.of(new Caller("mira")),
                TODAY,
                Optional.empty(),
                new Money(5),
                Totals.NONE,
                false);
        assertThat(whole.id()).isEqualTo("CALLER_TOTAL mira 5");
    }
}
