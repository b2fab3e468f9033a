package fluxbridge.access;

import fluxbridge.domain.Token;
import fluxbridge.failure.Failure.LimitReached;
import fluxbridge.failure.GatewayException;
import fluxbridge.store.TokenStore;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;

/** Requests for pictures per day and token, counted in the database; a day begins at midnight of {@code BUDGET_TIMEZONE}. */
public final class DailyRequests {

    private static final int DAYS_KEPT = 40;

    private final TokenStore store;
    private final ZoneId zone;
    private final InstantSource clock;

    public DailyRequests(TokenStore store, ZoneId zone, InstantSource clock) {
        this.store = store;
        this.zone = zone;
        this.clock = clock;
    }

    /**
     * Counts a request, for a token that has such a limit.
     *
     * @throws GatewayException {@code LimitReached} until midnight
     */
    void count(Token token) {
        token.limits().perDay().ifPresent(most -> {
            var now = clock.instant().atZone(zone);
            if (!store.count(token.id(), now.toLocalDate(), most)) {
                var midnight = now.toLocalDate().plusDays(1).atStartOfDay(zone);
                throw new GatewayException(new LimitReached(
                        "all " + most + " requests of this day are used up for token " + token.name()
                                + ", and the next day begins at " + midnight.toOffsetDateTime(),
                        Duration.between(now, midnight)));
            }
        });
    }

    /** Forgets the counts of days long past. */
    public void forgetOld() {
        store.forgetDaysBefore(clock.instant().atZone(zone).toLocalDate().minusDays(DAYS_KEPT));
    }
}
