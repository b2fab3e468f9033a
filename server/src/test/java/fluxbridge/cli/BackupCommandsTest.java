package fluxbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.Wiring;
import fluxbridge.domain.Scope;
import fluxbridge.domain.TokenLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bridge backup}, {@code restore} and {@code migrate}, beside a bridge that runs. */
final class BackupCommandsTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path home;

    private int run(Path home, String... arguments) {
        out.reset();
        err.reset();
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                home,
                "1.2.3",
                () -> BridgeUnderTest.settings(home, List.of()),
                _ -> BridgeUnderTest.settings(home, List.of()),
                settings -> new Wiring(settings, Wiring.World.real(_ -> {})));
        return Bridge.commandLine(terminal).execute(arguments);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complaint() {
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_bridge_that_was_restored_elsewhere_takes_the_token_and_remembers_who_did_it() throws IOException {
        var elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        var file = home.resolve("backup.zip").toString();
        String authorization;

        try (var bridge = BridgeUnderTest.start(home)) {
            var issued = bridge.wiring()
                    .tokens()
                    .create("mira", Set.of(Scope.ADMIN), TokenLimits.NONE, Optional.empty(), Optional.empty())
                    .orElseThrow();
            authorization = "Bearer " + issued.secret();
            assertThat(run(home, "backup", file)).isZero();
            assertThat(printed()).contains("tables with", "bridge.key", "not in it: .env, the LoRA dictionary");
            assertThat(run(home, "backup", file)).isEqualTo(2);
            assertThat(complaint()).contains("exists", "--force");
            assertThat(run(home, "backup", "--force", file)).isZero();
            assertThat(run(home, "restore", file)).isEqualTo(2);
            assertThat(complaint()).contains("a bridge runs on", "stop it first");
            assertThat(run(home, "migrate", "--to", "jdbc:postgresql://127.0.0.1:1/x?password=hush"))
                    .isEqualTo(2);
            assertThat(complaint()).contains("a bridge runs on");
            assertThat(bridge.get("/status", "Authorization", authorization).status())
                    .isEqualTo(200);
        }

        assertThat(run(elsewhere, "restore", file)).isZero();
        assertThat(printed()).contains("restored: ", "is not in these books");
        try (var bridge = BridgeUnderTest.start(elsewhere)) {
            assertThat(bridge.get("/status", "Authorization", authorization).status())
                    .isEqualTo(200);
            assertThat(bridge.get("/status").status()).isEqualTo(401);
        }
        assertThat(run(elsewhere, "audit", "list")).isZero();
        assertThat(printed()).contains("admin: restore  by command-line  backup of 20");
        assertThat(run(elsewhere, "audit", "verify")).isZero();
    }

    @Test
    void what_cannot_be_done_is_one_line_and_exit_code_2() {
        assertThat(run(home, "tokens", "list")).isZero();
        assertThat(run(home, "migrate", "--to", "mysql://hush")).isEqualTo(2);
        assertThat(complaint())
                .contains("--to must begin with jdbc:postgresql://")
                .doesNotContain("hush");
        assertThat(run(home, "migrate", "--to", "jdbc:postgresql://127.0.0.1:1/x?password=hush"))
                .isEqualTo(2);
        assertThat(complaint()).contains("--to: PostgreSQL cannot be used").doesNotContain("hush", "DATABASE_URL");
        assertThat(run(home, "restore", home.resolve("none.zip").toString())).isEqualTo(2);
        assertThat(complaint()).contains("none.zip is not there");
    }

    /** Whoever puts another file into the data folder decides here whether a backup holds it. */
    @Test
    void every_file_of_a_data_folder_is_kept_or_known_to_be_for_a_while_only() throws IOException {
        var dictionary = home.resolve("master_lora_dict.json");
        try (var sample = Wiring.class.getResourceAsStream("/sample_lora_dict.json")) {
            Files.write(dictionary, java.util.Objects.requireNonNull(sample).readAllBytes());
        }
        try (var bridge = BridgeUnderTest.start(home, "LORA_DICT_PATH=" + dictionary, "CACHE=token")) {
            bridge.post(
                    "/sdapi/v1/txt2img",
                    "{\"prompt\":\"a lighthouse\",\"width\":64,\"height\":64}",
                    "Idempotency-Key",
                    "one");
            bridge.post(
                    "/v1/images/generations",
                    "{\"prompt\":\"a boat\",\"size\":\"256x256\",\"response_format\":\"url\"}");
            assertThat(bridge.send("DELETE", "/api/v1/loras/mira", null).status())
                    .isEqualTo(200);
        }

        var kept = Set.of("bridge.key", "dictionary-history", "extension", "runware_lora_mapping.json");
        var forAWhile = Set.of("bridge.db", "bridge.lock", "answers", "cache", "openai-files", "runs");
        Set<String> inside;
        try (var files = Files.list(home.resolve("data"))) {
            var names = names(files);
            assertThat(names).contains("bridge.key", "dictionary-history");
            inside = names.stream().filter(kept::contains).collect(Collectors.toSet());
            names.removeAll(kept);
            assertThat(names).isSubsetOf(forAWhile);
        }
        assertThat(run(home, "backup", home.resolve("b.zip").toString())).isZero();
        try (var zip = FileSystems.newFileSystem(home.resolve("b.zip"));
                var files = Files.list(zip.getPath("files"))) {
            assertThat(names(files)).isEqualTo(inside);
        }
    }

    private static Set<String> names(Stream<Path> files) {
        return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
}
