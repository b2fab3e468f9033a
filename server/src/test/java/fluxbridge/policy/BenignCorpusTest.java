package fluxbridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What people harmlessly ask for passes. */
final class BenignCorpusTest {

    private static final List<String> LINES = lines();

    @Test
    void at_most_one_line_in_a_hundred_is_refused() {
        var refused = LINES.stream()
                .filter(line ->
                        ContentFloor.broken(new Said(line, ""), List.of()).isPresent())
                .toList();

        assertThat(LINES).hasSizeGreaterThanOrEqualTo(400);
        assertThat(refused.size() / (double) LINES.size())
                .as("refused: %s", refused)
                .isLessThanOrEqualTo(0.01);
    }

    @Test
    void a_usual_negative_prompt_changes_nothing() {
        var refused = LINES.stream()
                .filter(line -> ContentFloor.broken(
                                new Said(line, "nsfw, nude, lowres, bad anatomy, extra digits, watermark"), List.of())
                        .isPresent())
                .toList();

        assertThat(refused.size() / (double) LINES.size())
                .as("refused: %s", refused)
                .isLessThanOrEqualTo(0.01);
    }

    private static List<String> lines() {
        try (var in = BenignCorpusTest.class.getResourceAsStream("/policy-corpus/benign.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
