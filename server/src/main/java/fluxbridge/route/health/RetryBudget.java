package fluxbridge.route.health;

import java.time.Duration;
import java.time.Instant;

/**
 * How many further calls (fallbacks and hedges) all requests together may make: one for every five requests, and one a second, so that few
 * requests are never held back and many cannot double the load on providers in trouble. Thread-safe.
 */
public final class RetryBudget {

    private static final double PER_REQUEST = 0.2;
    private static final double PER_SECOND = 1;
    private static final double MOST = 60;

    private double left = MOST;
    private Instant filled;

    public RetryBudget(Instant now) {
        filled = now;
    }

    /** A request began. */
    public synchronized void request() {
        left = Math.min(MOST, left + PER_REQUEST);
    }

    /** Takes one further call; false when the budget is used up. */
    public synchronized boolean take(Instant now) {
        refill(now);
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }

    /** How many further calls are left. */
    public synchronized int left(Instant now) {
        refill(now);
        return (int) left;
    }

    private void refill(Instant now) {
        double seconds = Duration.between(filled, now).toMillis() / 1000.0;
        if (seconds > 0) {
            left = Math.min(MOST, left + seconds * PER_SECOND);
            filled = now;
        }
    }
}
