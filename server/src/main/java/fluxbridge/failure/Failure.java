package fluxbridge.failure;

import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that can go wrong and be told to a caller. Adding one makes the mapping to HTTP fail to compile until it has a status. */
public sealed interface Failure {

    /** What happened and the way out, in words fit for a user; never holds a secret. */
    String message();

    /** Fields of the request cannot be used; nothing was drawn and nothing was spent. */
    record BadRequest(List<Problem> problems) implements Failure {

        /**
         * One field.
         *
         * @param path where it stands, such as {@code [body, steps]}
         * @param type a machine-readable kind, such as {@code value_error}
         */
        public record Problem(List<String> path, String why, String type) {
            public Problem {
                path = List.copyOf(path);
            }
        }

        public BadRequest {
            problems = List.copyOf(problems);
        }

        /** A value of the body that is out of range or makes no sense. */
        public static BadRequest field(String name, String why) {
            return new BadRequest(List.of(new Problem(List.of("body", name), why, "value_error")));
        }

        @Override
        public String message() {
            return problems.stream()
                    .map(problem -> String.join(
                                    ".",
                                    problem.path().subList(1, problem.path().size())) + ": " + problem.why())
                    .collect(java.util.stream.Collectors.joining("; "));
        }
    }

    /** The body is not JSON, or not a JSON object. */
    record NotJson(int position, String why) implements Failure {
        @Override
        public String message() {
            return "the request body is not a JSON object: " + why;
        }
    }

    /** A script that the bridge does not have. */
    record UnknownScript(String name) implements Failure {
        @Override
        public String message() {
            return "Script '" + name + "' not found";
        }
    }

    /** A page of another site asks, and that site is not allowed to. */
    record ForeignOrigin(String origin) implements Failure {
        @Override
        public String message() {
            return "pages of " + origin + " may not use this bridge; add it to CORS_ALLOW_ORIGINS if it is yours";
        }
    }

    /**
     * Nobody knows who asks, or the token that was shown is not good.
     *
     * @param message begins with the words that A1111's clients know
     */
    record Unauthorized(String message) implements Failure {}

    /** Who asks is known, and may not have this. */
    record Forbidden(String message) implements Failure {}

    /** A rate, a daily number or a queue is used up; nothing was looked at and nothing was spent. */
    record LimitReached(String what, Duration retryAfter) implements Failure {
        @Override
        public String message() {
            long seconds = Math.max(1, (retryAfter.toMillis() + 999) / 1000);
            return what + "; ask again in " + seconds + " s";
        }
    }

    /** A body came so slowly that it holds up a connection to no purpose. */
    record TooSlow(long bytesPerSecond) implements Failure {
        @Override
        public String message() {
            return "the request body came more slowly than " + bytesPerSecond + " bytes a second; send it again";
        }
    }

    /**
     * A change of the LoRA dictionary that is not made; the file stays as it was.
     *
     * @param spots what is wrong where, for {@code INVALID}
     */
    record DictionaryRefused(Kind kind, String why, List<Spot> spots) implements Failure {

        /** Why not. */
        public enum Kind {
            EXISTS,
            STALE,
            NOTHING_TO_UNDO,
            INVALID,
            BROKEN,
            UNWRITABLE
        }

        /** @param line of what was sent, from 1; 0 when it has no lines */
        public record Spot(int line, String field, String why) {}

        public DictionaryRefused {
            spots = List.copyOf(spots);
        }

        @Override
        public String message() {
            return spots.isEmpty()
                    ? why
                    : spots.stream()
                            .map(spot -> "line " + spot.line() + ": " + spot.field() + ": " + spot.why())
                            .collect(java.util.stream.Collectors.joining("; "));
        }
    }

    /** Something that the path names does not exist. */
    record NotFound(String what) implements Failure {
        @Override
        public String message() {
            return what;
        }
    }

    /** A header of the request cannot be used. */
    record BadHeader(String name, String why) implements Failure {
        @Override
        public String message() {
            return name + " " + why;
        }
    }

    /** An {@code Idempotency-Key} was used for another request within the last 24 hours. */
    record KeyReused() implements Failure {
        @Override
        public String message() {
            return "this Idempotency-Key was used for another request; take a new key for a new request";
        }
    }

    /** The request with this {@code Idempotency-Key} is still being carried out. */
    record StillRunning(Duration retryAfter) implements Failure {
        @Override
        public String message() {
            return "the request with this Idempotency-Key is still running; ask again for its answer after Retry-After seconds";
        }
    }

    /** The bridge is being stopped: what runs is finished, nothing new is begun. */
    record Stopping() implements Failure {
        @Override
        public String message() {
            return "the bridge is stopping and begins no new pictures; send the request again after Retry-After seconds";
        }
    }

    /** The request with this {@code Idempotency-Key} was answered, but the answer is not kept here. */
    record AnswerGone() implements Failure {
        @Override
        public String message() {
            return "the request with this Idempotency-Key was carried out, but its answer is not kept here any more; take a"
                    + " new key to have it carried out again, and billed again";
        }
    }

    /** The body is longer than the bridge reads. */
    record TooLarge(long limitBytes) implements Failure {
        @Override
        public String message() {
            return "the request body is over the limit of " + limitBytes
                    + " bytes; send a smaller one or raise MAX_BODY_MB";
        }
    }

    /** The bridge's own content policy declines; no provider was asked and nothing was spent. Which rule it was is not told. */
    record RefusedByPolicy() implements Failure {
        @Override
        public String message() {
            return "this request was refused by the content policy; nothing was drawn or charged;"
                    + " docs/content-policy.md says what the bridge does not draw";
        }
    }

    /** The caller was refused several times in a row and has to wait. */
    record CoolingDown(Duration retryAfter) implements Failure {
        @Override
        public String message() {
            return "too many refused requests; try again in " + Math.max(1, retryAfter.toSeconds()) + " s";
        }
    }

    /** The model that was named is not among the titles of {@code /sdapi/v1/sd-models}. */
    record UnknownModel(String model, String known) implements Failure {
        @Override
        public String message() {
            return "model '" + model + "' not found; known models: " + known;
        }
    }

    /**
     * A budget has no room for what the request may cost; nothing was drawn and nothing was spent for it.
     *
     * @param budget whose it is and how it is set, such as {@code the budget of the day (DAILY_BUDGET_USD)}
     * @param taken what is spent, held for running requests and of unknown outcome
     * @param held the part of it that requests which run or wait hold and may give back
     * @param asked the most that the request may cost; over {@code cap} no wait can help
     * @param resetsAt when the budget begins anew, null when that does not help
     * @param retryAfter until then, null when that does not help
     */
    record BudgetSpent(
            String budget,
            Money cap,
            Money taken,
            Money held,
            Money asked,
            java.time.@Nullable Instant resetsAt,
            @Nullable Duration retryAfter)
            implements Failure {
        /** One that would not even fit into an untouched budget. */
        private boolean isOverTheWhole() {
            return asked.micros() > cap.micros();
        }

        @Override
        public String message() {
            if (isOverTheWhole()) {
                return budget + " is " + cap + ", and this request alone may cost " + asked
                        + "; ask for fewer or smaller pictures or a cheaper provider, or raise that budget";
            }
            return budget + " is " + cap + ", of which " + taken + " are taken"
                    + (held.micros() == 0 ? "" : " (" + held + " by requests that run or wait)")
                    + "; this request may cost " + asked + "; "
                    + (resetsAt == null ? "it does not reset: ask for a higher one" : "it resets at " + resetsAt);
        }
    }

    /** No enabled provider can do what was asked. */
    record NoRoute(String why) implements Failure {
        @Override
        public String message() {
            return why;
        }
    }

    /** The client left, interrupted, or the bridge is stopping. */
    record Cancelled(String why) implements Failure {
        @Override
        public String message() {
            return "cancelled: " + why;
        }
    }

    /** The request's own deadline passed. */
    record DeadlinePassed(Duration deadline, String lastTry) implements Failure {
        @Override
        public String message() {
            return "no picture within " + deadline.toSeconds() + " s (REQUEST_DEADLINE_SECONDS); " + lastTry;
        }
    }

    /** Every provider that was tried failed; {@code last} is the failure that decides the status. */
    record AllFailed(FromProvider last, List<String> tries) implements Failure {
        public AllFailed {
            tries = List.copyOf(tries);
        }

        @Override
        public String message() {
            return "no provider could make the picture: " + String.join("; then ", tries);
        }
    }

    /** Happened at a provider. {@link #nextMayHelp()} decides whether the next candidate is tried. */
    sealed interface FromProvider extends Failure {
        ProviderId provider();

        /** In the provider's case, such as {@code asks to slow down (429)}; its own way out, if it has one, stands after a semicolon. */
        String what();

        /** What the user can do about it when {@link #what()} does not say. */
        String wayOut();

        /** True when another provider could cure it; false when asking another would be wrong (a refusal) or useless (a bad request). */
        boolean nextMayHelp();

        /** True when the provider may have done, and billed, the work. */
        default boolean mayBeBilled() {
            return false;
        }

        @Override
        default String message() {
            return provider() + ": " + what() + (what().contains(";") ? "" : "; " + wayOut());
        }
    }

    /** The provider asks to slow down. */
    record RateLimited(
            ProviderId provider, String what, @Nullable Duration retryAfter) implements FromProvider {
        @Override
        public String wayOut() {
            return "try again "
                    + (retryAfter == null ? "in a minute" : "in " + Math.max(1, retryAfter.toSeconds()) + " s")
                    + ", or add a provider to fall back on";
        }

        @Override
        public boolean nextMayHelp() {
            return true;
        }
    }

    /** The account at the provider has no credit or quota left. {@code until} is when it comes back, where the provider says so. */
    record OutOfCredit(
            ProviderId provider, String what, @Nullable Duration retryAfter) implements FromProvider {
        @Override
        public String wayOut() {
            return "top up the account, or take it out of PROVIDER_ORDER until then";
        }

        @Override
        public boolean nextMayHelp() {
            return true;
        }
    }

    /**
     * The provider's safety checker declined. No other provider is asked.
     *
     * @param billed what the provider says it billed for it, null when it does not say
     * @param drew true when the picture was drawn and then flagged: that is billed like any other
     */
    record RefusedBySafety(
            ProviderId provider, String what, @Nullable Money billed, boolean drew) implements FromProvider {

        /** Declined before it was drawn, as far as the provider says. */
        public RefusedBySafety(ProviderId provider, String what, @Nullable Money billed) {
            this(provider, what, billed, false);
        }

        @Override
        public String wayOut() {
            return "change the prompt; no other provider is asked";
        }

        @Override
        public boolean nextMayHelp() {
            return false;
        }

        @Override
        public boolean mayBeBilled() {
            return billed == null || billed.micros() > 0;
        }
    }

    /** The provider says the request itself is wrong for it: an unknown model, LoRA or parameter value. */
    record RejectedByProvider(ProviderId provider, String what) implements FromProvider {
        @Override
        public String wayOut() {
            return "change what it names, or draw with another provider (?provider=)";
        }

        @Override
        public boolean nextMayHelp() {
            return true;
        }
    }

    /** The key is missing, wrong or not allowed to do this. */
    record BadCredentials(ProviderId provider, String what) implements FromProvider {
        @Override
        public String wayOut() {
            return "set a valid key for it in .env; ./bridge doctor --live proves keys";
        }

        @Override
        public boolean nextMayHelp() {
            return true;
        }
    }

    /** The provider is down, overloaded or unreachable, and did not start the work. */
    record Unavailable(ProviderId provider, String what) implements FromProvider {
        @Override
        public String wayOut() {
            return "try again later, or add a provider to fall back on";
        }

        @Override
        public boolean nextMayHelp() {
            return true;
        }
    }

    /** No answer in time, or the connection broke after the request was sent: the picture may exist and may be billed. */
    record UnknownOutcome(ProviderId provider, String what) implements FromProvider {
        @Override
        public String wayOut() {
            return "it may have drawn and billed the picture: look at its own page before asking again";
        }

        @Override
        public boolean nextMayHelp() {
            return true;
        }

        @Override
        public boolean mayBeBilled() {
            return true;
        }
    }

    /** The provider answered, but not with a usable picture. */
    record BadReply(ProviderId provider, String what) implements FromProvider {
        @Override
        public String wayOut() {
            return "ask again; it may have billed this one";
        }

        @Override
        public boolean nextMayHelp() {
            return true;
        }

        @Override
        public boolean mayBeBilled() {
            return true;
        }
    }
}
