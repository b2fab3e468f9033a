package fluxbridge.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DictionaryCheckTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void findings_are_printed_a_line_each_with_a_summary() throws IOException {
        var file = folder.resolve("dict.json");
        Files.writeString(file, """
                {"loras": {
                  "ada": {"name": "Ada", "url": "https://host.test/a", "weight": 0.5, "rank": 1, "category": "character",
                          "trigger_words": [], "keywords": ["Rose"]},
                  "bea": {"name": "Bea", "url": "https://host.test/a", "weight": "0.5", "rank": 1, "category": "general",
                          "trigger_words": [], "keywords": ["ROSE"], "permanent": true},
                  "cleo": {"name": "Cleo", "url": "", "weight": 0.5, "rank": 1, "category": "character",
                          "trigger_words": [], "keywords": []},
                  "dara": {"name": "Dara", "url": "https://example.com/d", "weight": 0.5, "rank": 1, "category": "character",
                          "trigger_words": [], "keywords": []}
                }}
                """);
        assertThat(run(file)).isZero();
        assertThat(lines())
                .containsExactly(
                        file + ":4: bea.weight: is a number written as the text '0.5'; read as 0.5",
                        file + ":4: bea.url: is the same as that of ada (line 2)",
                        file + ":4: bea.keywords: 'rose' also calls for ada (line 2); a prompt with it gets both",
                        file + ":6: cleo.url: there is none, so no hosted provider can use this LoRA",
                        file + ":8: dara.url: is a placeholder, which only the storyboard uses: https://example.com/d",
                        file
                                + ": 4 LoRAs (3 character, 0 nsfw, 0 expression, 1 general, 0 misc), 1 permanent; 5 warnings, 0 remarks;"
                                + " the file can be used");
    }

    @Test
    void a_broken_file_is_status_1_with_line_and_column() throws IOException {
        var file = folder.resolve("dict.json");
        Files.writeString(file, "{\n\"loras\": }");
        assertThat(run(file)).isEqualTo(1);
        assertThat(lines()).singleElement().asString().startsWith(file + ":2: error: column 10: the JSON is broken: ");
    }

    @Test
    void a_missing_file_is_status_2() {
        var file = folder.resolve("none.json");
        assertThat(run(file)).isEqualTo(2);
        assertThat(lines()).singleElement().asString().startsWith(file + ": there is no such file; ");
    }

    private int run(Path file) {
        return DictionaryCheck.run(file, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
