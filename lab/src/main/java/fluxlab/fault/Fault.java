package fluxlab.fault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One misbehaviour of one answer.
 *
 * @param kind what goes wrong
 * @param status HTTP status of {@link FaultKind#STATUS}
 * @param seconds length of {@link FaultKind#SLOW}; longest wait of {@link FaultKind#HANG}
 * @param retryAfter value of the {@code Retry-After} header, or null for none
 * @param body body sent instead of the provider's own error body, or null
 * @param variant what sort: the picture of {@link FaultKind#BADPICTURE}, the error code of {@link FaultKind#FAIL}, the
 *     target of {@link FaultKind#REDIRECT}; empty for the default
 * @param billed whether the work is done and paid for before the answer goes wrong
 */
public record Fault(
        FaultKind kind,
        int status,
        double seconds,
        @Nullable String retryAfter,
        @Nullable String body,
        String variant,
        boolean billed) {

    /** The longest a hanging answer is held, in seconds. */
    public static final double LONGEST_HANG_SECONDS = 600;

    private static final double DEFAULT_SLOW_SECONDS = 5;

    public Fault {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("status must be 100..599, was " + status);
        }
        if (!(seconds >= 0 && seconds <= LONGEST_HANG_SECONDS)) {
            throw new IllegalArgumentException("seconds must be 0..600, was " + seconds);
        }
    }

    /** The fault of {@code kind} with its usual values. */
    public static Fault of(FaultKind kind) {
        return switch (kind) {
            case SLOW -> new Fault(kind, 200, DEFAULT_SLOW_SECONDS, null, null, "", false);
            case HANG -> new Fault(kind, 200, LONGEST_HANG_SECONDS, null, null, "", false);
            case STATUS -> new Fault(kind, 500, 0, null, null, "", false);
            case RATELIMIT -> new Fault(kind, 429, 0, "2", null, "", false);
            case REDIRECT -> new Fault(kind, 302, 0, null, null, "http://foreign.invalid/elsewhere", false);
            case MALFORMED, TRUNCATED, HTML, HUGE -> new Fault(kind, 200, 0, null, null, "", true);
            case DROP, BADPICTURE, EMPTY, NSFW, CREDITS, FAIL -> new Fault(kind, 200, 0, null, null, "", false);
        };
    }

    /** The fault of {@code kind} whose one value is written as {@code value}, as after {@code =} in a mark. */
    public static Fault of(FaultKind kind, String value) {
        var usual = of(kind);
        return switch (kind) {
            case SLOW, HANG -> usual.withSeconds(Double.parseDouble(value));
            case STATUS -> usual.withStatus(Integer.parseInt(value));
            case RATELIMIT -> new Fault(kind, 429, 0, value, null, "", false);
            default -> usual.withVariant(value);
        };
    }

    public Fault withStatus(int other) {
        return new Fault(kind, other, seconds, retryAfter, body, variant, billed);
    }

    public Fault withSeconds(double other) {
        return new Fault(kind, status, other, retryAfter, body, variant, billed);
    }

    public Fault withVariant(String other) {
        return new Fault(kind, status, seconds, retryAfter, body, other, billed);
    }

    public Fault withRetryAfter(String other) {
        return new Fault(kind, status, seconds, other, body, variant, billed);
    }

    public Fault withBody(String other) {
        return new Fault(kind, status, seconds, retryAfter, other, variant, billed);
    }

    public Fault withBilled(boolean other) {
        return new Fault(kind, status, seconds, retryAfter, body, variant, other);
    }

    public Duration duration() {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** Whether the fault replaces the whole answer, so that no handler needs to know it. */
    public boolean replacesAnswer() {
        return switch (kind) {
            case STATUS, RATELIMIT, HANG, DROP, REDIRECT -> true;
            case SLOW, MALFORMED, TRUNCATED, HTML, HUGE, BADPICTURE, EMPTY, NSFW, CREDITS, FAIL -> false;
        };
    }
}
