package fluxbridge.route;

import fluxbridge.domain.Money;
import fluxbridge.domain.Note;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.AllFailed;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.DeadlinePassed;
import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.Fit;
import fluxbridge.image.UnreadablePictureException;
import fluxbridge.ledger.Hold;
import fluxbridge.ledger.OpenAttempt;
import fluxbridge.metrics.Metrics;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Call;
import fluxbridge.provider.Generated;
import fluxbridge.provider.Progress;
import fluxbridge.route.health.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the candidates of a plan one after the other until one has drawn the picture, under the request's one deadline.
 *
 * <p>A failure that another provider could not cure ends the chain. After a paid call whose outcome is unknown only free providers are asked: the
 * first picture may exist and be billed.
 */
public final class Fallback {

    private final Duration attemptTimeout;
    private final InstantSource clock;
    private final Supplier<String> uuids;
    private final Fit fit;
    private final Courses courses;
    private final Spending spending;
    private final Metrics metrics;
    private final CreditWatch credit;

    /**
     * @param attemptTimeout longest time for one call to one provider
     * @param credit hears of each provider that drew or has no credit
     */
    public Fallback(
            Duration attemptTimeout,
            InstantSource clock,
            Supplier<String> uuids,
            Fit fit,
            Courses courses,
            Spending spending,
            Metrics metrics,
            CreditWatch credit) {
        this.attemptTimeout = attemptTimeout;
        this.clock = clock;
        this.uuids = uuids;
        this.fit = fit;
        this.courses = courses;
        this.spending = spending;
        this.metrics = metrics;
        this.credit = credit;
    }

    /**
     * @param asked the size the caller wants; {@code request} is cut to fit each candidate
     * @param hold pays for the calls; stays open
     * @param trail hears of every call that has ended, whatever becomes of the picture
     * @throws GatewayException the failure that ended the chain
     */
    public Made run(
            Plan plan,
            Hold hold,
            PictureRequest request,
            Size asked,
            Instant start,
            Instant deadline,
            Progress progress,
            BodyPermit bodies,
            Consumer<Attempt> trail) {
        var attempts = new ArrayList<Attempt>();
        var tries = new ArrayList<String>();
        @Nullable FromProvider last = null;
        var course = courses.start(plan, deadline);
        while (true) {
            var asking = courses.await(course, deadline, progress);
            if (asking.isEmpty()) {
                course.whyOver().ifPresent(tries::add);
                throw new GatewayException(ending(last, tries, start, deadline));
            }
            var candidate = asking.get();
            var begun = clock.instant();
            try {
                var made = attempt(
                        candidate, plan.steps(), hold, request, asked, deadline, progress, bodies, attempts, tries);
                course.end(candidate, new Outcome.Success(Duration.between(begun, clock.instant())));
                trail.accept(attempts.getLast());
                return made;
            } catch (GatewayException e) {
                course.end(candidate, Lessons.of(e.failure(), Duration.between(begun, clock.instant())));
                last = failed(e, begun, attempts, tries);
                trail.accept(attempts.getLast());
                if (!last.nextMayHelp()) {
                    throw e;
                }
                if (last instanceof UnknownOutcome
                        && !candidate.provider().capabilities().free()) {
                    leaveOutPaid(course, tries);
                }
            } catch (RuntimeException | Error e) {
                course.end(candidate, new Outcome.Undecided());
                throw e;
            }
        }
    }

    /** Notes what came of an attempt. @throws GatewayException what no provider did, such as a cancel */
    private FromProvider failed(GatewayException e, Instant begun, List<Attempt> attempts, List<String> tries) {
        if (!(e.failure() instanceof FromProvider failure)) {
            throw e;
        }
        var millis = Duration.between(begun, clock.instant()).toMillis();
        if (failure instanceof OutOfCredit empty) {
            credit.outOfCredit(empty);
        }
        metrics.attempt(failure.provider(), failure.getClass().getSimpleName(), millis);
        attempts.add(new Attempt(failure.provider(), failure.what(), millis, billed(failure), failure.mayBeBilled()));
        tries.add(failure.message());
        return failure;
    }

    private static void leaveOutPaid(Course course, List<String> tries) {
        for (var other : course.left()) {
            if (!other.provider().capabilities().free()) {
                course.drop(other);
                tries.add(other.provider().id() + " was not asked, since the picture may be paid for already");
            }
        }
    }

    private @Nullable Money billed(FromProvider failure) {
        if (failure instanceof RefusedBySafety refused) {
            var billed = refused.billed();
            if (billed != null) {
                metrics.spent(refused.provider(), billed);
            }
            return billed;
        }
        return null;
    }

    private Failure ending(@Nullable FromProvider last, List<String> tries, Instant start, Instant deadline) {
        if (last == null || !clock.instant().isBefore(deadline)) {
            return new DeadlinePassed(
                    Duration.between(start, deadline),
                    tries.isEmpty() ? "no provider was asked" : String.join("; ", tries));
        }
        return new AllFailed(last, tries);
    }

    private Made attempt(
            Candidate candidate,
            int steps,
            Hold hold,
            PictureRequest request,
            Size asked,
            Instant deadline,
            Progress progress,
            BodyPermit bodies,
            List<Attempt> attempts,
            List<String> tries) {
        var begun = clock.instant();
        var provider = candidate.provider();
        var until = begun.plus(attemptTimeout).isBefore(deadline) ? begun.plus(attemptTimeout) : deadline;
        var id = uuids.get();
        var open = spending.open(hold, candidate, steps, id);
        var call = new Call(id, until, progress, bodies, open::taken);
        var generated = ask(candidate, request, call, open);
        var made = finish(candidate, generated, asked, tries);
        var millis = Duration.between(begun, clock.instant()).toMillis();
        metrics.attempt(provider.id(), "ok", millis);
        credit.drew(provider.id());
        if (generated.cost() != null) {
            metrics.spent(provider.id(), generated.cost());
        }
        attempts.add(new Attempt(provider.id(), "ok", millis, generated.cost(), false));
        return new Made(made.picture(), generated, candidate, attempts, made.notes());
    }

    /** The one call; whatever becomes of it, its end is booked. */
    private static Generated ask(Candidate candidate, PictureRequest request, Call call, OpenAttempt open) {
        var provider = candidate.provider();
        try {
            call.progress().asking(provider.id(), provider.capabilities().free());
            var generated = provider.generate(candidate.cut(request), call);
            open.settled(generated.cost());
            return generated;
        } catch (GatewayException e) {
            bookFailure(open, e.failure());
            throw e;
        } catch (RuntimeException | Error e) {
            open.unknown();
            throw e;
        }
    }

    /** A call that was cancelled may have been billed like one that timed out. */
    private static void bookFailure(OpenAttempt open, Failure failure) {
        switch (failure) {
            case FromProvider free when !free.mayBeBilled() -> open.failed(Money.ZERO);
            case RefusedBySafety refused -> {
                // What was drawn and then flagged is billed like any other; of what was declined nobody says.
                if (refused.billed() != null || refused.drew()) {
                    open.failed(refused.billed());
                } else {
                    open.unknown();
                }
            }
            default -> open.unknown();
        }
    }

    private Made finish(Candidate candidate, Generated generated, Size asked, List<String> tries) {
        var notes = new ArrayList<Note>();
        if (!tries.isEmpty()) {
            notes.add(new Note("Fallback", String.join("; ", tries)));
        }
        notes.addAll(candidate.notes());
        notes.addAll(generated.notes());
        var drawn = generated.picture().size();
        if (!drawn.equals(asked)) {
            notes.add(new Note(
                    "Size change",
                    "drawn at " + drawn + " by " + candidate.provider().id() + ", brought to " + asked));
        }
        try {
            return new Made(fit.to(generated.picture(), asked), generated, candidate, List.of(), notes);
        } catch (UnreadablePictureException e) {
            throw new GatewayException(
                    new BadReply(candidate.provider().id(), "sent an unusable picture: " + e.getMessage()), e);
        }
    }

    /** What all attempts together are known to have cost; null when no provider said. */
    public static @Nullable Money cost(Collection<Attempt> attempts) {
        return attempts.stream()
                .map(Attempt::cost)
                .filter(java.util.Objects::nonNull)
                .reduce(Money::plus)
                .orElse(null);
    }
}
