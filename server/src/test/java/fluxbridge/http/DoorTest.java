package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import fluxbridge.Await;
import fluxbridge.BridgeUnderTest;
import fluxbridge.BridgeUnderTest.Reply;
import fluxbridge.config.BadSettingsException;
import fluxbridge.domain.Scope;
import fluxbridge.domain.TokenLimits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bridge with tokens, asked over HTTP. */
@TestInstance(Lifecycle.PER_CLASS)
final class DoorTest {

    private static final String SMALL = "{\"prompt\":\"a kite\",\"width\":64,\"height\":64}";

    /** A model that nobody has unless he chose it. */
    private static final String CHOSEN = "storyboard/storyboard";

    private final BridgeUnderTest bridge;
    private final String mira;
    private final String owner;

    DoorTest(@TempDir Path home) {
        bridge = BridgeUnderTest.start(home, "BAD_TOKENS_PER_MINUTE=0");
        mira = token("mira", TokenLimits.NONE, Scope.IMAGES);
        owner = token("owner", TokenLimits.NONE, Scope.ADMIN);
    }

    @AfterAll
    void stop() {
        bridge.close();
    }

    private String token(String name, TokenLimits limits, Scope... scopes) {
        return bridge.wiring()
                .tokens()
                .create(name, Set.of(scopes), limits, Optional.empty(), Optional.empty())
                .orElseThrow()
                .secret();
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String chosen() {
        return "{\"sd_model_checkpoint\":\"" + CHOSEN + "\"}";
    }

    private Reply options(String... headers) {
        return bridge.get("/sdapi/v1/options", headers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "Basic dW5kZWZpbmVk", "Basic Og=="})
    void who_shows_nothing_stays_outside_and_hears_how_to_come_in(String authorization) {
        var reply = authorization.isEmpty() ? options() : options("Authorization", authorization);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).contains("Basic realm=\"Flux LoRA Bridge\"");
        assertThat(reply.json().path("detail").asString())
                .startsWith("Not authenticated")
                .contains("/k/TOKEN/");
    }

    @Test
    void a_token_is_taken_wherever_a_client_can_put_it_and_means_the_same_caller() {
        var set = bridge.post("/sdapi/v1/options", chosen(), "Authorization", "Bearer " + mira);
        var replies = new Reply[] {
            options("Authorization", basic("x:" + mira)),
            options("Authorization", basic(mira + ":")),
            options("Authorization", basic(mira + ":x")),
            options("Authorization", basic(mira)),
            options("Authorization", "bearer " + mira),
            options("X-API-Key", mira),
            bridge.get("/sdapi/v1/options?key=" + mira),
            bridge.get("/sdapi/v1/options?token=" + mira, "Authorization", "Basic"),
            bridge.get("/k/" + mira + "/sdapi/v1/options"),
            options("Authorization", basic("proxy:password"), "X-API-Key", mira)
        };

        assertThat(set.status()).isEqualTo(200);
        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.json().path("sd_model_checkpoint").asString()).isEqualTo(CHOSEN);
        });
        assertThat(options("X-API-Key", owner)
                        .json()
                        .path("sd_model_checkpoint")
                        .asString())
                .isNotEqualTo(CHOSEN);
    }

    @Test
    void a_token_that_nobody_has_is_refused_at_every_place() {
        var wrong = "flb_" + "A".repeat(32);

        for (var reply : new Reply[] {
            options("Authorization", basic("x:" + wrong)),
            options("Authorization", "Bearer x"),
            options("X-API-Key", wrong),
            bridge.get("/sdapi/v1/options?key=" + mira.substring(0, 20)),
            bridge.get("/k/" + wrong + "/sdapi/v1/options"),
            bridge.get("/k/" + wrong + "/nowhere"),
            bridge.get("/v1/models", "Authorization", "Bearer " + wrong),
        }) {
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.text()).contains("unknown, revoked or expired").doesNotContain(wrong);
        }
        assertThat(bridge.get("/v1/models", "Authorization", "Bearer x")
                        .json()
                        .path("error")
                        .path("code")
                        .asString())
                .isEqualTo("invalid_api_key");
    }

    @Test
    void a_key_in_the_address_serves_every_route_and_stands_in_no_log() {
        var drawn = bridge.post("/k/" + mira + "/sdapi/v1/txt2img?x=1", SMALL);
        var models = bridge.get("/k/" + mira + "/v1/models");
        var root = bridge.get("/k/" + mira, "Accept", "application/json");
        var nowhere = bridge.get("/k/" + mira + "/v1/nowhere");

        assertThat(drawn.status()).isEqualTo(200);
        assertThat(models.json().path("object").asString()).isEqualTo("list");
        assertThat(root.status()).isEqualTo(200);
        assertThat(nowhere.status()).isEqualTo(404);
        assertThat(nowhere.text()).doesNotContain(mira);
        bridge.awaitLine(line -> line.path("route").asString().equals("/sdapi/v1/txt2img"));
        assertThat(bridge.logText()).doesNotContain(mira).contains("\"caller\":\"token-");
    }

    @Test
    void a_web_socket_opens_behind_a_key_in_the_address_and_not_without() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var at = "ws://127.0.0.1:" + bridge.port();
            var socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create(at + "/k/" + mira + "/api/v1/ws"), new WebSocket.Listener() {})
                    .get(10, TimeUnit.SECONDS);
            assertThat(socket.isOutputClosed()).isFalse();
            socket.abort();

            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> client.newWebSocketBuilder()
                            .buildAsync(URI.create(at + "/api/v1/ws"), new WebSocket.Listener() {})
                            .join());
        }
    }

    @Test
    void a_preflight_needs_no_token() {
        assertThat(bridge.send("OPTIONS", "/sdapi/v1/txt2img", null).status()).isEqualTo(204);
        assertThat(bridge.send("OPTIONS", "/k/wrong/v1/images/generations", null, "Origin", "http://x")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void health_is_open_and_what_the_owner_needs_is_his() {
        assertThat(bridge.get("/healthz").status()).isEqualTo(200);
        assertThat(bridge.get("/readyz").status()).isEqualTo(200);
        assertThat(bridge.get("/metrics", "X-API-Key", owner).status()).isEqualTo(200);
        var refused = bridge.get("/metrics", "X-API-Key", mira);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("detail").asString())
                .isEqualTo("GET /metrics needs a token with the scope admin; 'mira' has images");
    }

    @Test
    void a_revoked_token_is_refused_at_once_and_the_last_one_does_not_open_the_door() {
        var gone = token("gone", TokenLimits.NONE, Scope.IMAGES);
        assertThat(options("X-API-Key", gone).status()).isEqualTo(200);

        bridge.wiring().tokens().revoke("gone");

        assertThat(options("X-API-Key", gone).status()).isEqualTo(401);
    }

    @Test
    void a_rotated_token_keeps_its_caller_and_loses_its_old_secret() {
        var old = token("kael", TokenLimits.NONE, Scope.IMAGES);
        bridge.post("/sdapi/v1/options", chosen(), "X-API-Key", old);

        var fresh = bridge.wiring().tokens().rotate("kael").orElseThrow().secret();

        assertThat(options("X-API-Key", old).status()).isEqualTo(401);
        assertThat(options("X-API-Key", fresh)
                        .json()
                        .path("sd_model_checkpoint")
                        .asString())
                .isEqualTo(CHOSEN);
    }

    @Test
    void the_rate_of_a_token_is_kept_before_the_body_is_read() throws Exception {
        var limited = token(
                "limited",
                new TokenLimits(Optional.of(2), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                Scope.IMAGES);
        for (int i = 0; i < 2; i++) {
            assertThat(bridge.txt2img(SMALL, "X-API-Key", limited).status()).isEqualTo(200);
        }

        var reply = bridge.txt2img(SMALL, "X-API-Key", limited);
        assertThat(reply.status()).isEqualTo(429);
        assertThat(Integer.parseInt(reply.header("Retry-After").orElseThrow())).isBetween(1, 30);
        assertThat(bridge.get("/sdapi/v1/progress", "X-API-Key", limited).status())
                .isEqualTo(200);
        try (var wire = bridge.wire()) {
            wire.send("POST /sdapi/v1/txt2img HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + limited
                    + "\r\nContent-Length: 1000000\r\n\r\n");
            assertThat(wire.reply().status()).isEqualTo(429);
        }
    }

    @Test
    void the_requests_of_a_day_are_counted() {
        var few = token(
                "few",
                new TokenLimits(Optional.empty(), Optional.of(1), Optional.empty(), Optional.empty(), Optional.empty()),
                Scope.IMAGES);

        assertThat(bridge.txt2img(SMALL, "X-API-Key", few).status()).isEqualTo(200);
        var reply = bridge.txt2img(SMALL, "X-API-Key", few);
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.json().path("message").asString()).contains("all 1 requests of this day", "few");
    }

    @Test
    void nobody_is_left_inside() {
        bridge.txt2img(SMALL, "X-API-Key", mira);
        bridge.txt2img("{", "X-API-Key", mira);

        Await.until(
                "all left",
                () -> bridge.get("/metrics", "X-API-Key", owner).text().contains("bridge_requests_inside 1.0"));
    }

    @Test
    void every_answer_carries_the_headers_that_browsers_heed() {
        for (var reply : new Reply[] {
            bridge.get("/", "Accept", "text/html"),
            options(),
            bridge.get("/nope", "X-API-Key", mira),
            bridge.get("/healthz")
        }) {
            assertThat(reply.header("X-Content-Type-Options")).contains("nosniff");
            assertThat(reply.header("Referrer-Policy")).contains("no-referrer");
            assertThat(reply.header("Content-Security-Policy").orElse("")).contains("frame-ancestors 'none'");
        }
    }

    @Test
    void a_new_token_is_known_to_a_bridge_that_runs(@TempDir Path home) {
        try (var running = BridgeUnderTest.start(home);
                var other = BridgeUnderTest.start(home)) {
            assertThat(running.get("/sdapi/v1/options").status()).isEqualTo(200);
            var secret = other.wiring()
                    .tokens()
                    .create("late", Set.of(Scope.IMAGES), TokenLimits.NONE, Optional.empty(), Optional.empty())
                    .orElseThrow()
                    .secret();

            Await.until("the lock", () -> running.get("/sdapi/v1/options").status() == 401);
            assertThat(running.get("/sdapi/v1/options", "X-API-Key", secret).status())
                    .isEqualTo(200);
            other.wiring().tokens().revoke("late");
            Await.until(
                    "the revocation",
                    () -> running.get("/sdapi/v1/options", "X-API-Key", secret).status() == 401);
        }
    }

    @Test
    void without_a_token_only_known_names_are_served_and_credentials_tell_callers_apart(@TempDir Path home)
            throws Exception {
        try (var open = BridgeUnderTest.start(home, "ALLOWED_HOSTS=bridge.lan")) {
            for (var host : new String[] {"localhost:7861", "127.0.0.1", "[::1]:1", "bridge.lan", "BRIDGE.lan:80"}) {
                assertThat(ask(open, host).status()).as(host).isEqualTo(200);
            }
            var foreign = ask(open, "evil.example");
            assertThat(foreign.status()).isEqualTo(403);
            assertThat(foreign.json().path("detail").asString()).contains("evil.example", "ALLOWED_HOSTS");
            open.post("/sdapi/v1/options", chosen(), "Authorization", basic("x:secret"));
            assertThat(open.get("/sdapi/v1/options?key=secret")
                            .json()
                            .path("sd_model_checkpoint")
                            .asString())
                    .isEqualTo(CHOSEN);
            assertThat(open.get("/sdapi/v1/options", "X-API-Key", "flb_x").status())
                    .isEqualTo(401);
        }
    }

    private static Reply ask(BridgeUnderTest bridge, String host) throws Exception {
        try (var wire = bridge.wire()) {
            return wire.send("GET /sdapi/v1/options HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                    .reply();
        }
    }

    @Test
    void other_machines_get_what_clients_need_and_nothing_without_a_token(@TempDir Path home) {
        try (var proxied = BridgeUnderTest.start(home, "TRUSTED_PROXIES=127.0.0.1")) {
            var far = new String[] {"X-Forwarded-For", "203.0.113.7"};
            assertThat(proxied.get("/sdapi/v1/options", far).status()).isEqualTo(401);
            assertThat(proxied.get("/healthz", far).status()).isEqualTo(200);
            var secret = proxied.wiring()
                    .tokens()
                    .create("far", Set.of(Scope.ADMIN), TokenLimits.NONE, Optional.empty(), Optional.empty())
                    .orElseThrow()
                    .secret();
            var known = new String[] {"X-Forwarded-For", "203.0.113.7", "X-API-Key", secret};

            assertThat(proxied.get("/sdapi/v1/options", known).status()).isEqualTo(200);
            assertThat(proxied.post("/sdapi/v1/txt2img", SMALL, known).status()).isEqualTo(200);
            assertThat(proxied.get("/metrics", known).status()).isEqualTo(403);
            assertThat(proxied.get("/metrics", "X-API-Key", secret).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void beyond_this_machine_it_listens_only_with_a_token(String host, @TempDir Path home) {
        assertThatExceptionOfType(BadSettingsException.class)
                .isThrownBy(() -> BridgeUnderTest.start(home, "BRIDGE_HOST=" + host))
                .withMessageContaining("BRIDGE_HOST=" + host)
                .withMessageContaining("./bridge tokens create NAME");
        try (var first = BridgeUnderTest.start(home)) {
            first.wiring()
                    .tokens()
                    .create("a", Set.of(Scope.IMAGES), TokenLimits.NONE, Optional.empty(), Optional.empty());
        }

        try (var listening = BridgeUnderTest.start(home, "BRIDGE_HOST=" + host)) {
            assertThat(listening.get("/healthz").status()).isEqualTo(200);
            assertThat(listening.get("/sdapi/v1/options").status()).isEqualTo(401);
        }
    }
}
