package fluxbridge;

import static org.assertj.core.api.Assertions.assertThat;

import fluxlab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bridge that is killed while providers draw for it, and the one that is started after it. */
final class KilledBridgeTest {

    private static final List<String> PROVIDERS = List.of("runware", "fal", "wavespeed");
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
    private static final String[] SETTINGS = {
        "PROVIDER_ORDER=runware,fal,wavespeed", "DAILY_BUDGET_USD=1", "WAVESPEED_PRICE_USD=0.015"
    };

    @TempDir
    Path home;

    private Process start(Lab lab) throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.awt.headless=true",
                        "-Dbridge.home=" + home,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "fluxbridge.Main",
                        "serve")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("out").toFile());
        var lines = new ArrayList<>(lab.settings());
        lines.addAll(List.of(SETTINGS));
        lines.addAll(List.of("BRIDGE_PORT=0", "CACHE=off", "BRIDGE_DATA_DIR=" + home.resolve("data")));
        process.environment().keySet().removeIf(name -> name.startsWith("BRIDGE_") || name.startsWith("JAVA_TOOL"));
        for (var line : lines) {
            int equals = line.indexOf('=');
            process.environment().put(line.substring(0, equals), line.substring(equals + 1));
        }
        return process.start();
    }

    private String said() {
        try {
            return Files.readString(home.resolve("out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long calls(Lab lab, String provider) {
        return lab.journal().entries(provider).size();
    }

    private static BigDecimal billed(Lab lab) {
        return PROVIDERS.stream()
                .map(provider -> lab.journal().stats(provider).spentUsd())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Test
    void what_a_killed_bridge_had_asked_for_is_booked_as_the_providers_billed_it() throws Exception {
        try (var lab = Lab.start(0);
                var client = HttpClient.newHttpClient()) {
            PROVIDERS.forEach(provider -> lab.account(provider).turn(knobs -> knobs.withLatency(3)));
            var killed = start(lab);
            try {
                Await.until(
                        "the address", Duration.ofSeconds(60), () -> said().contains("ready in") || !killed.isAlive());
                var address = ADDRESS.matcher(said());
                assertThat(address.find()).as(said()).isTrue();
                for (var provider : PROVIDERS) {
                    var _ = client.sendAsync(
                            HttpRequest.newBuilder(
                                            URI.create(address.group() + "/sdapi/v1/txt2img?provider=" + provider))
                                    .POST(BodyPublishers.ofString("{\"prompt\":\"a lighthouse\",\"width\":512}"))
                                    .build(),
                            BodyHandlers.discarding());
                }
                // The second call of each is a poll, which the answer to the submit comes before.
                Await.until(
                        "polls",
                        Duration.ofSeconds(20),
                        () -> PROVIDERS.stream().allMatch(provider -> calls(lab, provider) >= 2));
            } finally {
                killed.destroyForcibly().waitFor();
            }

            try (var bridge = BridgeUnderTest.at(lab, home, restarted())) {
                assertThat(spend(bridge, "held")).isZero();
                assertThat(spend(bridge, "unknown")).isPositive();
                Await.until(
                        "the books",
                        Duration.ofSeconds(30),
                        () -> spend(bridge, "unknown").signum() == 0);

                assertThat(billed(lab)).isPositive();
                assertThat(spend(bridge, "spent")).isEqualByComparingTo(billed(lab));
                assertThat(PROVIDERS)
                        .allSatisfy(provider -> assertThat(
                                        lab.journal().stats(provider).submits())
                                .isEqualTo(1));
            }
        }
    }

    private String[] restarted() {
        var lines = new ArrayList<>(List.of(SETTINGS));
        lines.add("BRIDGE_DATA_DIR=" + home.resolve("data"));
        return lines.toArray(String[]::new);
    }

    private static BigDecimal spend(BridgeUnderTest bridge, String field) {
        return bridge.get("/api/v1/spend").json().path(field).decimalValue();
    }
}
