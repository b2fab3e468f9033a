package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OriginsTest {

    private static final String SMALL = "{\"width\":64,\"height\":64}";

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"http://elsewhere.example", "null", "file://", "http://127.0.0.1:1", "%%%"})
    void a_page_of_another_site_cannot_make_the_bridge_work(String origin) {
        try (var bridge = BridgeUnderTest.start(home)) {
            var reply = bridge.txt2img(SMALL, "Origin", origin);

            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.json().path("detail").asString()).contains(origin, "CORS_ALLOW_ORIGINS");
            assertThat(bridge.post("/sdapi/v1/options", "{}", "Origin", origin).status())
                    .isEqualTo(403);
            assertThat(bridge.post("/sdapi/v1/interrupt", "", "Origin", origin).status())
                    .isEqualTo(403);
            assertThat(bridge.get("/sdapi/v1/options", "Origin", origin).header("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    @Test
    void the_bridges_own_page_may() {
        try (var bridge = BridgeUnderTest.start(home)) {
            assertThat(bridge.txt2img(SMALL, "Origin", "http://127.0.0.1:" + bridge.port())
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_page_on_the_owners_list_may_and_reads_errors_too() {
        try (var bridge = BridgeUnderTest.start(home, "CORS_ALLOW_ORIGINS=http://localhost:8000")) {
            var drawn = bridge.txt2img(SMALL, "Origin", "http://localhost:8000");
            var refused = bridge.txt2img("{\"steps\":0}", "Origin", "http://localhost:8000");
            var preflight = bridge.send("OPTIONS", "/sdapi/v1/txt2img", null, "Origin", "http://localhost:8000");

            assertThat(drawn.status()).isEqualTo(200);
            assertThat(java.util.List.of(drawn, refused, preflight)).allSatisfy(reply -> {
                assertThat(reply.header("Access-Control-Allow-Origin")).hasValue("http://localhost:8000");
                assertThat(reply.header("Vary")).hasValue("Origin");
            });
            assertThat(preflight.header("Access-Control-Allow-Methods"))
                    .hasValueSatisfying(methods -> assertThat(methods).contains("POST"));
            assertThat(bridge.txt2img(SMALL, "Origin", "http://localhost:8001").status())
                    .isEqualTo(403);
        }
    }

    @Test
    void a_star_lets_every_page_in() {
        try (var bridge = BridgeUnderTest.start(home, "CORS_ALLOW_ORIGINS=*")) {
            var reply = bridge.txt2img(SMALL, "Origin", "https://anywhere.example");

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("Access-Control-Allow-Origin")).hasValue("*");
        }
    }
}
