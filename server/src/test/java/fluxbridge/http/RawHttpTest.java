package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two servers in a row could read differently: one in front, this one behind. */
@TestInstance(Lifecycle.PER_CLASS)
final class RawHttpTest {

    private static final String SECOND = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String POST = "POST /sdapi/v1/interrupt HTTP/1.1\r\nHost: localhost\r\n";

    private static final String PNG_INFO = "POST /sdapi/v1/png-info HTTP/1.1\r\nHost: localhost\r\n";

    private final BridgeUnderTest bridge;

    RawHttpTest(@TempDir Path home) {
        bridge = BridgeUnderTest.start(home);
    }

    @AfterAll
    void stop() {
        bridge.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                POST + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                POST + "Content-Length: 3, 4\r\n\r\nabc",
                POST + "Content-Length: +3\r\n\r\nabc",
                POST + "Content-Length: 0x3\r\n\r\nabc",
                POST + "Content-Length: 99999999999999999999\r\n\r\nabc",
                POST + "Content-Length : 3\r\n\r\nabc",
                POST + "X-A: b\r\n folded\r\nContent-Length: 0\r\n\r\n",
                POST + " Content-Length: 0\r\n\r\n",
                POST + "X-A\r\n\r\n",
                POST + "X-A: b\u0000c\r\n\r\n",
                POST + "X-A: b\rc\r\n\r\n",
                "POST /sdapi/v1/interrupt HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n",
                POST + "Content-Length: 0\n\n",
                PNG_INFO + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
                PNG_INFO + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n",
                "GET /healthz HTTP/1.1\r\n\r\n",
                "GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "GET http://evil/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    void what_can_be_read_in_two_ways_is_refused_and_what_follows_is_not_read(String request) throws Exception {
        try (var wire = bridge.wire()) {
            wire.send(request + SECOND);

            assertThat(status(wire)).as(request).isIn(0, 400, 499, 501, 505);
            assertThat(wire.rest())
                    .as("what came after the refusal of " + request)
                    .isEmpty();
        }
        nothingWasSmuggled();
    }

    @Test
    void a_bare_line_feed_in_a_chunk_is_refused() throws Exception {
        try (var wire = bridge.wire()) {
            wire.send(
                    "POST /sdapi/v1/png-info HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n"
                            + SECOND);

            assertThat(status(wire)).isIn(0, 400, 422, 499);
            assertThat(wire.rest()).isEmpty();
        }
        nothingWasSmuggled();
    }

    /** The status of the answer, 0 where the connection was closed without a word. */
    private static int status(Wire wire) throws IOException {
        try {
            return wire.reply().status();
        } catch (EOFException | SocketException _) {
            return 0;
        }
    }

    /** The second request would have no route. */
    private void nothingWasSmuggled() {
        assertThat(bridge.log()).noneMatch(line -> line.path("route").asString().equals("none"));
    }

    @Test
    void headers_that_do_not_end_are_refused() throws Exception {
        try (var wire = bridge.wire()) {
            var lines = new StringBuilder("GET /healthz HTTP/1.1\r\nHost: localhost\r\n");
            for (int i = 0; i < 400; i++) {
                lines.append("X-").append(i).append(": ").append("a".repeat(60)).append("\r\n");
            }
            wire.send(lines + "\r\n");

            assertThat(wire.reply().status()).isEqualTo(431);
        }
    }

    @Test
    void plain_requests_go_one_after_the_other_over_a_connection() throws Exception {
        try (var wire = bridge.wire()) {
            wire.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(wire.reply().status()).isEqualTo(200);
            wire.send(POST + "Content-Length: 0\r\n\r\n");
            assertThat(wire.reply().status()).isEqualTo(200);
            wire.send(
                    "POST /sdapi/v1/png-info HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
            assertThat(wire.reply().status()).isEqualTo(422);
            wire.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(wire.reply().status()).isEqualTo(200);
        }
    }
}
