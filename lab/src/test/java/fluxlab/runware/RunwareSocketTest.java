package fluxlab.runware;

import static org.assertj.core.api.Assertions.assertThat;

import fluxlab.Lab;
import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RunwareSocketTest {

    private static final String KEY = "[{\"taskType\":\"authentication\",\"apiKey\":\"lab-runware-key\"}]";
    private final Lab lab = Lab.start(0);
    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        http.shutdownNow();
        lab.close();
    }

    @Test
    void the_key_of_the_first_message_counts_for_those_that_follow() throws Exception {
        var socket = open();
        socket.sendText(KEY, true).join();
        assertThat(next()).contains("connectionSessionUUID");

        socket.sendText(task(""), true).join();

        assertThat(next()).contains("imageURL", "seed");
        assertThat(lab.journal().stats("runware").pictures()).isEqualTo(1);
    }

    @Test
    void without_a_key_every_task_is_refused() throws Exception {
        open().sendText(task(""), true).join();

        assertThat(next()).contains("invalidApiKey");
    }

    @Test
    void a_slow_task_holds_up_no_other() throws Exception {
        var socket = open();
        socket.sendText(KEY, true).join();
        next();
        socket.sendText(task(" lab:slow=2"), true).join();
        socket.sendText("[{\"taskType\":\"ping\",\"ping\":true}]", true).join();

        assertThat(next()).contains("pong");
        assertThat(next()).contains("imageURL");
    }

    @Test
    void a_dropped_answer_closes_the_socket() throws Exception {
        lab.faults().add("runware", "ping", Fault.of(FaultKind.DROP), 1);
        var socket = open();
        socket.sendText(KEY, true).join();
        next();

        socket.sendText("[{\"taskType\":\"ping\",\"ping\":true}]", true).join();

        assertThat(next()).startsWith("CLOSED");
    }

    private static String task(String mark) {
        return Tasks.image("a fox" + mark, "");
    }

    private String next() throws InterruptedException {
        return String.valueOf(heard.poll(10, TimeUnit.SECONDS));
    }

    private WebSocket open() {
        var address = URI.create(lab.uri().toString().replace("http", "ws") + "/runware/v1");
        return http.newWebSocketBuilder().buildAsync(address, new Listener()).join();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            heard.add("CLOSED " + status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            heard.add("CLOSED by " + error);
        }
    }
}
