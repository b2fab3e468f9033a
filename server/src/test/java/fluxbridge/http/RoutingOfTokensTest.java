package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.domain.Scope;
import fluxbridge.domain.TokenLimits;
import fluxbridge.route.Preference;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose preference a request is routed by: its own, its token's, the owner's. */
final class RoutingOfTokensTest {

    @TempDir
    Path home;

    private static String token(BridgeUnderTest bridge, String name, Optional<String> routing) {
        return bridge.wiring()
                .tokens()
                .create(name, Set.of(Scope.ADMIN), TokenLimits.NONE, routing, Optional.empty())
                .orElseThrow()
                .secret();
    }

    /** What a second was worth when the last request was routed. */
    private static double lastSecond(BridgeUnderTest bridge, String token) {
        return bridge.get("/api/v1/providers", "X-API-Key", token)
                .json()
                .path("decisions")
                .path(0)
                .path("asked_in_this_order")
                .path(0)
                .path("usd_per_second")
                .asDouble();
    }

    private static double drawn(BridgeUnderTest bridge, String query, String token) {
        var reply = bridge.post(
                "/sdapi/v1/txt2img" + query,
                "{\"prompt\":\"a lighthouse\",\"width\":64,\"height\":64}",
                "X-API-Key",
                token);
        assertThat(reply.status()).isEqualTo(200);
        return lastSecond(bridge, token);
    }

    @Test
    void the_request_comes_before_its_token_and_the_token_before_the_owner() {
        try (var bridge = BridgeUnderTest.start(
                home, "PROVIDER_ORDER=storyboard", "ROUTING=adaptive", "ROUTING_PREFERENCE=cheap")) {
            var quick = token(bridge, "quick", Optional.of("fast"));
            var plain = token(bridge, "plain", Optional.empty());

            assertThat(drawn(bridge, "", plain)).isEqualTo(Preference.CHEAP.dollarsPerSecond());
            assertThat(drawn(bridge, "", quick)).isEqualTo(Preference.FAST.dollarsPerSecond());
            assertThat(drawn(bridge, "?routing=balanced", quick)).isEqualTo(Preference.BALANCED.dollarsPerSecond());
        }
    }
}
