package fluxbridge.route;

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

    public Courses(Health health, RetryBudget budget, Sleeper sleeper) {
        this.health = health;
        this.budget = budget;
        this.sleeper = sleeper;
    }

    Course start(Plan plan, Instant deadline) {
        return new Course(plan, health, budget, deadline);
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

    private void sleep() {
        try {
            sleeper.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(new Cancelled("interrupted while waiting for a provider"), e);
        }
    }
}
