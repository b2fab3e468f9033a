package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.access.RouteRules;
import fluxbridge.access.RouteRules.Level;
import fluxbridge.domain.Scope;
import fluxbridge.domain.TokenLimits;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Each route, asked by nobody, by a user and by the owner. */
@TestInstance(Lifecycle.PER_CLASS)
final class ScopesTest {

    private final BridgeUnderTest bridge;
    private final String images;
    private final String video;
    private final String admin;

    ScopesTest(@TempDir Path home) {
        bridge = BridgeUnderTest.start(home, "BAD_TOKENS_PER_MINUTE=0");
        images = token("images", Scope.IMAGES);
        video = token("video", Scope.VIDEO);
        admin = token("admin", Scope.ADMIN);
    }

    private String token(String name, Scope scope) {
        return bridge.wiring()
                .tokens()
                .create(name, Set.of(scope), TokenLimits.NONE, Optional.empty(), Optional.empty())
                .orElseThrow()
                .secret();
    }

    @AfterAll
    void stop() {
        bridge.close();
    }

    private Stream<String> routes() {
        return bridge.wiring().server().routes().stream();
    }

    @Test
    void every_route_has_a_line_in_the_table() {
        var missing = Stream.concat(routes(), Stream.of("GET /api/v1/ws"))
                .filter(route -> {
                    var parts = route.split(" ", 2);
                    return RouteRules.find(parts[0], parts[1]).isEmpty();
                })
                .toList();

        assertThat(missing)
                .as("routes without a line in RouteRules: say there who may ask for them")
                .isEmpty();
    }

    @Test
    void a_route_without_a_line_is_the_owners() {
        assertThat(RouteRules.of("GET", "/something/new").level()).isEqualTo(Level.ADMIN);
        assertThat(RouteRules.find("GET", "/something/new")).isEmpty();
        assertThat(RouteRules.of("HEAD", "/metrics")).isEqualTo(RouteRules.of("GET", "/metrics"));
    }

    @TestFactory
    Stream<DynamicTest> each_route_lets_in_whom_it_may() {
        return routes().map(route -> DynamicTest.dynamicTest(route, () -> {
            var parts = route.split(" ", 2);
            var path = parts[1].replaceAll("[{<][a-z]+[}>]", "nothing");
            var level = RouteRules.of(parts[0], parts[1]).level();
            assertThat(status(parts[0], path, null) == 401)
                    .as("refused without a token")
                    .isEqualTo(level != Level.OPEN);
            assertThat(status(parts[0], path, "flb_wrong") == 401)
                    .as("refused with a wrong token")
                    .isEqualTo(level != Level.OPEN);
            assertThat(status(parts[0], path, images) == 403)
                    .as("refused to a user")
                    .isEqualTo(level == Level.ADMIN || level == Level.VIDEO);
            assertThat(status(parts[0], path, video) == 403)
                    .as("refused to a user with the other scope")
                    .isEqualTo(level == Level.ADMIN || level == Level.IMAGES);
            assertThat(status(parts[0], path, admin)).as("open to the owner").isNotIn(401, 403);
        }));
    }

    /** Bodies are no JSON, so that nothing is drawn. */
    private int status(String method, String path, @org.jspecify.annotations.Nullable String token) {
        var body = method.equals("POST") ? new byte[] {'{'} : null;
        return token == null
                ? bridge.send(method, path, body).status()
                : bridge.send(method, path, body, "X-API-Key", token).status();
    }
}
