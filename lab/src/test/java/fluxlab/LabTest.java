package fluxlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LabTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void the_settings_point_at_the_running_lab() {
        try (var lab = Lab.start(0)) {
            assertThat(lab.settings())
                    .contains(
                            "RUNWARE_API_KEY=lab-runware-key",
                            "RUNWARE_ENDPOINT=" + lab.uri() + "/runware/v1",
                            "BRIDGE_ALLOW_PRIVATE_UPSTREAMS=true");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--host, 0.0.0.0, loopback",
        "--host, 192.168.1.5, loopback",
        "--port, 70000, --port must be",
        "--latency, fast, --latency must be",
        "--color, red, unknown option --color"
    })
    void a_wrong_option_is_one_clear_line_and_status_2(String option, String value, String message) {
        assertThat(run(option, value)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains(message));
    }

    @Test
    void a_taken_port_is_one_clear_line_and_status_2() {
        try (var lab = Lab.start(0)) {
            assertThat(run("--port", String.valueOf(lab.uri().getPort()))).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8).lines())
                    .singleElement()
                    .satisfies(
                            line -> assertThat(line).contains("cannot listen").contains("--port"));
        }
    }

    @Test
    void what_no_simulator_knows_is_404_and_in_the_journal() throws Exception {
        try (var lab = Lab.start(0);
                var http = new Http(lab.uri())) {
            assertThat(http.get("/runware/v2").statusCode()).isEqualTo(404);
            assertThat(http.get("/nowhere").statusCode()).isEqualTo(404);
            assertThat(Http.json(http.get("/lab/journal?provider=runware"))
                            .get(0)
                            .path("path")
                            .asString())
                    .isEqualTo("/runware/v2");
            http.delete("/lab/journal");
            assertThat(Http.json(http.get("/lab/journal")).isEmpty()).isTrue();
            assertThat(Http.json(http.get("/lab/stats")).at("/runware/requests").asInt())
                    .isZero();
        }
    }

    private int run(String... args) {
        return Lab.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                args);
    }
}
