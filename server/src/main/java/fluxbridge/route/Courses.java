package fluxbridge.route;

import fluxbridge.config.RoutingSettings.Hedging;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.Progress;
import fluxbridge.provider.Sleeper;
import fluxbridge.route.health.Health;
import fluxbridge.route.health.RetryBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Starts courses, and waits for a place where every provider that is left is full. */
public final class Courses {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Health health;
    private final RetryBudget budget;
    private final Sleeper sleeper;
    private final Hedging hedging;

    /** @param hedging who may be asked beside a provider that takes unusually long */
    public Courses(Health health, RetryBudget budget, Sleeper sleeper, Hedging hedging) {
        this.health = health;
        this.budget = budget;
        this.sleeper = sleeper;
        this.hedging = hedging;
    }

    Course start(Plan plan, Instant deadline) {
        return new Course(plan, health, budget, deadline, hedging);
    }

    /**
     * Whom to ask next, waiting for a place if it must be; empty when nobody is left or the deadline has passed.
     *
     * @throws GatewayException {@code Cancelled} when interrupted
     */
    Optional<Candidate> await(Course course, Instant deadline, Progress progress) {
        boolean said = false;
        while (health.now().isBefore(deadline)) {
            switch (course.next()) {
                case Course.Next.Ask ask -> {
                    return Optional.of(ask.candidate());
                }
                case Course.Next.Over _ -> {
                    return Optional.empty();
                }
                case Course.Next.Wait _ -> {
                    if (!said) {
                        progress.report(0, "queued: every provider has as much to do as it takes");
                        said = true;
                    }
                    sleep();
                }
            }
        }
        return Optional.empty();
    }

    /**
     * When it is looked whether a second call pays.
     *
     * @param first after the start of the call
     * @param next after the last look
     */
    record Looks(Duration first, Duration next) {}

    static Looks looks(Course course, Candidate running) {
        var usual = course.usual(running);
        return new Looks(usual, Duration.ofMillis(Math.clamp(usual.toMillis() / 4, 20, 1000)));
    }

    private void sleep() {
        try {
            sleeper.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(new Cancelled("interrupted while waiting for a provider"), e);
        }
    }
}
