package fluxbridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import fluxbridge.config.AccessSettings.Rate;
import fluxbridge.domain.Scope;
import fluxbridge.domain.Token;
import fluxbridge.domain.TokenLimits;
import fluxbridge.failure.Failure.LimitReached;
import fluxbridge.failure.GatewayException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class RateLimitsTest {

    private static final InetAddress FAR = InetAddress.ofLiteral("203.0.113.7");
    private static final InetAddress NEAR = InetAddress.getLoopbackAddress();

    private final TestClock clock = new TestClock();

    private RateLimits limits(int draws, int light, boolean local, int bad) {
        return new RateLimits(new Rate(draws, local), new Rate(light, local), bad, clock);
    }

    private static Optional<Token> token(String id, int perMinute) {
        var limits = new TokenLimits(
                Optional.of(perMinute), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return Optional.of(new Token(
                id,
                "mira",
                Set.of(Scope.IMAGES),
                limits,
                Optional.empty(),
                java.time.Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    }

    private static LimitReached refused(ThrowingCallable work) {
        var refused = new LimitReached[1];
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(work)
                .satisfies(e -> refused[0] = (LimitReached) e.failure());
        return refused[0];
    }

    @Test
    void a_minutes_worth_may_come_at_once_and_then_one_by_one() {
        var limits = limits(6, 0, false, 0);
        for (int i = 0; i < 6; i++) {
            limits.draws(FAR, Optional.empty());
        }

        var refused = refused(() -> limits.draws(FAR, Optional.empty()));
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(10));
        assertThat(refused.message())
                .isEqualTo("more than 6 requests for pictures from 203.0.113.7 in a minute; ask again in 10 s");
        clock.pass(Duration.ofSeconds(9));
        assertThat(refused(() -> limits.draws(FAR, Optional.empty())).retryAfter())
                .isEqualTo(Duration.ofSeconds(1));
        clock.pass(Duration.ofSeconds(1));
        limits.draws(FAR, Optional.empty());
        assertThat(refused(() -> limits.draws(FAR, Optional.empty())).retryAfter())
                .isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void addresses_count_apart_and_a_64_of_ipv6_as_one() {
        var limits = limits(1, 0, false, 0);
        limits.draws(FAR, Optional.empty());
        limits.draws(InetAddress.ofLiteral("203.0.113.8"), Optional.empty());
        limits.draws(InetAddress.ofLiteral("2001:db8::1"), Optional.empty());

        refused(() -> limits.draws(InetAddress.ofLiteral("2001:db8::2"), Optional.empty()));
        limits.draws(InetAddress.ofLiteral("2001:db8:0:1::1"), Optional.empty());
    }

    @Test
    void this_machine_is_counted_only_when_the_owner_said_so() {
        var lenient = limits(1, 1, false, 0);
        var strict = limits(1, 1, true, 0);
        for (int i = 0; i < 3; i++) {
            lenient.draws(NEAR, Optional.empty());
            lenient.light(NEAR);
        }
        strict.draws(NEAR, Optional.empty());
        strict.light(NEAR);

        refused(() -> strict.draws(NEAR, Optional.empty()));
        assertThat(refused(() -> strict.light(NEAR)).message()).startsWith("more than 1 requests from 127.0.0.1");
    }

    @Test
    void light_requests_have_a_bucket_of_their_own() {
        var limits = limits(1, 2, false, 0);
        limits.draws(FAR, Optional.empty());
        limits.light(FAR);
        limits.light(FAR);

        refused(() -> limits.light(FAR));
        refused(() -> limits.draws(FAR, Optional.empty()));
    }

    @Test
    void tokens_count_apart_from_addresses_and_from_each_other() {
        var limits = limits(0, 0, false, 0);
        limits.draws(FAR, token("a", 1));
        limits.draws(FAR, token("b", 1));

        assertThat(refused(() -> limits.draws(NEAR, token("a", 1))).message())
                .startsWith("more than 1 requests for pictures with token mira");
        for (int i = 0; i < 100; i++) {
            limits.draws(FAR, Optional.empty());
        }
    }

    @Test
    void who_is_refused_by_his_token_uses_nothing_of_his_address_up() {
        var limits = limits(2, 0, false, 0);
        limits.draws(FAR, token("a", 1));
        for (int i = 0; i < 5; i++) {
            refused(() -> limits.draws(FAR, token("a", 1)));
        }

        assertThatCode(() -> limits.draws(FAR, Optional.empty())).doesNotThrowAnyException();
        refused(() -> limits.draws(FAR, Optional.empty()));
    }

    @Test
    void what_is_given_back_was_never_taken() {
        var limits = limits(1, 0, false, 0);
        for (int i = 0; i < 3; i++) {
            limits.draws(FAR, token("a", 1)).giveBack();
        }
        limits.draws(FAR, token("a", 1));

        refused(() -> limits.draws(FAR, Optional.empty()));
        refused(() -> limits.draws(NEAR, token("a", 1)));
    }

    @Test
    void wrong_tokens_are_counted_everywhere() {
        var limits = limits(0, 0, false, 2);
        limits.badToken(NEAR);
        limits.badToken(NEAR);
        limits.badToken(FAR);

        assertThat(refused(() -> limits.badToken(NEAR)).message())
                .startsWith("more than 2 wrong tokens from 127.0.0.1");
        clock.pass(Duration.ofMinutes(1));
        limits.badToken(NEAR);
    }
}
