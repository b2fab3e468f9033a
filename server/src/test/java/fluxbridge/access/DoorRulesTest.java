package fluxbridge.access;

import static fluxbridge.access.House.FAR;
import static fluxbridge.access.House.NEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import fluxbridge.access.Door.Knock;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Scope;
import fluxbridge.domain.TokenLimits;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.Forbidden;
import fluxbridge.failure.Failure.LimitReached;
import fluxbridge.failure.Failure.Unauthorized;
import fluxbridge.failure.GatewayException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoorRulesTest {

    private static final String DRAW = "/sdapi/v1/txt2img";
    private static final String LIGHT = "/sdapi/v1/options";

    @TempDir
    Path home;

    private House house;

    @BeforeEach
    void open() {
        house = new House(home);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static Failure refused(ThrowingCallable work) {
        var failure = new Failure[1];
        assertThatExceptionOfType(GatewayException.class).isThrownBy(work).satisfies(e -> failure[0] = e.failure());
        return failure[0];
    }

    @Test
    void without_tokens_this_machine_may_do_everything() {
        for (var route : List.of(DRAW, LIGHT, "/metrics", "/something/new")) {
            try (var admission = house.knock("GET", route, NEAR)) {
                assertThat(admission.caller()).isEqualTo(new Caller("anonymous@127.0.0.1"));
                assertThat(admission.token()).isEmpty();
                assertThat(house.door.inside()).isOne();
            }
        }
        assertThat(house.door.inside()).isZero();
    }

    @Test
    void without_tokens_no_other_machine_may_do_anything_but_what_is_open() {
        assertThat(refused(() -> house.knock("GET", LIGHT, FAR)))
                .isInstanceOfSatisfying(
                        Unauthorized.class,
                        it -> assertThat(it.message()).contains("only this machine", "./bridge tokens create NAME"));
        house.knock("GET", "/healthz", FAR).close();
        assertThat(house.door.inside()).isZero();
    }

    @Test
    void without_tokens_credentials_tell_callers_apart() {
        var anna = house.knock("GET", LIGHT, NEAR, "secret", "x").caller();

        assertThat(anna).isEqualTo(house.knock("GET", LIGHT, NEAR, "secret").caller());
        assertThat(anna).isNotEqualTo(house.knock("GET", LIGHT, NEAR, "other").caller());
        assertThat(anna.id()).startsWith("key-").doesNotContain("secret").hasSize(20);
    }

    @Test
    void without_tokens_a_foreign_name_or_a_token_is_refused() {
        var foreign = new Knock("GET", LIGHT, LIGHT, "evil.example", NEAR, Credentials.NONE);

        assertThat(refused(() -> house.door.admit(foreign)))
                .isInstanceOfSatisfying(
                        Forbidden.class, it -> assertThat(it.message()).contains("'evil.example'", "ALLOWED_HOSTS"));
        assertThat(refused(() -> house.knock("GET", LIGHT, NEAR, "x", "flb_x"))).isInstanceOf(Unauthorized.class);
        house.door
                .admit(new Knock("GET", LIGHT, LIGHT, "bridge.lan", NEAR, Credentials.NONE))
                .close();
    }

    @Test
    void with_tokens_the_host_is_the_proxys_business() {
        var secret = house.token("mira", TokenLimits.NONE, Scope.IMAGES);
        house.door
                .admit(new Knock("GET", LIGHT, LIGHT, "evil.example", NEAR, new Credentials(List.of(secret))))
                .close();
    }

    @Test
    void the_first_good_token_counts() {
        var mira = house.token("mira", TokenLimits.NONE, Scope.IMAGES);
        var admission = house.knock("GET", LIGHT, NEAR, "proxy password", mira);

        assertThat(admission.caller()).isEqualTo(new Caller("token-id1"));
        assertThat(admission.token().orElseThrow().name()).isEqualTo("mira");
        assertThat(house.tokens.of(admission.caller())).isEqualTo(admission.token());
        assertThat(refused(() -> house.knock("GET", LIGHT, NEAR)))
                .isInstanceOfSatisfying(
                        Unauthorized.class, it -> assertThat(it.message()).startsWith("Not authenticated"));
        assertThat(refused(() -> house.knock("GET", LIGHT, NEAR, "proxy password")))
                .isInstanceOfSatisfying(
                        Unauthorized.class,
                        it -> assertThat(it.message()).startsWith("Incorrect username or password"));
    }

    @Test
    void wrong_tokens_are_soon_answered_with_a_pause_and_good_ones_still_taken() {
        var mira = house.token("mira", TokenLimits.NONE, Scope.IMAGES);
        refused(() -> house.knock("GET", LIGHT, NEAR, "flb_1"));
        refused(() -> house.knock("GET", LIGHT, NEAR, "flb_2"));

        assertThat(refused(() -> house.knock("GET", LIGHT, NEAR, "flb_3")))
                .isEqualTo(new LimitReached(
                        "more than 2 wrong tokens from 127.0.0.1 in a minute", Duration.ofSeconds(30)));
        house.knock("GET", LIGHT, NEAR, mira).close();
        assertThat(refused(() -> house.knock("GET", LIGHT, NEAR))).isInstanceOf(Unauthorized.class);
    }

    @Test
    void an_unknown_path_is_for_those_who_may_ask_anything() {
        var mira = house.token("mira", TokenLimits.NONE, Scope.VIDEO);
        var nowhere = new Knock("GET", null, "/nowhere", "localhost", FAR, new Credentials(List.of(mira)));

        house.door.admit(nowhere).close();
        assertThat(refused(() ->
                        house.door.admit(new Knock("GET", null, "/nowhere", "localhost", NEAR, Credentials.NONE))))
                .isInstanceOf(Unauthorized.class);
    }

    @Test
    void what_is_not_exposed_is_refused_even_to_the_owner() {
        var owner = house.token("owner", TokenLimits.NONE, Scope.ADMIN);

        assertThat(refused(() -> house.knock("GET", "/metrics", FAR, owner)))
                .isInstanceOfSatisfying(
                        Forbidden.class,
                        it -> assertThat(it.message())
                                .contains("GET /METRICS is not open to you", "EXPOSED_ENDPOINTS"));
        house.knock("GET", "/metrics", NEAR, owner).close();
        house.knock("POST", DRAW, FAR, owner).close();
    }

    @Test
    void scopes_are_asked_for() {
        var images = house.token("images", TokenLimits.NONE, Scope.IMAGES);
        var video = house.token("video", TokenLimits.NONE, Scope.VIDEO);

        house.knock("POST", DRAW, NEAR, images).close();
        house.knock("POST", "/v1/videos", NEAR, video).close();
        assertThat(refused(() -> house.knock("POST", DRAW, NEAR, video)))
                .isInstanceOfSatisfying(
                        Forbidden.class,
                        it -> assertThat(it.message())
                                .endsWith("needs a token with the scope images; 'video' has video"));
        assertThat(refused(() -> house.knock("POST", "/v1/videos", NEAR, images)))
                .isInstanceOf(Forbidden.class);
        assertThat(refused(() -> house.knock("GET", "/metrics", NEAR, images))).isInstanceOf(Forbidden.class);
        assertThat(house.door.inside()).isZero();
    }

    @Test
    void light_requests_and_drawing_have_rates_of_their_own_and_open_routes_none() {
        for (int i = 0; i < 3; i++) {
            house.knock("POST", DRAW, NEAR).close();
        }
        for (int i = 0; i < 5; i++) {
            house.knock("GET", LIGHT, NEAR).close();
        }

        assertThat(refused(() -> house.knock("POST", DRAW, NEAR))).isInstanceOf(LimitReached.class);
        assertThat(refused(() -> house.knock("GET", LIGHT, NEAR))).isInstanceOf(LimitReached.class);
        for (int i = 0; i < 20; i++) {
            house.knock("GET", "/healthz", NEAR).close();
        }
    }

    @Test
    void the_requests_of_a_day_end_at_midnight_of_the_zone() {
        var few = house.token("few", House.perDay(2), Scope.IMAGES);
        house.clock.set(Instant.parse("2026-11-22T22:30:00Z"));
        house.knock("POST", DRAW, NEAR, few).close();
        house.knock("POST", DRAW, NEAR, few).close();

        assertThat(refused(() -> house.knock("POST", DRAW, NEAR, few)))
                .isInstanceOfSatisfying(LimitReached.class, it -> {
                    assertThat(it.retryAfter()).isEqualTo(Duration.ofMinutes(30));
                    assertThat(it.message())
                            .contains("all 2 requests of this day", "token few", "2026-11-23T00:00+01:00", "1800 s");
                });
        house.clock.pass(Duration.ofMinutes(30));
        house.knock("POST", DRAW, NEAR, few).close();
        house.knock("GET", LIGHT, NEAR, few).close();
    }

    @Test
    void who_is_refused_for_the_day_uses_no_rate_up() {
        var few = house.token("few", House.perDay(1), Scope.IMAGES);
        house.knock("POST", DRAW, NEAR, few).close();
        for (int i = 0; i < 5; i++) {
            assertThat(refused(() -> house.knock("POST", DRAW, NEAR, few)).message())
                    .contains("of this day");
        }
        var other = house.token("other", TokenLimits.NONE, Scope.IMAGES);

        house.knock("POST", DRAW, NEAR, other).close();
        house.knock("POST", DRAW, NEAR, other).close();
        refused(() -> house.knock("POST", DRAW, NEAR, other));
    }

    @Test
    void who_is_refused_for_his_rate_uses_no_day_up() {
        var both = house.token(
                "both",
                new TokenLimits(Optional.of(1), Optional.of(2), Optional.empty(), Optional.empty(), Optional.empty()),
                Scope.IMAGES);
        house.knock("POST", DRAW, NEAR, both).close();
        for (int i = 0; i < 3; i++) {
            assertThat(refused(() -> house.knock("POST", DRAW, NEAR, both)).message())
                    .contains("with token both");
        }
        house.clock.pass(Duration.ofMinutes(1));

        house.knock("POST", DRAW, NEAR, both).close();
        house.clock.pass(Duration.ofMinutes(1));
        assertThat(refused(() -> house.knock("POST", DRAW, NEAR, both)).message())
                .contains("of this day");
    }

    @Test
    void who_could_not_even_wait_is_refused_at_the_door() throws Exception {
        var mira = house.token("mira", TokenLimits.NONE, Scope.IMAGES);
        var caller = new Caller("token-id1");
        var first = house.queue.enter(caller, 1, Duration.ofSeconds(9));
        var waiter = Thread.ofVirtual().start(() -> {
            try {
                house.queue.enter(caller, 1, Duration.ofSeconds(9)).close();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        fluxbridge.Await.until("he waits", () -> house.queue.waiting() == 1);

        assertThat(refused(() -> house.knock("POST", DRAW, NEAR, mira)).message())
                .contains("the bridge is full");
        house.knock("GET", LIGHT, NEAR, mira).close();
        first.close();
        waiter.join();
        house.knock("POST", DRAW, NEAR, mira).close();
    }

    @Test
    void what_is_done_with_the_owners_rights_is_written_down() {
        var owner = house.token("owner", TokenLimits.NONE, Scope.ADMIN);
        house.knock("POST", "/api/v1/loras", NEAR, owner).close();
        house.knock("GET", "/metrics", NEAR, owner).close();
        house.knock("HEAD", "/metrics", NEAR, owner).close();
        house.knock("POST", DRAW, NEAR, owner).close();

        assertThat(house.audit).containsExactly("token-id1 | POST /api/v1/loras | /API/V1/LORAS");
    }

    @Test
    void an_admission_ends_once() {
        var first = house.knock("GET", LIGHT, NEAR);
        var second = house.knock("GET", LIGHT, NEAR);
        first.close();
        first.close();

        assertThat(house.door.inside()).isOne();
        second.close();
        assertThat(house.door.inside()).isZero();
    }
}
