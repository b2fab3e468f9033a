package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.Await;
import fluxbridge.BridgeUnderTest;
import fluxlab.Lab;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whitespace ahead of a slow answer, every second here; real sockets, the lab as the provider. */
final class HeartbeatTest {

    private Lab lab;
    private BridgeUnderTest bridge;

    @BeforeEach
    void start(@TempDir Path home) {
        lab = Lab.start(0);
        bridge = BridgeUnderTest.at(
                lab, home, "RUNWARE_DELIVERY=sync", "RESPONSE_HEARTBEAT_SECONDS=1", "REQUEST_DEADLINE_SECONDS=2");
    }

    @AfterEach
    void stop() {
        bridge.close();
        lab.close();
    }

    private static String picture(String prompt) {
        return "{\"prompt\":\"" + prompt + "\",\"width\":128,\"height\":128}";
    }

    @Test
    void a_slow_answer_is_whitespace_and_then_its_json() {
        var reply = bridge.txt2img(picture("a boat lab:slow=1.2"), "Idempotency-Key", "k-1");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("content-length")).isEmpty();
        assertThat(reply.header("content-type")).contains("application/json");
        assertThat(reply.header("x-job-id")).isPresent();
        assertThat(reply.text()).startsWith(" ");
        assertThat(reply.picture(0)).isNotEmpty();
        var again = bridge.txt2img(picture("a boat lab:slow=1.2"), "Idempotency-Key", "k-1");
        assertThat(again.text()).isEqualTo(reply.text().strip());
    }

    @Test
    void a_failure_after_a_heartbeat_is_told_in_the_body_with_its_status() {
        var reply = bridge.txt2img(picture("a boat lab:slow=30"), "Idempotency-Key", "k-1");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).startsWith(" ");
        assertThat(reply.json().path("status").asInt()).isEqualTo(504);
        assertThat(reply.json().path("error").asString()).isEqualTo("DeadlinePassed");
        assertThat(reply.json().path("detail").asString()).contains("REQUEST_DEADLINE_SECONDS");
        var again = bridge.txt2img(picture("a boat lab:slow=30"), "Idempotency-Key", "k-1");
        assertThat(again.status()).isEqualTo(504);
        assertThat(again.header("idempotency-replayed")).contains("true");
    }

    @Test
    void a_quick_answer_has_its_length_and_no_whitespace() {
        var reply = bridge.txt2img(picture("a boat"));

        assertThat(reply.header("content-length")).contains(Integer.toString(reply.body().length));
        assertThat(reply.text()).startsWith("{");
    }

    @Test
    void a_client_that_leaves_between_heartbeats_ends_its_job() throws Exception {
        try (var wire = bridge.wire().post("/sdapi/v1/txt2img", picture("a boat lab:slow=30"))) {
            wire.until("\r\n\r\n1\r\n ");
        }

        Await.until("the end of the job", Duration.ofSeconds(1), () -> bridge.jobs() == 0);
        bridge.awaitLine(line -> line.path("status").asInt() == 499);
    }

    @Test
    void a_connection_serves_its_next_request_after_heartbeats() throws Exception {
        try (var wire = bridge.wire().post("/sdapi/v1/txt2img", picture("a boat lab:slow=1.2"))) {
            wire.until("\r\n0\r\n\r\n");

            assertThat(wire.get("/healthz").reply().text()).contains("ok");
        }
    }
}
