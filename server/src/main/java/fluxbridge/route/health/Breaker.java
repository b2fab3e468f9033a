package fluxbridge.route.health;

import java.time.Duration;
import java.time.Instant;

/**
 * Circuit breaker: after three faults in a row a provider is left alone for 5 s, after each failed try 5 s longer, at most 40 s. Then one
 * call at a time is let through, and a success closes it. Not thread-safe.
 */
final class Breaker {

    private static final int FAULTS = 3;
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int LONGEST = 8;

    private int faults;
    private int pauses;
    private Instant until = Instant.MIN;
    private boolean probing;

    /** True when a call may go through now. */
    boolean admits(Instant now) {
        return pauses == 0 || (!now.isBefore(until) && !probing);
    }

    /** A call goes through; the first after a pause is a probe. */
    void begun() {
        probing |= pauses > 0;
    }

    void success() {
        faults = 0;
        pauses = 0;
        probing = false;
    }

    /** A call ended without telling anything of the provider's condition. */
    void undecided() {
        probing = false;
    }

    void fault(Instant now) {
        faults++;
        boolean wasProbe = probing;
        probing = false;
        if (pauses > 0 && !wasProbe && now.isBefore(until)) {
            return; // a call that had begun before the pause
        }
        if (faults >= FAULTS) {
            pauses = Math.min(LONGEST, pauses + 1);
            until = now.plus(PAUSE.multipliedBy(pauses));
        }
    }

    boolean isOpen() {
        return pauses > 0;
    }

    /** When it lets the next call through; long past while it is closed. */
    Instant until() {
        return pauses == 0 ? Instant.MIN : until;
    }
}
