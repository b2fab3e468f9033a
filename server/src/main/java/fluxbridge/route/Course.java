package fluxbridge.route;

import fluxbridge.config.RoutingSettings.Hedging;
import fluxbridge.route.health.Forecast;
import fluxbridge.route.health.Health;
import fluxbridge.route.health.Outcome;
import fluxbridge.route.health.RetryBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
    private final Hedging hedging;
    private boolean first = true;
    private boolean paid;
    private @Nullable String whyOver;

    /** @param hedging who may be asked beside a provider that takes unusually long */
    public Course(Plan plan, Health health, RetryBudget budget, Instant deadline, Hedging hedging) {
        this.hedging = hedging;
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

    /** A call ended in a way that says nothing about the provider. */
    void cancel(Candidate candidate) {
        end(candidate, new Outcome.Undecided());
    }

    /** True when a second call may be worth its price should the one that runs take unusually long. */
    boolean mayHedge() {
        return !plan.scores().isEmpty() && left.stream().anyMatch(this::isHedge);
    }

    private boolean isHedge(Candidate other) {
        return switch (hedging) {
            case OFF -> false;
            case FREE -> other.provider().capabilities().free();
            case AUTO -> true;
        };
    }

    /** Within this time the running call is done in nineteen of twenty cases. */
    Duration usual(Candidate running) {
        return health.of(running.provider().id())
                .usual(health.now(), plan.steps(), running.size().megapixels());
    }

    /**
     * Whom to ask beside a call that takes unusually long; {@link #end} must follow for it too. Empty while that does not pay: the seconds it
     * would save, at what they are worth to the caller, must be worth more than the second call's price and the LoRAs that it leaves out.
     *
     * @param took how long the running call has taken so far
     * @param most how long it is waited for at the most
     * @param leave asked last; gives leave to one such call for the whole request
     */
    Optional<Candidate> beside(Candidate running, Duration took, Duration most, BooleanSupplier leave) {
        if (took.compareTo(usual(running)) < 0) {
            return Optional.empty();
        }
        var now = health.now();
        double left = Math.min(
                health.of(running.provider().id())
                        .secondsLeft(now, plan.steps(), running.size().megapixels(), took),
                Math.max(0, most.minus(took).toMillis() / 1000.0));
        var other = this.left.stream()
                .filter(this::isHedge)
                .filter(it -> pays(running, it, left, now))
                .findFirst();
        if (other.isEmpty() || !leave.getAsBoolean() || !budget.take(now) || !begin(other.get(), now, false)) {
            return Optional.empty();
        }
        this.left.remove(other.get());
        return other;
    }

    private boolean pays(Candidate running, Candidate other, double secondsLeft, Instant now) {
        var first = score(running);
        var second = score(other);
        var forecast = health.of(other.provider().id())
                .forecast(now, plan.steps(), other.size().megapixels());
        if (forecast.condition() != Forecast.Condition.READY) {
            return false;
        }
        double saved = (secondsLeft - forecast.seconds()) * forecast.success();
        double lost = Math.max(0, second.dropped() - first.dropped());
        return second.preference().dollarsPerSecond() * saved
                > second.price() + second.preference().dollarsPerLora() * lost;
    }

    private Score score(Candidate candidate) {
        var id = candidate.provider().id();
        return plan.scores().stream()
                .filter(score -> score.provider().equals(id))
                .findFirst()
                .orElseThrow();
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
