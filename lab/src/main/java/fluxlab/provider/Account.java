package fluxlab.provider;

import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** One provider's knobs, the account balance among them, shared by its handlers and the control API. */
public final class Account {

    private final AtomicReference<Knobs> knobs;

    public Account(Knobs knobs) {
        this.knobs = new AtomicReference<>(knobs);
    }

    public Knobs knobs() {
        return knobs.get();
    }

    /** Turns knobs; returns how they stand then. */
    public Knobs turn(UnaryOperator<Knobs> change) {
        return knobs.updateAndGet(change);
    }

    /** Takes {@code usd} off the balance; false, and nothing taken, if it is not there. */
    public boolean charge(BigDecimal usd) {
        while (true) {
            var now = knobs.get();
            if (now.balance().compareTo(usd) < 0) {
                return false;
            }
            if (knobs.compareAndSet(now, now.withBalance(now.balance().subtract(usd)))) {
                return true;
            }
        }
    }
}
