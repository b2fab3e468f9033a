package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import fluxbridge.Await;
import fluxbridge.failure.Failure.TooSlow;
import fluxbridge.failure.GatewayException;
import fluxbridge.http.Bodies.Pace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** Clients that send a little now and then, to hold a connection for nothing. */
final class SlowClientsTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));

    private void pass(Duration time) {
        now.updateAndGet(at -> at.plus(time));
    }

    private static final class Ok extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.setStatus(200);
            callback.succeeded();
            return true;
        }
    }

    @Test
    void headers_that_trickle_are_cut_after_their_time_and_an_idle_connection_is_not() throws Exception {
        var slow = new SlowHeaders(Duration.ofSeconds(10), now::get);
        var server = new Server();
        var connector = new ServerConnector(server);
        connector.addBean(slow);
        server.addConnector(connector);
        server.setHandler(new Ok());
        server.start();
        try (var trickling = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
                var idle = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            trickling.setSoTimeout(5000);
            idle.setSoTimeout(5000);
            ask(idle);
            send(trickling, "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ");
            Await.until("both are open", () -> connector.getConnectedEndPoints().size() == 2);
            Await.until("the headers began", () -> {
                slow.cut();
                return slow.watched() == 1;
            });

            pass(Duration.ofMillis(9_999));
            send(trickling, "b");
            slow.cut();
            assertThat(connector.getConnectedEndPoints()).hasSize(2);
            pass(Duration.ofMillis(1));
            slow.cut();
            assertThat(ended(trickling)).isTrue();
            ask(idle);
            assertThat(slow.watched()).isZero();
        } finally {
            server.stop();
        }
    }

    @Test
    void headers_that_end_in_time_are_answered_and_the_next_begin_anew() throws Exception {
        var slow = new SlowHeaders(Duration.ofSeconds(10), now::get);
        var server = new Server();
        var connector = new ServerConnector(server);
        connector.addBean(slow);
        server.addConnector(connector);
        server.setHandler(new Ok());
        server.start();
        try (var client = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            client.setSoTimeout(5000);
            for (int i = 0; i < 3; i++) {
                send(client, "GET / HTTP/1.1\r\nHost: ");
                Await.until("the headers began", () -> {
                    slow.cut();
                    return slow.watched() == 1;
                });
                pass(Duration.ofSeconds(9));
                slow.cut();
                send(client, "localhost\r\n\r\n");
                assertThat(client.getInputStream().readNBytes(12))
                        .isEqualTo("HTTP/1.1 200".getBytes(StandardCharsets.UTF_8));
                drain(client.getInputStream());
                slow.cut();
                assertThat(slow.watched()).isZero();
            }
        } finally {
            server.stop();
        }
    }

    private static void ask(Socket socket) throws IOException {
        send(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(socket.getInputStream().readNBytes(12)).isEqualTo("HTTP/1.1 200".getBytes(StandardCharsets.UTF_8));
        drain(socket.getInputStream());
    }

    /** Reads to the end of an answer without a body. */
    private static void drain(InputStream in) throws IOException {
        var last = new StringBuilder();
        while (last.indexOf("\r\n\r\n") < 0) {
            last.append((char) in.read());
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException _) {
            return true;
        }
    }

    /** A body that comes in pieces of a size, each after a while. */
    private final class Trickle extends InputStream {

        private final ByteArrayInputStream bytes;
        private final int piece;
        private final Duration pause;

        Trickle(int length, int piece, Duration pause) {
            var all = new byte[length];
            Arrays.fill(all, (byte) 'x');
            this.bytes = new ByteArrayInputStream(all);
            this.piece = piece;
            this.pause = pause;
        }

        @Override
        public int read() {
            pass(pause);
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int from, int most) {
            pass(pause);
            return bytes.read(into, from, Math.min(piece, most));
        }
    }

    private Bodies bodies(long limit) {
        return new Bodies(limit, new Pace(Duration.ofSeconds(5), 100), now::get);
    }

    @Test
    void a_body_that_trickles_is_given_up() {
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> bodies(1 << 20).read(new Trickle(1000, 1, Duration.ofSeconds(1)), 1000))
                .satisfies(e -> assertThat(e.failure()).isEqualTo(new TooSlow(100)))
                .withMessageContaining("100 bytes a second");
    }

    @Test
    void a_body_is_slow_only_after_its_grace_and_below_its_pace() throws IOException {
        assertThat(bodies(1 << 20).read(new Trickle(4, 1, Duration.ofSeconds(1)), 4))
                .hasSize(4);
        assertThat(bodies(1 << 20).read(new Trickle(2000, 100, Duration.ofSeconds(1)), 2000))
                .hasSize(2000);
        var pace = new Pace(Duration.ofSeconds(5), 100);
        assertThat(pace.isKept(0, Duration.ofSeconds(5))).isTrue();
        assertThat(pace.isKept(500, Duration.ofMillis(5001))).isFalse();
        assertThat(pace.isKept(501, Duration.ofMillis(5001))).isTrue();
    }

    @Test
    void a_body_is_read_whole_whatever_it_announced() throws IOException {
        for (var announced : new long[] {-1, 0, 1, 200_000, 1 << 20}) {
            assertThat(bodies(1 << 20).read(new Trickle(200_000, 30_000, Duration.ZERO), announced))
                    .hasSize(200_000)
                    .containsOnly('x');
        }
        assertThat(bodies(1000).read(new Trickle(200_000, 300, Duration.ZERO), -1))
                .hasSize(1000);
        assertThat(bodies(1000).read(new Trickle(0, 1, Duration.ZERO), -1)).isEmpty();
    }
}
