package fluxbridge.route;

import fluxbridge.route.health.Health;
import fluxbridge.route.health.Outcome;
import fluxbridge.route.health.RetryBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way of one picture through its plan: whom to ask next, and what each answer teaches.
 *
 * <p>In the ranked order a provider that is full, failing or exhausted is passed over; when only such are left, one that is full is waited for,
 * and one that is failing is asked all the same, since it may have recovered. A fixed order asks everybody in turn. Every call but the first
 * takes from the retry budget that all requests share. Not thread-safe.
 */
public final class Course {

    private final Plan plan;
    private final Health health;
    private final RetryBudget budget;
    private final Instant deadline;
    private final List<Candidate> left;
    private boolean first = true;
    private boolean paid;
    private @Nullable String whyOver;

    public Course(Plan plan, Health health, RetryBudget budget, Instant deadline) {
        this.plan = plan;
        this.health = health;
        this.budget = budget;
        this.deadline = deadline;
        this.left = new ArrayList<>(plan.candidates());
        budget.request();
    }

    /** What to do next. */
    public sealed interface Next {

        /** Ask this one; {@link Course#end} must follow. */
        record Ask(Candidate candidate) implements Next {}

        /** All that are left are full: wait until one has room, and ask again. */
        record Wait() implements Next {}

        /** Nobody is asked any more. */
        record Over() implements Next {}
    }

    private static final Next WAIT = new Next.Wait();
    private static final Next OVER = new Next.Over();

    public Next next() {
        if (left.isEmpty()) {
            return OVER;
        }
        var now = health.now();
        if (!mayTry(now)) {
            whyOver = "no second try, since too many requests need one at the moment";
            return OVER;
        }
        var chosen = choose(now);
        if (chosen == null) {
            return WAIT;
        }
        left.remove(chosen);
        paid = false;
        first = false;
        return new Next.Ask(chosen);
    }

    /** Takes one call from the budget, once for each call however often it has to wait for a place. */
    private boolean mayTry(Instant now) {
        paid = paid || first || budget.take(now);
        return paid;
    }

    /** Why nobody is asked any more though somebody is left; empty when it is just that. */
    public Optional<String> whyOver() {
        return Optional.ofNullable(whyOver);
    }

    private @Nullable Candidate choose(Instant now) {
        if (plan.scores().isEmpty()) {
            health.of(left.getFirst().provider().id()).beginAnyhow();
            return left.getFirst();
        }
        for (var candidate : left) {
            if (!tooSlow(candidate, now) && begin(candidate, now, false)) {
                return candidate;
            }
        }
        if (left.stream().anyMatch(candidate -> isFull(candidate, now))) {
            return null;
        }
        for (var candidate : left) {
            if (begin(candidate, now, true)) {
                return candidate;
            }
        }
        return null;
    }

    private boolean begin(Candidate candidate, Instant now, boolean insist) {
        return health.of(candidate.provider().id()).begin(now, insist);
    }

    private boolean isFull(Candidate candidate, Instant now) {
        return health.of(candidate.provider().id()).isFull(now);
    }

    /** One that can hardly finish in time is left for the end. */
    private boolean tooSlow(Candidate candidate, Instant now) {
        return health.of(candidate.provider().id())
                .tooSlowFor(now, plan.steps(), candidate.size().megapixels(), Duration.between(now, deadline));
    }

    /** A call that {@link #next} asked for has ended. */
    public void end(Candidate candidate, Outcome outcome) {
        health.of(candidate.provider().id())
                .end(health.now(), plan.steps(), candidate.size().megapixels(), outcome);
    }

    /** Takes a candidate out: it is not asked any more. */
    public void drop(Candidate candidate) {
        left.remove(candidate);
    }

    /** Whom it has not asked yet, in order. */
    public List<Candidate> left() {
        return List.copyOf(left);
    }
}
