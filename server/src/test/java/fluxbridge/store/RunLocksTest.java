package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLocksTest {

    @TempDir
    Path dataDir;

    /** A process of its own that lives until it is killed. */
    static final class Living {
        private Living() {}

        public static void main(String... args) throws Exception {
            try (var _ = RunLocks.take(Path.of(args[0]), "other")) {
                System.out.println("locked");
                System.out.flush();
                System.in.read();
            }
        }
    }

    private Process living() throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Living.class.getName(),
                        dataDir.toString())
                .redirectErrorStream(true)
                .start();
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(said.readLine()).isEqualTo("locked");
        return process;
    }

    @Test
    void a_process_that_was_killed_is_told_once_and_a_living_one_never() throws Exception {
        try (var mine = RunLocks.take(dataDir, "mine")) {
            var other = living();
            assertThat(mine.ended()).isEmpty();

            other.destroyForcibly().waitFor();

            assertThat(mine.ended()).containsExactly("other");
            assertThat(mine.ended()).isEmpty();
        }
    }

    @Test
    void a_process_that_ends_well_leaves_nothing() throws Exception {
        try (var mine = RunLocks.take(dataDir, "mine")) {
            var other = living();
            other.outputWriter().close();
            other.waitFor();

            assertThat(mine.ended()).isEmpty();
        }
        try (var files = Files.list(dataDir.resolve("runs"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void without_locks_nobody_is_taken_for_dead() throws Exception {
        Files.writeString(dataDir.resolve("runs"), "in the way");

        try (var mine = RunLocks.take(dataDir, "mine")) {
            assertThat(mine.ended()).isEmpty();
        }
    }
}
