package fluxbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in a process of its own: what it prints and the code it exits with. */
final class ProcessTest {

    @TempDir
    Path home;

    private record Ended(int code, String out, String err) {}

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.awt.headless=true",
                "-Dbridge.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "fluxbridge.Main"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectOutput(home.resolve("out").toFile())
                .redirectError(home.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BRIDGE_") || name.startsWith("JAVA_TOOL"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        var process = start(environment, arguments);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), text("out"), text("err"));
    }

    private String text(String file) throws IOException {
        return Files.readString(home.resolve(file), StandardCharsets.UTF_8);
    }

    private static void assertOneLine(Ended ended, String... parts) {
        assertThat(ended.code()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err().lines()).as(ended.err()).hasSize(1);
        assertThat(ended.err()).contains(parts).doesNotContain("Exception", "\tat ");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void what_a_user_can_mend_is_one_line_and_exit_code_2() throws Exception {
        assertOneLine(run(Map.of(), "--colour"), "Unknown option: '--colour'");
        assertOneLine(
                run(Map.of("LORA_DICT_PATH", "nowhere.json"), "serve"),
                "LORA_DICT_PATH",
                "nowhere.json",
                "leave it out");
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertOneLine(
                    run(Map.of("BRIDGE_PORT", String.valueOf(taken.getLocalPort()))),
                    "port " + taken.getLocalPort() + " on 127.0.0.1 is taken",
                    "BRIDGE_PORT");
        }
        Files.writeString(home.resolve(".env"), "BRIDGE_POTR=7861\n");
        assertOneLine(run(Map.of(), "serve"), ".env:1", "BRIDGE_POTR", "did you mean BRIDGE_PORT?");
    }

    @Test
    void it_serves_until_it_is_told_to_stop() throws Exception {
        var process = start(Map.of("BRIDGE_PORT", "0"), "serve");
        try {
            Await.until("the address", java.time.Duration.ofSeconds(60), () -> {
                try {
                    return text("out").contains("listening    http://127.0.0.1:") || !process.isAlive();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(text("out"))
                    .contains("ready in ", " ms)", "SD Web UI URL: http://127.0.0.1:", "/imagine")
                    .contains("off  Runware: RUNWARE_API_KEY is not set", "on   Storyboard");
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(text("err")).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }
}
