package fluxbridge.summary;

import fluxbridge.prompt.Narration;
import fluxbridge.prompt.Narration.CastMember;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Passages to summarise. */
final class Narrations {

    private Narrations() {}

    static List<Narration> all() {
        try (var in =
                Objects.requireNonNull(Narrations.class.getResourceAsStream("/fixtures/summary/narrations.txt"))) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.substring(text.indexOf('\n') + 1).split("\n===\n", -1))
                    .map(Narrations::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Narration read(String block) {
        int line = block.indexOf('\n');
        return of(block.substring(line + 1).strip(), block.substring(0, line));
    }

    /** @param cast {@code name=trigger}, parted by commas */
    static Narration of(String text, String cast) {
        var members = Stream.of(cast.split(",", -1))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .map(it -> it.split("=", 2))
                .map(it -> new CastMember(it[0], it[0], it.length > 1 ? it[1] : "", ""))
                .toList();
        return new Narration(text, members, List.of());
    }
}
