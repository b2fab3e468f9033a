package fluxbridge;

import fluxbridge.config.Settings;
import fluxbridge.config.SettingsReader;
import fluxbridge.provider.ProviderSpec;
import fluxbridge.provider.adapters.Adapters;
import fluxlab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole bridge in this process, on a free port of 127.0.0.1 with a data folder of its own, and a client to ask it. */
public final class BridgeUnderTest implements AutoCloseable {

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);

    private final Wiring wiring;
    private final List<String> requestLog;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private BridgeUnderTest(Wiring wiring, List<String> requestLog) {
        this.wiring = wiring;
        this.requestLog = requestLog;
    }

    /**
     * Starts the bridge.
     *
     * @param home takes the data folder, and is where relative paths of settings start
     * @param settings lines {@code NAME=value}
     */
    public static BridgeUnderTest start(Path home, String... settings) {
        return start(home, List.of(settings));
    }

    /** Starts the bridge with the simulated providers of {@code lab} switched on; Runware alone is asked unless a setting says otherwise. */
    public static BridgeUnderTest at(Lab lab, Path home, String... settings) {
        var lines = new java.util.ArrayList<>(lab.settings());
        lines.add("PROVIDER_ORDER=runware");
        lines.addAll(List.of(settings));
        return start(home, lines);
    }

    /** Starts the bridge with a clock that the test sets. */
    public static BridgeUnderTest start(InstantSource clock, Path home, String... settings) {
        return start(clock, home, List.of(settings));
    }

    private static BridgeUnderTest start(Path home, List<String> lines) {
        return start(InstantSource.system(), home, lines);
    }

    private static BridgeUnderTest start(InstantSource clock, Path home, List<String> lines) {
        var log = new CopyOnWriteArrayList<String>();
        var world = new Wiring.World(
                clock, Thread::sleep, () -> UUID.randomUUID().toString(), new SecureRandom(), log::add, _ -> {});
        var wiring = new Wiring(settings(home, lines), world);
        wiring.serve();
        return new BridgeUnderTest(wiring, log);
    }

    /** What the reader makes of these lines, with a free port and no time to drain unless they say otherwise. */
    public static Settings settings(Path home, List<String> lines) {
        var values = new HashMap<>(Map.of("BRIDGE_PORT", "0", "DRAIN_SECONDS", "0", "CACHE", "off"));
        for (var line : lines) {
            int equals = line.indexOf('=');
            values.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return SettingsReader.read(
                home.resolve("no.env"),
                values,
                Adapters.ALL.stream().flatMap(spec -> spec.settings().stream()).toList(),
                Adapters.ALL.stream().map(ProviderSpec::id).toList(),
                home);
    }

    /** A whole answer. */
    @SuppressWarnings("ArrayRecordComponent") // read once
    public record Reply(int status, Map<String, List<String>> headers, byte[] body) {

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The body as JSON; fails the test when it is none. */
        public JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        /** The {@code info} of a txt2img answer. */
        public JsonNode info() {
            return JsonMapper.shared().readTree(json().path("info").asString());
        }

        /** The file of a picture of a txt2img answer. */
        public byte[] picture(int index) {
            return Base64.getDecoder().decode(json().path("images").get(index).asString());
        }

        public Optional<String> header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of()).stream()
                    .findFirst();
        }
    }

    public int port() {
        return wiring.server().port();
    }

    public Wiring wiring() {
        return wiring;
    }

    public Reply get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Reply post(String path, String body, String... headers) {
        return send("POST", path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public Reply txt2img(String body, String... headers) {
        return post("/sdapi/v1/txt2img", body, headers);
    }

    /**
     * Asks.
     *
     * @param body null for none
     * @param headers names and values in turn
     */
    public Reply send(String method, String path, byte @org.jspecify.annotations.Nullable [] body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(LONGEST_ANSWER)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return reply(client.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Reply reply(HttpResponse<byte[]> response) {
        var headers = new HashMap<String, List<String>>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values));
        return new Reply(response.statusCode(), headers, response.body());
    }

    /** A connection of one's own, to see how the bridge treats connections. */
    public Wire wire() throws IOException {
        return Wire.to(port());
    }

    /** Jobs that are being drawn, as {@code /status} counts them. */
    public int jobs() {
        return get("/status").json().path("jobs_running").asInt(-1);
    }

    /** The lines of the request log so far. */
    public List<JsonNode> log() {
        return requestLog.stream().map(JsonMapper.shared()::readTree).toList();
    }

    /** The request log as it is written. */
    public String logText() {
        return String.join("\n", requestLog);
    }

    /** Waits for a line of the request log: it is written after the answer is sent. */
    public JsonNode awaitLine(Predicate<JsonNode> wanted) {
        Await.until("a log line", () -> log().stream().anyMatch(wanted));
        return log().stream().filter(wanted).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        client.shutdownNow();
        wiring.close();
    }
}
