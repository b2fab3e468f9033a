package fluxbridge.route;

import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.BadCredentials;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RateLimited;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.route.health.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a failure teaches about the provider. A request that was wrong or refused says nothing of its condition. */
final class Lessons {

    /** When a provider whose credit is used up does not say when to come back. */
    private static final Duration NO_CREDIT = Duration.ofMinutes(10);

    /** A key does not mend itself, but its owner may. */
    private static final Duration WRONG_KEY = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(24);

    private Lessons() {}

    static Outcome of(Failure failure, Duration took) {
        return switch (failure) {
            case RateLimited limited -> new Outcome.SlowDown(pause(limited.retryAfter(), Duration.ZERO));
            case OutOfCredit credit -> new Outcome.Exhausted(pause(credit.retryAfter(), NO_CREDIT));
            case BadCredentials _ -> new Outcome.Exhausted(WRONG_KEY);
            case Unavailable _, UnknownOutcome _, BadReply _ -> new Outcome.Fault(took, 0);
            default -> new Outcome.Undecided();
        };
    }

    private static Duration pause(@Nullable Duration asked, Duration unsaid) {
        return asked == null ? unsaid : asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }
}
