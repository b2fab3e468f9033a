package fluxbridge.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bridge warmup}: a short run of the whole server from which the launcher makes the AOT cache. */
@Command(name = "warmup", hidden = true, description = "Train the AOT cache.")
final class Warmup implements Callable<Integer> {

    private final Terminal terminal;

    Warmup(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("bridge-warmup");
        var settings = terminal.bare()
                .apply(Map.of(
                        "BRIDGE_PORT", "0", "BRIDGE_DATA_DIR", folder.toString(), "PROVIDER_ORDER", "storyboard"));
        try (var running = terminal.running().apply(settings);
                var client = HttpClient.newHttpClient()) {
            running.server().start();
            var base = "http://127.0.0.1:" + running.server().port();
            for (var path : new String[] {
                "/", "/sdapi/v1/options", "/sdapi/v1/sd-models", "/sdapi/v1/progress", "/status", "/metrics"
            }) {
                client.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofByteArray());
            }
            for (int i = 0; i < 3; i++) {
                client.send(
                        HttpRequest.newBuilder(URI.create(base + "/sdapi/v1/txt2img"))
                                .header("Content-Type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"prompt\":\"Mira reads by the window\",\"width\":256,\"height\":256,\"seed\":1}"))
                                .build(),
                        BodyHandlers.ofByteArray());
            }
            client.send(
                    HttpRequest.newBuilder(URI.create(base + "/sdapi/v1/options"))
                            .POST(HttpRequest.BodyPublishers.ofString("{\"sd_model_checkpoint\":\"auto\"}"))
                            .build(),
                    BodyHandlers.ofByteArray());
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        return 0;
    }
}
