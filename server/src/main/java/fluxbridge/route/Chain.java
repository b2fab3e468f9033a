package fluxbridge.route;

import fluxbridge.domain.Money;
import fluxbridge.domain.Note;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.AllFailed;
import fluxbridge.failure.Failure.DeadlinePassed;
import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.failure.GatewayException;
import fluxbridge.metrics.Metrics;
import fluxbridge.route.OneCall.End;
import fluxbridge.route.health.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls made for one picture so far, and what follows from how each ended. Not thread-safe. */
final class Chain {

    private final PictureOrder order;
    private final Course course;
    private final Metrics metrics;
    private final CreditWatch credit;
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<String> tries = new ArrayList<>();
    private final List<Note> hedges = new ArrayList<>();
    private @Nullable FromProvider last;

    Chain(PictureOrder order, Course course, Metrics metrics, CreditWatch credit) {
        this.order = order;
        this.course = course;
        this.metrics = metrics;
        this.credit = credit;
    }

    /** Adds a line to what a failure of the whole picture, or its notes, tell. */
    void tried(String what) {
        tries.add(what);
    }

    /** A second provider is asked beside one that takes unusually long. */
    void hedged(Candidate first, Candidate other, Duration took) {
        hedges.add(new Note(
                "Hedge",
                other.provider().id() + " was asked too after " + Math.max(1, took.toSeconds()) + " s, since "
                        + first.provider().id() + " took unusually long"));
    }

    /**
     * A call has ended: the picture, or empty when the next provider may help.
     *
     * @throws GatewayException the failure when it ends the chain
     */
    Optional<Made> end(End end) {
        return switch (end) {
            case End.Drawn drawn -> Optional.of(drawn(drawn));
            case End.Failed failed -> {
                failed(failed);
                yield Optional.empty();
            }
            case End.Broken broken -> {
                course.cancel(broken.candidate());
                throw thrown(broken.problem());
            }
        };
    }

    /** A call ended since the request was cancelled, which says nothing about the provider. */
    void cancelled(End end) {
        course.cancel(end.candidate());
    }

    /** A call was told to stop because another drew first. It may be billed all the same. */
    void overtaken(End end) {
        var provider = end.candidate().provider();
        course.end(end.candidate(), new Outcome.Overtaken(end.took()));
        var outcome = end instanceof End.Drawn ? "drew, but another did before" : "stopped, since another drew first";
        var cost = end instanceof End.Drawn drawn ? drawn.generated().cost() : null;
        metrics.attempt(provider.id(), "overtaken", end.took().toMillis());
        if (cost != null) {
            metrics.spent(provider.id(), cost);
        }
        order.trail()
                .accept(new Attempt(
                        provider.id(),
                        outcome,
                        end.took().toMillis(),
                        cost,
                        cost == null && !provider.capabilities().free()));
    }

    private Made drawn(End.Drawn drawn) {
        var provider = drawn.candidate().provider();
        var millis = drawn.took().toMillis();
        var cost = drawn.generated().cost();
        course.end(drawn.candidate(), new Outcome.Success(drawn.took()));
        metrics.attempt(provider.id(), "ok", millis);
        credit.drew(provider.id());
        if (cost != null) {
            metrics.spent(provider.id(), cost);
        }
        attempts.add(new Attempt(provider.id(), "ok", millis, cost, false));
        order.trail().accept(attempts.getLast());
        return new Made(drawn.picture(), drawn.generated(), drawn.candidate(), attempts, notes(drawn));
    }

    private List<Note> notes(End.Drawn drawn) {
        var notes = new ArrayList<Note>();
        if (!tries.isEmpty()) {
            notes.add(new Note("Fallback", String.join("; ", tries)));
        }
        notes.addAll(hedges);
        notes.addAll(drawn.candidate().notes());
        notes.addAll(drawn.generated().notes());
        var size = drawn.generated().picture().size();
        if (!size.equals(order.asked())) {
            notes.add(new Note(
                    "Size change",
                    "drawn at " + size + " by " + drawn.candidate().provider().id() + ", brought to " + order.asked()));
        }
        return notes;
    }

    private void failed(End.Failed failed) {
        course.end(failed.candidate(), Lessons.of(failed.problem().failure(), failed.took()));
        if (!(failed.problem().failure() instanceof FromProvider failure)) {
            throw failed.problem(); // what no provider did, such as a cancel
        }
        last = failure;
        note(failure, failed.took().toMillis());
        if (!failure.nextMayHelp()) {
            throw failed.problem();
        }
        if (failure instanceof UnknownOutcome
                && !failed.candidate().provider().capabilities().free()) {
            leaveOutPaid();
        }
    }

    private void note(FromProvider failure, long millis) {
        if (failure instanceof OutOfCredit empty) {
            credit.outOfCredit(empty);
        }
        metrics.attempt(failure.provider(), failure.getClass().getSimpleName(), millis);
        attempts.add(new Attempt(failure.provider(), failure.what(), millis, billed(failure), failure.mayBeBilled()));
        tries.add(failure.message());
        order.trail().accept(attempts.getLast());
    }

    private void leaveOutPaid() {
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

    /** Why there is no picture when nobody is left to ask. */
    Failure ending(Instant now) {
        if (last == null || !now.isBefore(order.deadline())) {
            return new DeadlinePassed(
                    Duration.between(order.start(), order.deadline()),
                    tries.isEmpty() ? "no provider was asked" : String.join("; ", tries));
        }
        return new AllFailed(last, tries);
    }

    private static RuntimeException thrown(Throwable problem) {
        return switch (problem) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(problem);
        };
    }
}
