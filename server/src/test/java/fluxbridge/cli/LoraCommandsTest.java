package fluxbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.Wiring;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bridge loras export|import|undo}, on the owner's file. */
final class LoraCommandsTest {

    private static final String OWN = """
            {
              "loras": {
                "mira":  {"name": "Mira", "category": "character", "keywords": ["mira"], "weight": 0.80},
                "my-own field stays": {"name": "Ink", "x": 1.50}
              }
            }
            """;
    private static final String THEIRS = """
            {"loras": {
              "mira": {"name": "Mira", "category": "character", "keywords": ["mira"], "weight": 0.5},
              "kael": {"name": "Kael", "category": "character", "keywords": ["mira", "kael"]}
            }}
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path home;

    private Path own;
    private Path theirs;

    @BeforeEach
    void write() throws IOException {
        own = Files.writeString(home.resolve("own.json"), OWN);
        theirs = Files.writeString(home.resolve("theirs.json"), THEIRS);
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                home,
                "1.2.3",
                () -> BridgeUnderTest.settings(home, List.of("LORA_DICT_PATH=" + own)),
                _ -> BridgeUnderTest.settings(home, List.of()),
                settings -> new Wiring(settings, Wiring.World.real(_ -> {})));
        return Bridge.commandLine(terminal).execute(arguments);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void export_writes_the_file_byte_for_byte() throws IOException {
        assertThat(run("loras", "export")).isZero();
        assertThat(out.toByteArray()).isEqualTo(Files.readAllBytes(own));

        var copy = home.resolve("copy.json");
        assertThat(run("loras", "export", copy.toString())).isZero();
        assertThat(copy).hasSameBinaryContentAs(own);
    }

    @Test
    void a_dry_run_tells_what_would_change_and_what_clashes_and_changes_nothing() {
        assertThat(run("loras", "import", theirs.toString(), "--dry-run")).isZero();

        assertThat(printed())
                .contains("added  kael", "changed  mira", "kael.keywords", "shared with mira")
                .contains("nothing is changed yet: 1 added, 1 changed, 0 removed, 0 skipped");
        assertThat(own).hasContent(OWN);
    }

    @Test
    void an_import_is_taken_back_by_undo() {
        assertThat(run("loras", "import", theirs.toString())).isZero();
        assertThat(own).content().contains("\"kael\"", "my-own field stays", "1.50");

        assertThat(run("loras", "undo")).isZero();
        assertThat(own).hasContent(OWN);
        assertThat(run("loras", "undo")).isEqualTo(2);
    }

    @Test
    void replace_makes_the_files_equal() {
        assertThat(run("loras", "import", "--replace", theirs.toString(), "--json"))
                .isZero();

        assertThat(printed()).contains("\"removed\"", "my-own field stays");
        assertThat(own).hasSameBinaryContentAs(theirs);
    }

    @Test
    void a_broken_file_is_refused_with_its_line() throws IOException {
        Files.writeString(theirs, "{\"loras\": {\n  \"kael\": {\"name\": }\n}}");

        assertThat(run("loras", "import", theirs.toString())).isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("theirs.json:2: ");
        assertThat(own).hasContent(OWN);
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        assertThat(run("loras", "import", "none.json")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("none.json cannot be read");
    }
}
