package fluxlab;

import fluxlab.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** A plain HTTP client for one lab. */
public final class Http implements AutoCloseable {

    private final URI base;
    private final HttpClient client = HttpClient.newHttpClient();

    public Http(URI base) {
        this.base = base;
    }

    public HttpResponse<byte[]> get(String pathOrUrl) throws IOException, InterruptedException {
        return client.send(request(pathOrUrl).build(), BodyHandlers.ofByteArray());
    }

    public HttpResponse<byte[]> delete(String path) throws IOException, InterruptedException {
        return client.send(request(path).DELETE().build(), BodyHandlers.ofByteArray());
    }

    public HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
        return client.send(toPost(path, body), BodyHandlers.ofByteArray());
    }

    public HttpClient client() {
        return client;
    }

    public HttpRequest toPost(String path, String body) {
        return request(path)
                .header("Authorization", "Bearer lab-runware-key")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest.Builder request(String pathOrUrl) {
        return HttpRequest.newBuilder(base.resolve(pathOrUrl)).timeout(Duration.ofSeconds(30));
    }

    public static JsonNode json(HttpResponse<byte[]> response) {
        return Json.read(response.body());
    }

    @Override
    public void close() {
        client.close();
    }
}
