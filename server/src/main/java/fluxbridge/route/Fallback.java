package fluxbridge.route;

import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.Fit;
import fluxbridge.metrics.Metrics;
import fluxbridge.provider.Call;
import fluxbridge.provider.Progress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the candidates of a plan one after the other until one has drawn the picture, under the request's one deadline.
 *
 * <p>A failure that another provider could not cure ends the chain. After a paid call whose outcome is unknown only free providers are asked: the
 * first picture may exist and be billed. A call that takes unusually long gets one beside it when the time that saves is worth its price; the
 * first picture is taken, and the other call is told to stop.
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

    /** @throws GatewayException the failure that ended the chain */
    public Made run(PictureOrder order) {
        var course = courses.start(order.plan(), order.deadline());
        var chain = new Chain(order, course, metrics, credit);
        while (true) {
            var asking = courses.await(course, order.deadline(), order.progress());
            if (asking.isEmpty()) {
                course.whyOver().ifPresent(chain::tried);
                throw new GatewayException(chain.ending(clock.instant()));
            }
            var candidate = asking.get();
            var call = open(order, course, candidate, order.progress());
            var made = course.mayHedge() ? race(order, course, chain, call) : chain.end(call.make(order, fit));
            if (made.isPresent()) {
                return made.get();
            }
        }
    }

    /** Asks, and asks a second provider too should the first take unusually long. Empty when the next in the plan may help. */
    private Optional<Made> race(PictureOrder order, Course course, Chain chain, OneCall first) {
        var race = new Race(order, fit);
        race.start(first);
        var looks = Courses.looks(course, first.candidate());
        try {
            var patience = looks.first();
            while (race.isRunning()) {
                var end = race.next(patience);
                patience = looks.next();
                if (end.isPresent()) {
                    var made = chain.end(end.get());
                    if (made.isPresent()) {
                        return made;
                    }
                } else {
                    hedge(order, course, chain, first).ifPresent(race::start);
                }
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            return stopped(race, chain, e);
        } finally {
            race.stop().forEach(chain::overtaken);
        }
    }

    private Optional<OneCall> hedge(PictureOrder order, Course course, Chain chain, OneCall first) {
        var took = Duration.between(first.begun(), clock.instant());
        return course.beside(first.candidate(), took, attemptTimeout, order.hedge())
                .flatMap(other -> {
                    try {
                        var call = open(order, course, other, quiet(order.progress()));
                        chain.hedged(first.candidate(), other, took);
                        return Optional.of(call);
                    } catch (GatewayException _) {
                        // No budget for a second call: the first may still come.
                        return Optional.empty();
                    }
                });
    }

    /** Two calls would make progress jump; that of the first is told. */
    private static Progress quiet(Progress progress) {
        return new Progress() {
            @Override
            public void report(double fraction, String what) {
                // the first call's is told
            }

            @Override
            public void asking(ProviderId provider, boolean free) {
                progress.asking(provider, free);
            }
        };
    }

    /** The request was cancelled. A picture that came at the last moment is paid for, so it is kept. */
    private static Optional<Made> stopped(Race race, Chain chain, InterruptedException interrupt) {
        var ends = race.stop();
        Thread.currentThread().interrupt();
        for (var end : ends) {
            if (end instanceof OneCall.End.Drawn) {
                return chain.end(end);
            }
        }
        ends.forEach(chain::cancelled);
        throw new GatewayException(new Cancelled("interrupted while a provider was drawing"), interrupt);
    }

    /** Writes down that a provider is about to be asked. */
    private OneCall open(PictureOrder order, Course course, Candidate candidate, Progress progress) {
        var begun = clock.instant();
        var until =
                begun.plus(attemptTimeout).isBefore(order.deadline()) ? begun.plus(attemptTimeout) : order.deadline();
        var id = uuids.get();
        try {
            var open = spending.open(order.hold(), candidate, order.plan().steps(), id);
            return new OneCall(candidate, new Call(id, until, progress, order.bodies(), open::taken), open, clock);
        } catch (RuntimeException | Error e) {
            course.cancel(candidate);
            throw e;
        }
    }

    /** What all attempts together are known to have cost; null when no provider said. */
    public static @Nullable Money cost(Collection<Attempt> attempts) {
        return attempts.stream()
                .map(Attempt::cost)
                .filter(Objects::nonNull)
                .reduce(Money::plus)
                .orElse(null);
    }
}
