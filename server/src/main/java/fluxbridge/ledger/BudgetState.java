package fluxbridge.ledger;

import fluxbridge.domain.Caller;
import fluxbridge.domain.Money;
import fluxbridge.store.LedgerStore.Limit;
import fluxbridge.store.LedgerStore.Totals;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Where one budget stands.
 *
 * @param caller whose it is; empty for the budget of all
 * @param day today
 * @param resetsAt when the next period begins; empty for a budget that is never renewed
 * @param refused whether a request was refused for it in this period
 */
public record BudgetState(
        Limit limit,
        Optional<Caller> caller,
        LocalDate day,
        Optional<Instant> resetsAt,
        Money cap,
        Totals totals,
        boolean refused) {

    /** Names this budget, this height of it and this period. */
    public String id() {
        return limit + " " + caller.map(Caller::id).orElse("all")
                + resetsAt.map(_ -> " " + day).orElse("") + " " + cap.micros();
    }

    /** What is spent, or may be. What is held is not counted: most of it comes back. */
    public Money taken() {
        return new Money(Math.addExact(totals.spent(), totals.unknown()));
    }

    /**
     * Whether so much is taken. When half is taken and a request had no room, that stands for all of it: the rest may be less than the price of
     * a picture. A refusal before that was of a request that asked for much.
     *
     * @param percent 1..100
     */
    public boolean hasReached(int percent) {
        return (percent == 100 && refused && hasReached(50))
                || (cap.micros() > 0
                        && Math.multiplyExact(taken().micros(), 100L)
                                >= Math.multiplyExact(cap.micros(), (long) percent));
    }
}
