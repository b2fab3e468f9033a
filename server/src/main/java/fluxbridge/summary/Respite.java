package fluxbridge.summary;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Leaves a server alone for a minute after three failures in a row; then one request tries it again. */
final class Respite {

    static final int FAILURES = 3;
    static final Duration PAUSE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private int failures;
    private Instant until = Instant.MIN;

    Respite(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether the server may be asked now. */
    synchronized boolean allows() {
        if (failures < FAILURES) {
            return true;
        }
        if (clock.instant().isBefore(until)) {
            return false;
        }
        until = clock.instant().plus(PAUSE); // the others wait for what this try brings
        return true;
    }

    synchronized void answered() {
        failures = 0;
    }

    synchronized void failed() {
        failures++;
        if (failures >= FAILURES) {
            until = clock.instant().plus(PAUSE);
        }
    }
}
