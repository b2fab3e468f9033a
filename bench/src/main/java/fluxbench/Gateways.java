package fluxbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How each gateway is started so that it can do its best. */
final class Gateways {

    private static final long LEAST_BYTES = 200_000;
    private static final List<String> NGINX_PLACES =
            List.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/local/bin/nginx");

    private final Path home;
    private final Path folder;
    private final int upstream;

    /**
     * @param home of the bridge's launcher
     * @param folder for logs, configurations and data of this run
     */
    Gateways(Path home, Path folder, int upstream) {
        this.home = home;
        this.folder = folder;
        this.upstream = upstream;
    }

    Target direct() {
        return new Direct(upstream, LEAST_BYTES);
    }

    /** A plain reverse proxy of the finished answer; empty when nginx is not installed. */
    Optional<Gateway> nginx() throws IOException, InterruptedException {
        var program = onPath("nginx")
                .or(() -> NGINX_PLACES.stream()
                        .map(Path::of)
                        .filter(Files::isExecutable)
                        .findFirst());
        if (program.isEmpty()) {
            return Optional.empty();
        }
        int port = Gateway.freePort();
        var prefix = Files.createDirectories(folder.resolve("nginx"));
        var user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        var file = Files.writeString(prefix.resolve("nginx.conf"), """
                %s
                worker_processes auto;
                worker_rlimit_nofile 20000;
                error_log stderr error;
                pid nginx.pid;
                daemon off;
                events { worker_connections 16000; }
                http {
                  access_log off;
                  tcp_nodelay on;
                  keepalive_requests 1000000;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  upstream behind { server 127.0.0.1:%d; keepalive 4096; keepalive_requests 1000000; }
                  server {
                    listen 127.0.0.1:%d backlog=8192;
                    location / {
                      proxy_pass http://behind;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_buffering off;
                      proxy_buffer_size 64k;
                      proxy_buffers 4 64k;
                      proxy_busy_buffers_size 128k;
                      proxy_read_timeout 300s;
                    }
                  }
                }
                """.formatted(user, upstream, port));
        return Optional.of(Gateway.start(new Gateway.Start(
                "nginx",
                List.of(program.get().toString(), "-p", prefix.toString(), "-c", file.toString()),
                Map.of(),
                prefix.resolve("log"),
                port,
                number -> Target.post("/sdapi/v1/txt2img", "", Target.a1111(number)),
                LEAST_BYTES)));
    }

    /**
     * Portkey's gateway, in front of an OpenAI that answers with base64.
     *
     * @param installed folder of {@code @portkey-ai/gateway}
     */
    Gateway portkey(Path installed) throws IOException, InterruptedException {
        int port = Gateway.freePort();
        var headers =
                "x-portkey-provider: openai\r\nAuthorization: Bearer bench\r\nx-portkey-custom-host: http://127.0.0.1:"
                        + upstream + "/v1\r\n";
        return Gateway.start(new Gateway.Start(
                "portkey",
                List.of("node", installed.resolve("build/start-server.js").toString(), "--port=" + port, "--headless"),
                Map.of("NODE_ENV", "production", "TRUSTED_CUSTOM_HOSTS", "127.0.0.1,localhost"),
                folder.resolve("portkey.log"),
                port,
                number -> Target.post(
                        "/v1/images/generations",
                        headers,
                        "{\"model\":\"gpt-image-1\",\"size\":\"1024x1024\",\"response_format\":\"b64_json\",\"prompt\":\"a lighthouse, number "
                                + number + "\"}"),
                LEAST_BYTES));
    }

    /** Where Portkey's gateway is installed: globally, or in a node_modules folder above this one. */
    Optional<Path> findPortkey() {
        var places = new ArrayList<Path>();
        for (var at = home; at != null; at = at.getParent()) {
            places.add(at.resolve("node_modules"));
        }
        places.add(Path.of("/usr/local/lib/node_modules"));
        places.add(Path.of("/usr/lib/node_modules"));
        return places.stream()
                .map(place -> place.resolve("@portkey-ai/gateway"))
                .filter(place -> Files.exists(place.resolve("build/start-server.js")))
                .findFirst();
    }

    /**
     * The bridge as its launcher starts it: Runware in front of the canned upstream, everything on that is on by default, and behind a token
     * with a budget, so that every picture is let in, held, booked in committed transactions and counted.
     *
     * @param output {@code url} or {@code base64}
     * @param cache {@code off}, or {@code token} to write every picture to disk
     */
    Gateway bridge(String name, String output, String cache) throws IOException, InterruptedException {
        var settings = settings(name, output);
        settings.put("CACHE", cache);
        settings.put("DAILY_BUDGET_USD", "1000000");
        var headers = "Authorization: Bearer " + token(name, settings) + "\r\n";
        return start(name, settings, number -> Target.post("/sdapi/v1/txt2img", headers, Target.a1111(number)));
    }

    /** The bridge as a new user starts it: without a token. */
    Gateway open(String name) throws IOException, InterruptedException {
        return start(name, settings(name, "url"), number -> Target.post("/sdapi/v1/txt2img", "", Target.a1111(number)));
    }

    private Gateway start(String name, Map<String, String> settings, java.util.function.LongFunction<byte[]> requests)
            throws IOException, InterruptedException {
        return Gateway.start(new Gateway.Start(
                name,
                List.of(home.resolve("bridge").toString()),
                settings,
                folder.resolve(name + ".log"),
                Integer.parseInt(settings.get("BRIDGE_PORT")),
                requests,
                LEAST_BYTES));
    }

    private Map<String, String> settings(String name, String output) throws IOException {
        var data = Files.createDirectories(folder.resolve(name));
        var settings = new LinkedHashMap<String, String>();
        settings.put("BRIDGE_PORT", Integer.toString(Gateway.freePort()));
        settings.put("BRIDGE_DATA_DIR", data.toString());
        settings.put("BRIDGE_ALLOW_PRIVATE_UPSTREAMS", "true");
        settings.put("PROVIDER_ORDER", "runware");
        settings.put("RUNWARE_API_KEY", "bench");
        settings.put("RUNWARE_ENDPOINT", "http://127.0.0.1:" + upstream + "/runware/v1");
        settings.put("RUNWARE_DELIVERY", "sync");
        settings.put("RUNWARE_OUTPUT", output);
        settings.put("DRAIN_SECONDS", "2");
        // The launcher's home holds the user's .env, with keys of real providers; this one holds none.
        var options = "-Dbridge.home=" + data + " " + System.getProperty("bench.bridge.options", "");
        settings.put("BRIDGE_JAVA_OPTS", options.strip());
        return settings;
    }

    private String token(String name, Map<String, String> settings) throws IOException, InterruptedException {
        var log = folder.resolve(name + "-token.log");
        var process = Gateway.process(
                        List.of(home.resolve("bridge").toString(), "tokens", "create", "bench", "--json"), settings)
                .redirectError(log.toFile())
                .start();
        String said;
        try (var out = process.inputReader()) {
            said = String.join("\n", out.readAllLines());
        }
        // The JVM may have said something of its own before.
        var secret = java.util.regex.Pattern.compile("\"token\"\\s*:\\s*\"([^\"]+)\"")
                .matcher(said);
        if (process.waitFor() != 0 || !secret.find()) {
            throw new IOException("the bridge makes no token; its log is " + log);
        }
        return secret.group(1);
    }

    private static Optional<Path> onPath(String program) {
        for (var place : System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)) {
            var file = Path.of(place, program);
            if (!place.isEmpty() && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
