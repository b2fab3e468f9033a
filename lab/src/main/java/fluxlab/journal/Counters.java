package fluxlab.journal;

import java.math.BigDecimal;

/** The running counters behind {@link Stats}. */
final class Counters {

    private long requests;
    private long submits;
    private long answered;
    private long left;
    private long inFlight;
    private long maxInFlight;
    private long running;
    private long pictures;
    private long picturesServed;
    private long picturesInFlight;
    private long faults;
    private BigDecimal spent = BigDecimal.ZERO;

    synchronized void began(boolean picture) {
        if (picture) {
            picturesInFlight++;
            return;
        }
        requests++;
        inFlight++;
        maxInFlight = Math.max(maxInFlight, inFlight);
    }

    synchronized void answered(boolean picture, int status) {
        if (picture) {
            picturesInFlight--;
            picturesServed += status == 200 ? 1 : 0;
            return;
        }
        answered++;
        inFlight--;
    }

    synchronized void left(boolean picture) {
        left++;
        if (picture) {
            picturesInFlight--;
        } else {
            inFlight--;
        }
    }

    synchronized void submitted() {
        submits++;
    }

    synchronized void hit() {
        faults++;
    }

    synchronized void working(int change) {
        running += change;
    }

    synchronized void billed(BigDecimal usd, int count) {
        spent = spent.add(usd);
        pictures += count;
    }

    /** Back to zero, but for what is open at this moment. */
    synchronized void reset() {
        requests = 0;
        submits = 0;
        answered = 0;
        left = 0;
        maxInFlight = inFlight;
        pictures = 0;
        picturesServed = 0;
        faults = 0;
        spent = BigDecimal.ZERO;
    }

    synchronized Stats stats() {
        return new Stats(
                requests,
                submits,
                answered,
                left,
                inFlight,
                maxInFlight,
                running,
                pictures,
                picturesServed,
                picturesInFlight,
                faults,
                spent);
    }
}
