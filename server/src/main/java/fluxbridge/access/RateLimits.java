package fluxbridge.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fluxbridge.config.AccessSettings.Rate;
import fluxbridge.domain.AddressRange;
import fluxbridge.domain.Token;
import fluxbridge.failure.Failure.LimitReached;
import fluxbridge.failure.GatewayException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Requests per minute, as token buckets in memory: a minute's worth may come at once, and then one whenever its share of the minute has passed.
 * Who is refused uses nothing up.
 */
public final class RateLimits {

    /** Of IPv6 a whole /64 counts as one, as a single client has all of it. */
    private static final int SHARED_BITS = 64;

    private static final Duration FORGOTTEN = Duration.ofMinutes(10);
    private static final long MOST_BUCKETS = 100_000;

    private final Rate draws;
    private final Rate light;
    private final int badTokens;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;

    /**
     * Requests per minute; 0 for any number.
     *
     * @param draws for pictures, from one address
     * @param light all others, from one address
     * @param badTokens that one address may try
     */
    public RateLimits(Rate draws, Rate light, int badTokens, InstantSource clock) {
        this.draws = draws;
        this.light = light;
        this.badTokens = badTokens;
        this.time = new ClockMeter(clock);
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_BUCKETS)
                .expireAfterAccess(FORGOTTEN)
                .build();
    }

    /** What was taken from buckets, to be given back when the request is refused after all. */
    @FunctionalInterface
    interface Taken {
        void giveBack();
    }

    /**
     * Counts a light request.
     *
     * @throws GatewayException {@code LimitReached}
     */
    void light(InetAddress client) {
        var _ = take("light ", light, client, "requests from ");
    }

    /**
     * Counts a request for pictures, with its address and with its token.
     *
     * @throws GatewayException {@code LimitReached}
     */
    Taken draws(InetAddress client, Optional<Token> token) {
        var address = take("draws ", draws, client, "requests for pictures from ");
        try {
            var mine = token.flatMap(it -> it.limits()
                            .perMinute()
                            .map(most ->
                                    take("token " + it.id(), most, "requests for pictures with token " + it.name())))
                    .orElse(() -> {});
            return () -> {
                address.giveBack();
                mine.giveBack();
            };
        } catch (GatewayException e) {
            address.giveBack();
            throw e;
        }
    }

    /**
     * Counts a token that is not good.
     *
     * @throws GatewayException {@code LimitReached}
     */
    void badToken(InetAddress client) {
        var _ = take("bad ", new Rate(badTokens, true), client, "wrong tokens from ");
    }

    private Taken take(String kind, Rate rate, InetAddress client, String what) {
        if (client.isLoopbackAddress() && !rate.local()) {
            return () -> {};
        }
        var place = AddressRange.around(client, SHARED_BITS).address().getHostAddress();
        return take(kind + place, rate.perMinute(), what + client.getHostAddress());
    }

    private Taken take(String key, int perMinute, String what) {
        if (perMinute == 0) {
            return () -> {};
        }
        var bucket = buckets.get(
                key + " " + perMinute,
                _ -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                        .withCustomTimePrecision(time)
                        .build());
        var probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new GatewayException(new LimitReached(
                    "more than " + perMinute + " " + what + " in a minute",
                    Duration.ofNanos(probe.getNanosToWaitForRefill())));
        }
        return () -> bucket.addTokens(1);
    }

    private record ClockMeter(InstantSource clock) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            var now = clock.instant();
            return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
