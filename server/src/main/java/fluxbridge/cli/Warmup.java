package fluxbridge.cli;

import fluxbridge.store.NativeLibrary;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bridge warmup}: a short run of the whole server from which the launcher makes the AOT cache. The cache keeps what was loaded and how
 * often each method ran, so enough pictures are drawn here for later starts to compile the way of a picture at once.
 */
@Command(name = "warmup", hidden = true, description = "Train the AOT cache.")
final class Warmup implements Callable<Integer> {

    private static final int PICTURES = 3000;
    private static final int AT_ONCE = 16;

    private final Terminal terminal;

    @Option(names = "--libraries", description = "Unpack SQLite's library into this folder.")
    private @Nullable Path libraries;

    Warmup(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("bridge-warmup");
        try (var provider = new PracticeProvider()) {
            var settings = terminal.bare()
                    .apply(Map.of(
                            "BRIDGE_PORT", "0",
                            "BRIDGE_DATA_DIR", folder.toString(),
                            "BRIDGE_ALLOW_PRIVATE_UPSTREAMS", "true",
                            "PROVIDER_ORDER", "runware,storyboard",
                            "RUNWARE_API_KEY", "warm-up",
                            "RUNWARE_DELIVERY", "sync",
                            "RUNWARE_ENDPOINT", provider.endpoint(),
                            // Every environment holds names that look like ours; what compares them should be cached
                            // too.
                            "RUNWARE_COLOUR", "none"));
            // Once with an empty folder; from then on as most starts find it.
            new Serve(terminal).open(settings).close();
            try (var running = new Serve(terminal).open(settings);
                    var client = HttpClient.newHttpClient()) {
                visit(client, "http://127.0.0.1:" + running.server().port(), provider);
            }
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        if (libraries != null) {
            NativeLibrary.unpackInto(libraries);
        }
        return 0;
    }

    private static void visit(HttpClient client, String base, PracticeProvider provider)
            throws IOException, InterruptedException {
        for (var path : new String[] {
            "/", "/sdapi/v1/options", "/sdapi/v1/sd-models", "/sdapi/v1/progress", "/status", "/metrics"
        }) {
            client.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofByteArray());
        }
        var drawn = client.send(post(base + "/sdapi/v1/txt2img?provider=storyboard", body(0)), BodyHandlers.ofString());
        provider.learn(drawn.body());
        client.send(post(base + "/sdapi/v1/options", "{\"sd_model_checkpoint\":\"auto\"}"), BodyHandlers.ofByteArray());
        var left = new AtomicInteger(PICTURES);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                var _ = threads.submit(() -> {
                    for (int seed = left.getAndDecrement(); seed > 0; seed = left.getAndDecrement()) {
                        client.send(post(base + "/sdapi/v1/txt2img", body(seed)), BodyHandlers.discarding());
                    }
                    return null;
                });
            }
        }
    }

    /** Each has its own seed: equal requests would come from the cache, and what draws and pays would not be trained. */
    private static String body(int seed) {
        return "{\"prompt\":\"Mira reads by the window\",\"negative_prompt\":\"blurry\",\"width\":512,\"height\":512,\"steps\":20,\"seed\":"
                + seed + "}";
    }

    private static HttpRequest post(String url, String json) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }
}
