package fluxbridge.prompt.styles;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Prompt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PromptStylesTest {

    private static final String CSV = """
            name,prompt,negative_prompt
            Cinematic,"{prompt}, cinematic still, ""anamorphic""\",
            Soft,soft light,"harsh
            light"
            ,nameless,
            Quiet,,noise
            """;

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final List<String> messages = new ArrayList<>();

    private PromptStyles styles(Path file) {
        return new PromptStyles(Optional.of(file), now::get, messages::add);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("styles.csv"), text);
    }

    @Test
    void a_style_stands_around_the_prompt_or_behind_it() throws IOException {
        var styles = styles(file("\ufeff" + CSV));

        assertThat(styles.apply(
                        new Prompt("a boat", "blur"), List.of("Cinematic", "Soft", "Quiet", "None", "", "Nope")))
                .isEqualTo(new PromptStyles.Styled(
                        new Prompt("a boat, cinematic still, \"anamorphic\", soft light", "blur, harsh\nlight, noise"),
                        List.of("Nope")));
        assertThat(styles.apply(new Prompt("", ""), List.of("Soft")).prompt())
                .isEqualTo(new Prompt("soft light", "harsh\nlight"));
    }

    @Test
    void styles_come_in_the_order_of_the_file() throws IOException {
        assertThat(styles(file(CSV)).all()).extracting(Style::name).containsExactly("Cinematic", "Soft", "Quiet");
    }

    @Test
    void a_file_that_comes_later_or_changes_is_read() throws IOException {
        var styles = styles(folder.resolve("styles.csv"));
        assertThat(styles.all()).isEmpty();

        var _ = file(CSV);
        assertThat(styles.all()).isEmpty();
        now.set(now.get().plusSeconds(2));
        assertThat(styles.all()).hasSize(3);

        var _ = file("name,text\nOld,from long ago\n");
        now.set(now.get().plusSeconds(2));
        assertThat(styles.all()).containsExactly(new Style("Old", "from long ago", ""));

        Files.delete(folder.resolve("styles.csv"));
        now.set(now.get().plusSeconds(2));
        assertThat(styles.all()).isEmpty();
        assertThat(messages).isEmpty();
    }

    @Test
    void without_a_file_there_are_none() {
        var styles = new PromptStyles(Optional.empty(), now::get, messages::add);

        assertThat(styles.all()).isEmpty();
        assertThat(styles.apply(new Prompt("a", ""), List.of("Soft")).unknown()).containsExactly("Soft");
    }
}
