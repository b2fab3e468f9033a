package fluxbridge.route.health;

import fluxbridge.route.health.Forecast.Condition;
import java.time.Duration;
import java.time.Instant;

/** The condition of one provider. Thread-safe. */
public final class ProviderHealth {

    /** A call that takes so many times what was expected, and at least so long, counts against the breaker. */
    private static final double SLOW_FACTOR = 6;

    private static final double SLOW_SECONDS = 30;

    private final Breaker breaker = new Breaker();
    private final InFlight inFlight = new InFlight();
    private Observed own;
    private Observed others;
    private Instant exhaustedUntil = Instant.MIN;

    ProviderHealth(Instant now) {
        own = Observed.nothing(now);
        others = Observed.nothing(now);
    }

    /**
     * @param steps of the sampler
     * @param megapixels of the picture
     */
    public synchronized Forecast forecast(Instant now, int steps, double megapixels) {
        var seen = seen(now);
        double x = Observed.work(steps, megapixels);
        return new Forecast(
                seen.success(),
                seen.seconds(x),
                seen.secondsToFault(),
                seen.dollarsPerFault(),
                condition(now),
                exhaustedUntil.isAfter(now) ? exhaustedUntil : breaker.until());
    }

    private Condition condition(Instant now) {
        if (exhaustedUntil.isAfter(now)) {
            return Condition.EXHAUSTED;
        }
        if (!breaker.admits(now)) {
            return Condition.FAILING;
        }
        return inFlight.hasRoom() ? Condition.READY : Condition.FULL;
    }

    /**
     * Takes a place for one call; whoever gets true must {@link #end} it.
     *
     * @param insist takes it also from a provider that is failing or exhausted, because nobody else is left
     * @return false when the provider should not be asked now
     */
    public synchronized boolean begin(Instant now, boolean insist) {
        var condition = condition(now);
        if (condition == Condition.FULL || (condition != Condition.READY && !insist)) {
            return false;
        }
        beginAnyhow();
        return true;
    }

    /** Takes a place whatever the condition. */
    public synchronized void beginAnyhow() {
        inFlight.begun();
        breaker.begun();
    }

    /** True when it may be asked but for the calls that run. */
    public synchronized boolean isFull(Instant now) {
        return condition(now) == Condition.FULL;
    }

    /** True when less than one picture in twenty is made in this time. */
    public synchronized boolean tooSlowFor(Instant now, int steps, double megapixels, Duration left) {
        return seen(now).seconds(Observed.work(steps, megapixels), -1.645) > left.toMillis() / 1000.0;
    }

    /** Nineteen of twenty pictures are made within this time. */
    public synchronized Duration usual(Instant now, int steps, double megapixels) {
        return Duration.ofMillis(Math.round(1000 * seen(now).seconds(Observed.work(steps, megapixels), 1.645)));
    }

    /**
     * How much longer a call is likely to take.
     *
     * @param took so far
     */
    public synchronized double secondsLeft(Instant now, int steps, double megapixels, Duration took) {
        return seen(now).secondsLeft(Observed.work(steps, megapixels), took.toMillis() / 1000.0);
    }

    public synchronized void end(Instant now, int steps, double megapixels, Outcome outcome) {
        inFlight.ended();
        switch (outcome) {
            case Outcome.Success(var took) -> success(now, Observed.work(steps, megapixels), seconds(took));
            case Outcome.Overtaken(var took) -> overtaken(now, Observed.work(steps, megapixels), seconds(took));
            case Outcome.Fault(var took, var dollars) -> {
                own = own.faded(now).fault(seconds(took), dollars);
                breaker.fault(now);
            }
            case Outcome.SlowDown(var pause) -> {
                inFlight.slowDown(now);
                breaker.undecided();
                exhaust(now.plus(pause));
            }
            case Outcome.Exhausted(var pause) -> {
                breaker.undecided();
                exhaust(now.plus(pause));
            }
            case Outcome.Undecided() -> breaker.undecided();
        }
        notifyAll();
    }

    private void success(Instant now, double x, double seconds) {
        inFlight.success();
        if (wasSlow(now, x, seconds)) {
            breaker.fault(now);
        } else {
            breaker.success();
        }
    }

    /** Known to take as long at the least, it counts as if it took just that: it moves the time, and not the breaker's count of pictures. */
    private void overtaken(Instant now, double x, double seconds) {
        if (wasSlow(now, x, seconds)) {
            breaker.fault(now);
        } else {
            breaker.undecided();
        }
    }

    /** Takes the time in; true when it is far from what was believed before. */
    private boolean wasSlow(Instant now, double x, double seconds) {
        var believed = seen(now);
        own = own.faded(now).success(x, seconds, believed);
        return seconds > SLOW_SECONDS && seconds > SLOW_FACTOR * believed.seconds(x);
    }

    private void exhaust(Instant until) {
        if (until.isAfter(exhaustedUntil)) {
            exhaustedUntil = until;
        }
    }

    private static double seconds(Duration took) {
        return took.toMillis() / 1000.0;
    }

    private Observed seen(Instant now) {
        own = own.faded(now);
        others = others.faded(now);
        return own.plus(others);
    }

    /** What this replica saw, for the others and for after a restart. */
    public synchronized Kept keep(Instant now) {
        own = own.faded(now);
        return new Kept(own, exhaustedUntil.isAfter(now) ? exhaustedUntil : null);
    }

    /** Takes what the other replicas saw, instead of what they had seen before. */
    synchronized void learn(Instant now, Observed seenByOthers, Instant exhausted) {
        others = seenByOthers.faded(now);
        exhaust(exhausted);
    }

    public synchronized int running() {
        return inFlight.running();
    }

    public synchronized int limit() {
        return inFlight.limit();
    }

    /** How often it was seen to make a picture in the last minutes, fading. */
    public synchronized double recentPictures(Instant now) {
        return seen(now).now().good();
    }

    public synchronized double recentFaults(Instant now) {
        return seen(now).now().bad();
    }
}
