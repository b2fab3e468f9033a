package fluxbridge.domain;

import java.util.Optional;

/**
 * How much a token may be used; empty for as much as the bridge gives.
 *
 * @param perMinute requests for pictures in a minute, 1 or more
 * @param perDay requests for pictures in a day of {@code BUDGET_TIMEZONE}, 1 or more
 * @param atOnce requests that are drawn at once; more wait their turn
 * @param daily spend in a day of {@code BUDGET_TIMEZONE}
 * @param total spend over the life of the token
 */
public record TokenLimits(
        Optional<Integer> perMinute,
        Optional<Integer> perDay,
        Optional<Integer> atOnce,
        Optional<Money> daily,
        Optional<Money> total) {

    public static final TokenLimits NONE =
            new TokenLimits(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public TokenLimits {
        positive("requests per minute", perMinute);
        positive("requests per day", perDay);
        positive("requests at once", atOnce);
    }

    private static void positive(String what, Optional<Integer> limit) {
        limit.filter(number -> number < 1).ifPresent(number -> {
            throw new IllegalArgumentException(what + " must be 1 or more, was " + number);
        });
    }
}
