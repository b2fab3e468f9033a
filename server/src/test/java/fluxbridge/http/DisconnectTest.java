package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.Await;
import fluxbridge.BridgeUnderTest;
import fluxbridge.Wire;
import fluxlab.Lab;
import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave or interrupt while a provider draws; sockets of their own, the lab as the provider. */
final class DisconnectTest {

    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
    private static final String LONG = picture("a boat lab:slow=30");

    private Lab lab;
    private BridgeUnderTest bridge;

    @BeforeEach
    void start(@TempDir Path home) {
        lab = Lab.start(0);
        bridge = BridgeUnderTest.at(lab, home, "RUNWARE_DELIVERY=sync");
    }

    @AfterEach
    void stop() {
        bridge.close();
        lab.close();
    }

    private static String picture(String prompt) {
        return "{\"prompt\":\"" + prompt + "\",\"width\":128,\"height\":128}";
    }

    private long inFlight() {
        return lab.journal().stats("runware").inFlight();
    }

    private Wire held(String... headers) throws IOException {
        long before = inFlight();
        var wire = bridge.wire().post("/sdapi/v1/txt2img", LONG, headers);
        Await.until("the provider's call", () -> inFlight() > before);
        return wire;
    }

    private void assertEnded() {
        Await.until("the end of the provider's call", TWO_SECONDS, () -> inFlight() == 0);
        Await.until("the end of the job", TWO_SECONDS, () -> bridge.jobs() == 0);
    }

    private void interrupt(String... headers) {
        var reply = bridge.post("/sdapi/v1/interrupt", "", headers);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("{}");
    }

    @Test
    void a_client_that_closes_its_socket_ends_the_providers_call() throws Exception {
        held().close();

        assertEnded();
        var line = bridge.awaitLine(l -> l.path("status").asInt() == 499);
        assertThat(line.path("cancelled").asString()).isEqualTo("the client closed its connection");
    }

    @Test
    void a_reset_connection_ends_the_providers_call() throws Exception {
        held().reset();

        assertEnded();
    }

    @Test
    void a_client_that_says_to_close_afterwards_is_watched_too() throws Exception {
        held("Connection: close").close();

        assertEnded();
    }

    @Test
    void a_hundred_clients_that_leave_at_once_leave_nothing_behind() throws Exception {
        var wires = new java.util.ArrayList<Wire>();
        for (int i = 0; i < 100; i++) {
            wires.add(bridge.wire().post("/sdapi/v1/txt2img", LONG));
        }
        Await.until("all calls", () -> inFlight() == 100);
        for (var wire : wires) {
            wire.close();
        }

        assertEnded();
        assertThat(bridge.get("/metrics").text()).contains("bridge_jobs_running 0.0");
    }

    @Test
    void a_connection_serves_its_next_request_after_a_picture() throws Exception {
        try (var wire = bridge.wire()) {
            for (int i = 0; i < 3; i++) {
                assertThat(wire.post("/sdapi/v1/txt2img", picture("a boat"))
                                .reply()
                                .status())
                        .isEqualTo(200);
                assertThat(wire.get("/healthz").reply().text()).contains("ok");
            }
        }
    }

    @Test
    void a_request_sent_while_a_picture_is_drawn_is_answered_after_it() throws Exception {
        try (var wire = bridge.wire()) {
            wire.post("/sdapi/v1/txt2img", picture("a boat lab:slow=1"));
            Await.until("the provider's call", () -> inFlight() == 1);
            wire.get("/healthz");
            wire.get("/sdapi/v1/cmd-flags");

            assertThat(wire.reply().json().path("images").size()).isEqualTo(1);
            assertThat(wire.reply().text()).contains("ok");
            assertThat(wire.reply().text()).contains("api");
        }
    }

    @Test
    void requests_sent_in_one_go_are_answered_in_turn() throws Exception {
        try (var wire = bridge.wire()) {
            var body = picture("a boat");
            var post = "POST /sdapi/v1/txt2img HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body;
            wire.send(post + "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" + post);

            assertThat(wire.reply().json().has("images")).isTrue();
            assertThat(wire.reply().text()).contains("ok");
            assertThat(wire.reply().json().has("images")).isTrue();
        }
    }

    @Test
    void an_interrupt_answers_with_what_there_is() throws Exception {
        try (var wire = held()) {
            interrupt();

            var reply = wire.reply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.json().path("images").isEmpty()).isTrue();
            assertThat(reply.info()
                            .path("extra_generation_params")
                            .path("Interrupted")
                            .asString())
                    .isEqualTo("interrupted by the caller");
            assertEnded();
            assertThat(wire.get("/healthz").reply().status()).isEqualTo(200);
        }
    }

    @Test
    void an_interrupt_with_nothing_running_hits_nothing_that_comes_later() {
        interrupt();
        interrupt();

        assertThat(bridge.txt2img(picture("a boat")).json().path("images").size())
                .isEqualTo(1);
    }

    /** SillyTavern's stop: the connection closes and an interrupt is posted, in either order; another picture is being drawn. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_stop_of_one_picture_leaves_the_callers_other_one_alone(boolean interruptFirst) throws Exception {
        var first = held();
        try (var _ = held()) {
            if (interruptFirst) {
                var interrupting = bridge.wire()
                        .send("POST /sdapi/v1/interrupt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
                first.close();
                assertThat(interrupting.reply().status()).isEqualTo(200);
                interrupting.close();
            } else {
                first.close();
                interrupt();
            }

            Await.until("the end of the first", TWO_SECONDS, () -> inFlight() == 1);
            assertThat(Await.within(Duration.ofMillis(700), () -> bridge.jobs() != 1 || inFlight() != 1))
                    .as("the second picture was hit")
                    .isFalse();
        }
        assertEnded();
    }

    @Test
    void a_late_interrupt_does_not_hit_the_picture_that_was_asked_for_after_the_stop() throws Exception {
        held().close();
        assertEnded();
        try (var next = held()) {
            interrupt();

            assertThat(Await.within(Duration.ofMillis(500), () -> inFlight() == 0))
                    .isFalse();
            interrupt();
            assertThat(next.reply().text()).startsWith("{\"images\":[],");
        }
    }

    @Test
    void a_stop_whose_interrupt_came_first_does_not_swallow_the_next_interrupt() throws Exception {
        var stopped = held();
        interrupt();
        stopped.close();
        assertEnded();
        try (var next = held()) {
            interrupt();

            assertThat(next.reply().text()).startsWith("{\"images\":[],");
        }
    }

    @Test
    void an_interrupt_of_another_caller_hits_nothing() throws Exception {
        try (var wire = held("X-API-Key: mira")) {
            interrupt("X-API-Key", "kael");
            interrupt();

            assertThat(Await.within(Duration.ofMillis(500), () -> inFlight() == 0))
                    .isFalse();
            interrupt("X-API-Key", "mira");
            assertThat(wire.reply().text()).startsWith("{\"images\":[],");
        }
    }

    @Test
    void progress_is_the_callers_own_and_moves() throws Exception {
        try (var _ = held("X-API-Key: mira")) {
            var mine = bridge.get("/sdapi/v1/progress", "X-API-Key", "mira").json();
            var others = bridge.get("/sdapi/v1/progress", "X-API-Key", "kael").json();

            assertThat(mine.path("progress").asDouble()).isBetween(0.001, 0.99);
            assertThat(mine.path("state").path("job").asString()).isEqualTo("scripts_txt2img");
            assertThat(mine.path("state").path("job_count").asInt()).isEqualTo(1);
            assertThat(mine.path("eta_relative").asDouble()).isPositive();
            assertThat(others.path("progress").asDouble()).isZero();
            assertThat(others.path("state").path("job_count").asInt()).isZero();
            Await.until(
                    "progress",
                    () -> bridge.get("/sdapi/v1/progress", "X-API-Key", "mira")
                                    .json()
                                    .path("progress")
                                    .asDouble()
                            > mine.path("progress").asDouble());
        }
    }

    @Test
    void a_skip_gives_up_the_picture_that_is_being_drawn_and_goes_on(@TempDir Path home) throws Exception {
        bridge.close();
        bridge = BridgeUnderTest.at(lab, home, "RUNWARE_DELIVERY=sync", "PARALLEL_PICTURES=1");
        lab.faults().add("runware", "imageInference", Fault.of(FaultKind.SLOW).withSeconds(30), 1);
        try (var wire = bridge.wire()
                .post(
                        "/sdapi/v1/txt2img",
                        "{\"prompt\":\"a boat\",\"width\":128,\"height\":128,\"batch_size\":2,\"seed\":7}")) {
            Await.until("the provider's call", () -> inFlight() == 1);

            assertThat(bridge.post("/sdapi/v1/skip", "").text()).isEqualTo("null");

            var reply = wire.reply();
            assertThat(reply.json().path("images").size()).isEqualTo(1);
            assertThat(reply.info().path("all_seeds").get(0).asLong()).isEqualTo(8);
        }
    }

    @Test
    void a_bridge_that_stops_ends_what_runs() throws Exception {
        try (var _ = held()) {
            bridge.wiring().server().close();

            Await.until("the end of the provider's call", TWO_SECONDS, () -> inFlight() == 0);
        }
    }
}
