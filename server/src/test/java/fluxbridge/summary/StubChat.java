package fluxbridge.summary;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A chat server that answers each request with the next of its scripts, the last one for ever. */
public final class StubChat implements AutoCloseable {

    /** An answer. */
    public record Answer(int status, String type, String body) {}

    /** A request that came in. */
    public record Asked(String path, String authorization, JsonNode body) {}

    private final HttpServer server;
    private final BlockingQueue<Function<Asked, Answer>> scripts = new LinkedBlockingQueue<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    public StubChat() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    StubChat then(Function<Asked, Answer> script) {
        scripts.add(script);
        return this;
    }

    StubChat thenStatus(int status, String body) {
        return then(_ -> new Answer(status, "application/json", body));
    }

    /** A completion whose content is this. */
    StubChat thenSays(String content) {
        return thenStatus(200, completion(content));
    }

    /** A completion whose content is a JSON object with this prompt. */
    public StubChat thenPrompt(String prompt) {
        return thenSays(
                JsonMapper.shared().createObjectNode().put("prompt", prompt).toString());
    }

    /** Never answers. */
    public StubChat thenSilence() {
        return then(_ -> {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Answer(503, "text/plain", "");
        });
    }

    static String completion(String content) {
        var body = JsonMapper.shared().createObjectNode().put("object", "chat.completion");
        var choice = body.putArray("choices").addObject().put("index", 0).put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", content);
        return body.toString();
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var authorization = exchange.getRequestHeaders().getFirst("Authorization");
            var one = new Asked(
                    exchange.getRequestURI().getPath(),
                    authorization == null ? "" : authorization,
                    JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes()));
            asked.add(one);
            var script = scripts.size() > 1 ? scripts.remove() : scripts.element();
            var answer = script.apply(one);
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
