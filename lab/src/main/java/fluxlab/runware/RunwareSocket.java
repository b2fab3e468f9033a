package fluxlab.runware;

import fluxlab.http.Json;
import fluxlab.http.SocketHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.core.JacksonException;

/**
 * Runware over WebSocket: the first message brings the key, and each array of tasks is answered as over HTTP (runware.ai/docs, "Authentication").
 * Every message is posted to the HTTP API of the same lab, so that faults, prices and journal are one.
 *
 * <p>Not played: a session that is taken up again with its {@code connectionSessionUUID}.
 */
final class RunwareSocket implements SocketHandler {

    private final URI api;
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile String key = "";

    RunwareSocket(URI api) {
        this.api = api;
    }

    @Override
    public String answer(String message) throws IOException, InterruptedException {
        takeKey(message);
        var request = HttpRequest.newBuilder(api)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(message));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return http.send(request.build(), BodyHandlers.ofString()).body();
    }

    private void takeKey(String message) throws IOException {
        try {
            for (var task : Json.read(message.getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
                if (task.path("taskType").asString("").equals("authentication")) {
                    key = task.path("apiKey").asString("");
                }
            }
        } catch (JacksonException e) {
            throw new IOException("a message that is not JSON", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
