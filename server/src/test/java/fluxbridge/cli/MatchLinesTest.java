package fluxbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class MatchLinesTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void each_line_is_answered_in_order_from_its_own_dictionary() throws IOException {
        var code = run("""
                {"text":"Nadia waves.","visible":[],"dictionary":{"n":["Nadia"]}}
                {"text":"She laughs.","visible":["n"],"dictionary":{"n":["Nadia"]}}
                {"text":"Nadia waves.","dictionary":{}}
                """);
        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"ids\":[\"n\"]}\n{\"ids\":[\"n\"]}\n{\"ids\":[]}\n");
    }

    @Test
    void a_line_that_cannot_be_read_keeps_its_place_and_is_named() throws IOException {
        var code = run("nonsense\n{\"text\":\"Nadia waves.\",\"dictionary\":{\"n\":[\"Nadia\"]}}\n{\"visible\":[]}\n");
        assertThat(code).isEqualTo(1);
        var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).contains("\"ids\":[]").contains("\"error\"");
        assertThat(lines.get(1)).isEqualTo("{\"ids\":[\"n\"]}");
        assertThat(lines.get(2)).contains("must be an object with a 'text'");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("line 1: ").contains("line 3: ");
    }

    private int run(String lines) throws IOException {
        return new MatchLines(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(new BufferedReader(new StringReader(lines)));
    }
}
