package fluxbridge.route.health;

import java.time.Duration;
import java.time.Instant;

/**
 * Counts and sums that fade: whatever is older by one half-life weighs half. Two providers' or two replicas' sums may be added.
 *
 * <p>Pictures of a provider are described by a line: {@code ln(seconds) = level + slope × x}, where {@code x} is the logarithm of the work.
 *
 * @param at when the weights are those written here
 * @param good pictures made
 * @param bad faults
 * @param x over the pictures made: logarithm of the work
 * @param y over the pictures made: logarithm of the seconds
 * @param badSeconds how long the faults took to show
 * @param badDollars what they were billed
 */
public record Sums(
        Instant at,
        double good,
        double bad,
        double x,
        double y,
        double xx,
        double xy,
        double yy,
        double badSeconds,
        double badDollars) {

    public static Sums none(Instant at) {
        return new Sums(at, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    Sums success(double x, double y) {
        return new Sums(
                at, good + 1, bad, this.x + x, this.y + y, xx + x * x, xy + x * y, yy + y * y, badSeconds, badDollars);
    }

    Sums fault(double seconds, double dollars) {
        return new Sums(at, good, bad + 1, x, y, xx, xy, yy, badSeconds + seconds, badDollars + dollars);
    }

    /** The same, seen from a later time; an earlier one changes nothing, and half a second is too short to count. */
    Sums faded(Instant now, Duration halfLife) {
        long millis = (now.getEpochSecond() - at.getEpochSecond()) * 1000 + (now.getNano() - at.getNano()) / 1_000_000;
        return millis < 500 ? this : times(Math.pow(2, -millis / 1000.0 / halfLife.toSeconds()), now);
    }

    /** Fades the sums over pictures made, and only those of {@code x} and {@code y}. */
    Sums times(double counts, double line) {
        return new Sums(at, good * counts, bad, x * line, y * line, xx, xy, yy, badSeconds, badDollars);
    }

    private Sums times(double f, Instant now) {
        return new Sums(now, good * f, bad * f, x * f, y * f, xx * f, xy * f, yy * f, badSeconds * f, badDollars * f);
    }

    /** Both together; they must be of the same time. */
    Sums plus(Sums other) {
        return new Sums(
                at,
                good + other.good,
                bad + other.bad,
                x + other.x,
                y + other.y,
                xx + other.xx,
                xy + other.xy,
                yy + other.yy,
                badSeconds + other.badSeconds,
                badDollars + other.badDollars);
    }
}
