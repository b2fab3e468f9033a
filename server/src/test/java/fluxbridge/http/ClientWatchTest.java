package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.Await;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watch on a bare Jetty whose idle timeout is short. */
final class ClientWatchTest {

    private static final int IDLE_MILLIS = 300;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final CountDownLatch finish = new CountDownLatch(1);

    private final class Held extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try (var watch = ClientWatch.of(request)) {
                var gone = new CountDownLatch(1);
                watch.whenGone(() -> {
                    events.add("gone");
                    gone.countDown();
                });
                events.add("held");
                Await.until("the end", () -> finish.getCount() == 0 || gone.getCount() == 0);
                if (watch.isGone()) {
                    return;
                }
            }
            response.setContentLength(2);
            response.getOutputStream().write("ok".getBytes(StandardCharsets.UTF_8));
        }
    }

    @BeforeEach
    void start() throws Exception {
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        var context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new Held()), "/*");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        finish.countDown();
        server.stop();
    }

    private Socket ask() throws Exception {
        var socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        socket.setSoTimeout(5000);
        send(socket.getOutputStream());
        assertThat(events.poll(5, TimeUnit.SECONDS)).isEqualTo("held");
        return socket;
    }

    private static void send(OutputStream out) throws IOException {
        out.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String status(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);
    }

    @Test
    void a_closed_socket_is_noticed_at_once() throws Exception {
        ask().close();

        assertThat(events.poll(1, TimeUnit.SECONDS)).isEqualTo("gone");
    }

    @Test
    void a_held_request_outlives_the_idle_timeout() throws Exception {
        try (var socket = ask()) {
            assertThat(Await.within(Duration.ofMillis(3 * IDLE_MILLIS), () -> !events.isEmpty()))
                    .isFalse();
            finish.countDown();

            assertThat(status(socket)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void the_idle_timeout_holds_again_after_the_answer() throws Exception {
        finish.countDown();
        try (var socket = ask()) {
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer).as("the connection was closed after the answer").endsWith("ok");
        }
    }

    @Test
    void a_pipelined_request_is_handed_on_whole() throws Exception {
        try (var socket = ask()) {
            send(socket.getOutputStream());
            assertThat(Await.within(Duration.ofMillis(200), () -> !events.isEmpty()))
                    .isFalse();
            finish.countDown();

            assertThat(status(socket)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(events.poll(5, TimeUnit.SECONDS)).isEqualTo("held");
            var rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(rest).contains("HTTP/1.1 200 OK").endsWith("ok");
        }
    }

    @Test
    void one_byte_of_the_next_request_is_not_lost() throws Exception {
        try (var socket = ask()) {
            socket.getOutputStream().write('G');
            socket.getOutputStream().flush();
            assertThat(Await.within(Duration.ofMillis(100), () -> !events.isEmpty()))
                    .isFalse();
            finish.countDown();
            socket.getOutputStream().write("ET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();

            var all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(3);
        }
    }
}
