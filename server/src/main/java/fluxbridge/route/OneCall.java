package fluxbridge.route;

import fluxbridge.domain.Money;
import fluxbridge.domain.Picture;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.Fit;
import fluxbridge.image.UnreadablePictureException;
import fluxbridge.ledger.OpenAttempt;
import fluxbridge.provider.Call;
import fluxbridge.provider.Generated;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** One call to one provider for one picture: made once, and its end is booked whatever becomes of it. */
final class OneCall {

    private final Candidate candidate;
    private final Call call;
    private final OpenAttempt open;
    private final Instant begun;
    private final InstantSource clock;

    /** @param open written down before the call is made */
    OneCall(Candidate candidate, Call call, OpenAttempt open, InstantSource clock) {
        this.candidate = candidate;
        this.call = call;
        this.open = open;
        this.begun = clock.instant();
        this.clock = clock;
    }

    /** How a call ended. */
    sealed interface End {

        Candidate candidate();

        Duration took();

        /** @param picture of the asked size */
        record Drawn(Candidate candidate, Duration took, Generated generated, Picture picture) implements End {}

        /** A failure in the bridge's words: of the provider, or a cancel. */
        record Failed(Candidate candidate, Duration took, GatewayException problem) implements End {}

        /** @param problem a {@link RuntimeException} or an {@link Error} */
        record Broken(Candidate candidate, Duration took, Throwable problem) implements End {}
    }

    Candidate candidate() {
        return candidate;
    }

    Instant begun() {
        return begun;
    }

    /** Never throws. */
    End make(PictureOrder order, Fit fit) {
        try {
            var generated = ask(order);
            return new End.Drawn(candidate, took(), generated, fitted(generated, order, fit));
        } catch (GatewayException e) {
            return new End.Failed(candidate, took(), e);
        } catch (RuntimeException | Error e) {
            return new End.Broken(candidate, took(), e);
        }
    }

    private Duration took() {
        return Duration.between(begun, clock.instant());
    }

    private Generated ask(PictureOrder order) {
        var provider = candidate.provider();
        try {
            call.progress().asking(provider.id(), provider.capabilities().free());
            var generated = provider.generate(candidate.cut(order.request()), call);
            open.settled(generated.cost());
            return generated;
        } catch (GatewayException e) {
            book(e.failure());
            throw e;
        } catch (RuntimeException | Error e) {
            open.unknown();
            throw e;
        }
    }

    /** A call that was cancelled may have been billed like one that timed out. */
    private void book(Failure failure) {
        switch (failure) {
            case FromProvider free when !free.mayBeBilled() -> open.failed(Money.ZERO);
            case RefusedBySafety refused -> book(refused);
            default -> open.unknown();
        }
    }

    /** What was drawn and then flagged is billed like any other; of what was declined nobody says. */
    private void book(RefusedBySafety refused) {
        @Nullable Money billed = refused.billed();
        if (billed != null || refused.drew()) {
            open.failed(billed);
        } else {
            open.unknown();
        }
    }

    private Picture fitted(Generated generated, PictureOrder order, Fit fit) {
        try {
            return fit.to(generated.picture(), order.asked());
        } catch (UnreadablePictureException e) {
            throw new GatewayException(
                    new BadReply(candidate.provider().id(), "sent an unusable picture: " + e.getMessage()), e);
        }
    }
}
