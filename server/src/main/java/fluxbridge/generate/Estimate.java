package fluxbridge.generate;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How far a job is and how long it still takes. Each picture in work counts by its provider's word or by the time such a picture is expected
 * to take, whichever is further; ended pictures count whole. What it says never goes back and never reaches 1. Guarded by its job.
 */
final class Estimate {

    private static final double LEAST = 0.01;
    private static final double MOST = 0.99;

    /** At the expected time a picture counts as 90 % drawn. */
    private static final double STEEPNESS = 2.3;

    private static final double SHORTEST_SECONDS = 0.1;

    private final int pictures;
    private final double expectedSeconds;
    private final Set<Picture> inWork = new LinkedHashSet<>();
    private int ended;
    private double shown = LEAST;
    private int told;

    Estimate(int pictures, double expectedSeconds) {
        this.pictures = pictures;
        this.expectedSeconds = expectedSeconds;
    }

    /** A picture in work. */
    static final class Picture {
        private Instant since;
        private double seconds;
        private double word;

        private Picture(Instant since, double seconds) {
            this.since = since;
            this.seconds = Math.max(SHORTEST_SECONDS, seconds);
        }

        /** Another provider begins on it. */
        void restart(Instant now, double expected) {
            since = now;
            seconds = Math.max(SHORTEST_SECONDS, expected);
            word = 0;
        }

        /** The provider's own word, 0..1. */
        void say(double fraction) {
            word = Math.clamp(fraction, 0, 1);
        }

        private double elapsed(Instant now) {
            return Duration.between(since, now).toMillis() / 1000.0;
        }

        private double fraction(Instant now) {
            double byTime = 1 - Math.exp(-STEEPNESS * elapsed(now) / seconds);
            return Math.clamp(Math.max(byTime, word), 0, MOST);
        }

        /** By the provider's word once it is far enough to be worth something, else by the expectation. */
        private double left(Instant now) {
            double elapsed = elapsed(now);
            double byWord = word >= 0.1 ? elapsed / word - elapsed : seconds - elapsed;
            return Math.max(fraction(now) > 0.9 ? 0.5 : SHORTEST_SECONDS, byWord);
        }
    }

    Picture begin(Instant now, double seconds) {
        var picture = new Picture(now, seconds);
        inWork.add(picture);
        return picture;
    }

    void end(Picture picture) {
        if (inWork.remove(picture)) {
            ended++;
        }
    }

    double fraction(Instant now) {
        double sum = ended;
        for (var picture : inWork) {
            sum += picture.fraction(now);
        }
        shown = Math.max(shown, Math.clamp(sum / pictures, LEAST, MOST));
        return shown;
    }

    double etaSeconds(Instant now) {
        if (inWork.isEmpty()) {
            return Math.max(SHORTEST_SECONDS, expectedSeconds * (pictures - ended) / pictures);
        }
        double longest = inWork.stream().mapToDouble(p -> p.left(now)).max().orElse(0);
        double each = inWork.stream().mapToDouble(p -> p.seconds).average().orElse(0);
        return longest + each * (pictures - ended - inWork.size()) / inWork.size();
    }

    /** Whether a whole percent was reached that was not told before; it counts as told then. */
    boolean isNewPercent(Instant now) {
        int percent = (int) Math.floor(fraction(now) * 100);
        boolean isNew = percent > told;
        told = percent;
        return isNew;
    }
}
