package fluxbridge.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers as Runware does, with one picture, by url or inside, on a loopback port: for {@link Warmup}. */
final class PracticeProvider implements AutoCloseable {

    private static final String ID = "\"taskUUID\":\"";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger tasks = new AtomicInteger();
    private volatile byte[] picture = new byte[0];
    private volatile String base64 = "";

    PracticeProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(threads);
        server.createContext("/v1", this::task);
        server.createContext("/picture", exchange -> answer(exchange, "image/png", picture));
        server.start();
    }

    String endpoint() {
        return address() + "/v1";
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on hands out the first picture of this A1111 answer. */
    void learn(String answer) {
        var start = "{\"images\":[\"";
        base64 = answer.substring(start.length(), answer.indexOf('"', start.length()));
        picture = Base64.getDecoder().decode(base64);
    }

    private void task(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int at = body.indexOf(ID) + ID.length();
        var id = body.substring(at, body.indexOf('"', at));
        boolean inside = tasks.getAndIncrement() % 3 == 0;
        var where = inside ? "\"imageBase64Data\":\"" + base64 : "\"imageURL\":\"" + address() + "/picture";
        var json = "{\"data\":[{\"taskType\":\"imageInference\"," + ID + id + "\",\"seed\":1,\"cost\":0.0038," + where
                + "\"}]}";
        answer(exchange, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
