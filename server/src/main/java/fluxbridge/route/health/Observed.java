package fluxbridge.route.health;

import java.time.Duration;
import java.time.Instant;

/**
 * What was seen of one provider, in two memories: a long one that knows how it usually is, and a short one that knows how it is now.
 *
 * <p>In the short memory {@code y} is how far the logarithm of the time lay from what the long memory expected, and {@code x} how much weight
 * stands behind it: a handful of pictures at most, so that a provider that turns slow is noticed after a few.
 */
public record Observed(Sums usual, Sums now) {

    static final Duration LONG = Duration.ofHours(6);
    static final Duration SHORT = Duration.ofMinutes(5);

    /** A picture of one megapixel in 28 steps. */
    private static final double WORK_UNIT = 28;

    /** One surprise moves the long memory by this much of a logarithm at most: a slow quarter of an hour is not how a provider is. */
    private static final double MOST_SURPRISE = 0.7;

    /** What is believed of a provider never seen, and how many observations that belief is worth. */
    private static final double FIRST_SECONDS = 6;

    private static final double FIRST_SLOPE = 0.7;
    private static final double FIRST_SPREAD = 0.35;
    private static final double BELIEF = 2;
    private static final double SLOPE_BELIEF = 6;
    /** What is left of an older picture's word on the present speed when a newer one comes. */
    private static final double NEWER = 0.8;

    private static final double SHIFT_BELIEF = 0.5;
    private static final double GOOD_BELIEF = 4;
    private static final double BAD_BELIEF = 0.08;
    private static final double FIRST_FAULT_SECONDS = 5;

    /** One call in a hundred hangs even at the best of providers. */
    private static final double LEAST_HANGS = 0.01;

    public static Observed nothing(Instant at) {
        return new Observed(Sums.none(at), Sums.none(at));
    }

    static double work(int steps, double megapixels) {
        return Math.log(Math.max(1, steps) * Math.max(0.05, megapixels) / WORK_UNIT);
    }

    Observed faded(Instant at) {
        return new Observed(usual.faded(at, LONG), now.faded(at, SHORT));
    }

    Observed plus(Observed other) {
        return new Observed(usual.plus(other.usual), now.plus(other.now));
    }

    /** @param believed what this observation is compared with: all replicas' memories together */
    Observed success(double x, double seconds, Observed believed) {
        double expected = believed.level(x);
        double surprise = Math.log(Math.max(0.01, seconds)) - expected;
        // The first pictures are believed as they are.
        double clipped = believed.usual.good() < 5 ? surprise : Math.clamp(surprise, -MOST_SURPRISE, MOST_SURPRISE);
        return new Observed(
                usual.success(x, expected + clipped), now.times(1, NEWER).success(1, surprise));
    }

    Observed fault(double seconds, double dollars) {
        return new Observed(usual.fault(seconds, dollars), now.fault(seconds, dollars));
    }

    /** Chance that a picture is made, 0..1; optimistic where little is known, so that a provider that recovered is asked again. */
    double success() {
        return (now.good() + GOOD_BELIEF) / (now.good() + now.bad() + GOOD_BELIEF + BAD_BELIEF);
    }

    /** Expected seconds of a picture. */
    double seconds(double x) {
        return Math.exp(level(x) + shift() + spread() * spread() / 2);
    }

    /** The seconds within which a share of {@code normal(z)} of the pictures is made. */
    double seconds(double x, double z) {
        return Math.exp(level(x) + shift() + spread() * z);
    }

    /**
     * Expected further seconds of a call that has taken {@code elapsed} so far. Most calls take a lognormal time; a few hang, and of those the
     * longer one has been waited for, the longer it goes on (a Lomax time of shape 2).
     */
    double secondsLeft(double x, double elapsed) {
        double mean = seconds(x);
        double spread = spread();
        double z = (Math.log(Math.max(1e-3, elapsed)) - level(x) - shift()) / spread;
        double hangs = Math.max(LEAST_HANGS, 1 - success());
        double stillHangs = hangs * Math.pow(mean / (mean + elapsed), 2);
        double stillDraws = (1 - hangs) * above(z);
        double drawsFor = Math.max(0, (1 - hangs) * (mean * above(z - spread) - elapsed * above(z)));
        return (drawsFor + stillHangs * (mean + elapsed)) / (stillDraws + stillHangs);
    }

    /** Share of a normal distribution above {@code z}; Abramowitz and Stegun 26.2.17, off by less than 1e-7. */
    private static double above(double z) {
        double t = 1 / (1 + 0.2316419 * Math.abs(z));
        double tail = Math.exp(-z * z / 2)
                / Math.sqrt(2 * Math.PI)
                * t
                * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z >= 0 ? tail : 1 - tail;
    }

    double secondsToFault() {
        return (usual.badSeconds() + FIRST_FAULT_SECONDS) / (usual.bad() + 1);
    }

    double dollarsPerFault() {
        return usual.bad() == 0 ? 0 : usual.badDollars() / (usual.bad() + 1);
    }

    /** How much slower than usual it is now, as a logarithm. */
    private double shift() {
        return now.y() / (now.x() + SHIFT_BELIEF);
    }

    private double level(double x) {
        double n = usual.good();
        double weight = n + BELIEF;
        double meanX = usual.x() / weight;
        double meanY = (usual.y() + BELIEF * Math.log(FIRST_SECONDS)) / weight;
        return meanY + slope() * (x - meanX);
    }

    private double slope() {
        double n = usual.good();
        if (n < 2) {
            return FIRST_SLOPE;
        }
        double sxx = usual.xx() - usual.x() * usual.x() / n;
        double sxy = usual.xy() - usual.x() * usual.y() / n;
        return Math.clamp((sxy + SLOPE_BELIEF * FIRST_SLOPE) / (sxx + SLOPE_BELIEF), 0, 2);
    }

    private double spread() {
        double n = usual.good();
        if (n < 2) {
            return FIRST_SPREAD;
        }
        double syy = usual.yy() - usual.y() * usual.y() / n;
        double sxx = usual.xx() - usual.x() * usual.x() / n;
        double rest = Math.max(0, syy - slope() * slope() * Math.max(0, sxx));
        return Math.sqrt((rest + BELIEF * FIRST_SPREAD * FIRST_SPREAD) / (n + BELIEF));
    }
}
