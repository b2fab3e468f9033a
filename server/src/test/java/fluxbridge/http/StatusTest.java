package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxlab.Lab;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatusTest {

    @TempDir
    Path home;

    @Test
    void a_running_bridge_is_healthy_and_ready() {
        try (var bridge = BridgeUnderTest.start(home)) {
            assertThat(bridge.get("/healthz").text()).isEqualTo("{\"status\":\"ok\"}");
            assertThat(bridge.get("/readyz").text()).isEqualTo("{\"status\":\"ready\"}");
            assertThat(bridge.get("/readyz").status()).isEqualTo(200);
        }
    }

    @Test
    void the_status_tells_who_is_on_and_why_the_others_are_off() {
        try (var bridge = BridgeUnderTest.start(home)) {
            var status = bridge.get("/status").json();

            assertThat(status.path("ready").asBoolean()).isTrue();
            assertThat(status.path("jobs_running").asInt(-1)).isZero();
            assertThat(status.path("provider_order").get(0).asString()).isEqualTo("storyboard");
            assertThat(status.path("dictionary").path("loras").asInt()).isPositive();
            var runware = status.path("providers")
                    .valueStream()
                    .filter(p -> p.path("id").asString().equals("runware"))
                    .findFirst()
                    .orElseThrow();
            assertThat(runware.path("on").asBoolean(true)).isFalse();
            assertThat(runware.path("why_off").asString()).isEqualTo("RUNWARE_API_KEY is not set");
        }
    }

    @Test
    void the_metrics_count_requests_attempts_pictures_and_money() {
        try (var lab = Lab.start(0);
                var bridge = BridgeUnderTest.at(lab, home)) {
            bridge.txt2img("{\"prompt\":\"a boat\",\"width\":128,\"height\":128}");
            bridge.awaitLine(line -> line.path("status").asInt() == 200);

            var metrics = bridge.get("/metrics");
            assertThat(metrics.header("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
            assertThat(metrics.text())
                    .contains(
                            "bridge_jobs_running 0.0",
                            "bridge_pictures_total{provider=\"runware\"} 1.0",
                            "bridge_request_seconds_count{route=\"/sdapi/v1/txt2img\",status=\"200\"} 1")
                    .containsPattern("bridge_provider_attempt_seconds_count\\{outcome=\"ok\",provider=\"runware\"\\} 1")
                    .containsPattern("bridge_spend_microdollars_total\\{provider=\"runware\"\\} [1-9]");
        }
    }

    @Test
    void paths_that_clients_invent_are_no_new_meters() {
        try (var bridge = BridgeUnderTest.start(home)) {
            bridge.get("/invented/by/a/client");
            bridge.awaitLine(line -> line.path("status").asInt() == 404);

            assertThat(bridge.get("/metrics").text()).doesNotContain("invented");
        }
    }
}
