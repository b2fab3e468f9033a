package fluxbridge.route.health;

import java.time.Instant;

/**
 * What to expect of a provider for one picture.
 *
 * @param success chance that the picture is made, 0..1
 * @param seconds it will take
 * @param secondsToFault how long a fault takes to show
 * @param dollarsPerFault what a fault is billed
 * @param condition whether it may be asked now
 * @param until when a provider that may not be asked is asked again; the past for the others
 */
public record Forecast(
        double success,
        double seconds,
        double secondsToFault,
        double dollarsPerFault,
        Condition condition,
        Instant until) {

    /** Whether a provider may be asked. */
    public enum Condition {
        /** It may be asked. */
        READY,
        /** As many calls run as it takes. */
        FULL,
        /** It failed several times in a row: the breaker is open. */
        FAILING,
        /** Its account or quota is used up, it asked to wait, or its key was refused. */
        EXHAUSTED
    }
}
