package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.Wire;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that the answer does not depend on: the client hears it all the same, and its connection serves the next request. */
@TestInstance(Lifecycle.PER_CLASS)
final class UnwantedBodyTest {

    private static final int LENGTH = 8 << 20;

    private final BridgeUnderTest bridge;

    UnwantedBodyTest(@TempDir Path home) {
        bridge = BridgeUnderTest.start(home);
    }

    @AfterAll
    void stop() {
        bridge.close();
    }

    /** Sends the head and half of the body, and the rest when the bridge has had time to answer others. */
    private Wire slowly(String head) throws Exception {
        var half = " ".repeat(LENGTH / 2);
        var wire = bridge.wire().send(head + "\r\nHost: localhost\r\nContent-Length: " + LENGTH + "\r\n\r\n" + half);
        for (int i = 0; i < 20; i++) {
            assertThat(bridge.get("/status").status()).isEqualTo(200);
        }
        return wire.send(half);
    }

    @ParameterizedTest
    @CsvSource({
        "403, POST /sdapi/v1/txt2img HTTP/1.1|Origin: http://elsewhere.example",
        "404, POST /nowhere HTTP/1.1",
        "405, PUT /sdapi/v1/txt2img HTTP/1.1",
        "200, POST /sdapi/v1/interrupt HTTP/1.1",
        "200, GET /sdapi/v1/sd-models HTTP/1.1",
        "404, GET /api/v1/jobs/none HTTP/1.1",
        "404, POST /api/v1/jobs/none/cancel HTTP/1.1",
        "404, DELETE /api/v1/loras/none HTTP/1.1"
    })
    void its_sender_hears_the_answer_and_asks_again_on_the_same_connection(int status, String head) throws Exception {
        try (var wire = slowly(head.replace("|", "\r\n"))) {
            var reply = wire.reply();

            assertThat(reply.status()).as(reply.text()).isEqualTo(status);
            assertThat(wire.get("/status").reply().status()).isEqualTo(200);
        }
    }

    @Test
    void the_answer_waits_for_none_of_it() throws Exception {
        try (var wire = bridge.wire()) {
            wire.send("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n");

            assertThat(wire.reply().status()).isEqualTo(404);
            assertThat(wire.send("too late.").get("/status").reply().status()).isEqualTo(200);
        }
    }

    @Test
    void a_client_that_asks_before_it_sends_is_told_that_the_connection_ends() throws Exception {
        try (var wire = bridge.wire()) {
            wire.send("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
            var reply = wire.reply();

            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.header("Connection")).hasValue("close");
            assertThat(wire.rest()).isEmpty();
        }
    }

    @Test
    void a_body_that_is_said_to_be_too_long_is_refused_at_once() throws Exception {
        try (var wire = bridge.wire()) {
            wire.send("POST /sdapi/v1/txt2img HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99000000000\r\n\r\n");

            assertThat(wire.reply().status()).isEqualTo(413);
        }
    }

    /** A byte each second. */
    private static final class Drips extends InputStream {

        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

        @Override
        public int read() {
            now.updateAndGet(at -> at.plusSeconds(1));
            return ' ';
        }

        @Override
        public int read(byte[] into, int from, int most) {
            into[from] = (byte) read();
            return 1;
        }
    }

    @Test
    void it_is_read_away_to_its_end_but_for_no_longer_than_half_a_minute() throws Exception {
        var drips = new Drips();
        var bodies = new Bodies(1, drips.now::get);
        var whole = new ByteArrayInputStream(new byte[100_000]);

        bodies.discard(drips);
        bodies.discard(whole);

        assertThat(drips.now.get()).isEqualTo(Instant.EPOCH.plusSeconds(30));
        assertThat(whole.available()).isZero();
    }
}
