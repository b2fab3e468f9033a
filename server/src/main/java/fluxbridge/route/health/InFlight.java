package fluxbridge.route.health;

import java.time.Duration;
import java.time.Instant;

/**
 * How many calls a provider takes at once, found out by trying: each success raises the limit by a part of one, each "slow down" lowers it, at
 * most once in two seconds (additive increase, multiplicative decrease). Not thread-safe.
 */
final class InFlight {

    private static final double START = 32;
    private static final double MOST = 512;
    private static final double DECREASE = 0.95;
    private static final Duration BETWEEN_DECREASES = Duration.ofSeconds(2);

    private double limit = START;
    private int running;
    private Instant lowered = Instant.MIN;

    boolean hasRoom() {
        return running < (int) limit;
    }

    void begun() {
        running++;
    }

    void ended() {
        running--;
    }

    /** Grows only while it is used: a limit that nobody reaches says nothing. */
    void success() {
        if (running + 1 >= limit / 2) {
            limit = Math.min(MOST, limit + 1 / limit);
        }
    }

    /** The call that was refused has {@link #ended() ended} already, so that {@code running} is what the provider did take. */
    void slowDown(Instant now) {
        if (!lowered.equals(Instant.MIN) && now.isBefore(lowered.plus(BETWEEN_DECREASES))) {
            return;
        }
        lowered = now;
        // What it takes now is nearer to the truth than a limit that was never reached, but a burst is no proof either:
        // half at most.
        limit = Math.max(1, Math.min(limit * DECREASE, Math.max(running, limit / 2)));
    }

    int running() {
        return running;
    }

    int limit() {
        return (int) limit;
    }
}
