package fluxbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.Wiring;
import fluxbridge.config.Settings;
import fluxbridge.image.Metadata;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import fluxlab.Lab;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** The commands in this process; {@code ProcessTest} runs the program itself. */
final class CommandLineTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path home;

    private int run(List<String> settings, String... arguments) {
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                home,
                "1.2.3",
                () -> BridgeUnderTest.settings(home, settings),
                values -> BridgeUnderTest.settings(home, lines(values)),
                CommandLineTest::wire);
        return Bridge.commandLine(terminal).execute(arguments);
    }

    private static Running wire(Settings settings) {
        return new Wiring(settings, Wiring.World.real(_ -> {}));
    }

    private static List<String> lines(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + value.getValue())
                .toList();
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What was complained of; fails when it is more than a line. */
    private String complaint() {
        var text = err.toString(StandardCharsets.UTF_8);
        assertThat(text.lines()).as(text).hasSize(1);
        assertThat(text).doesNotContain("Exception", "\tat ");
        return text;
    }

    @Test
    void help_and_version_are_printed() {
        assertThat(run(List.of(), "--help")).isZero();
        assertThat(printed())
                .contains("serve", "imagine", "doctor", "loras", "./bridge lab")
                .doesNotContain("warmup");
        assertThat(run(List.of(), "--version")).isZero();
        assertThat(printed()).contains("Flux LoRA Bridge 1.2.3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nope | Unknown option: '--nope'",
                "nope | Unmatched argument",
                "imagine | Missing required",
                "imagine x | Missing required option",
                "imagine x -o a.png --width wide | --width",
                "imagine x -o a.png --seed soon | --seed",
                "imagine x -o a.png --nope | --nope",
                "loras nope | nope",
                "loras validate | FILE"
            })
    void a_wrong_argument_is_one_line_and_exit_code_2(String arguments, String message) {
        assertThat(run(List.of(), arguments.split(" "))).isEqualTo(2);
        assertThat(complaint()).contains(message, "--help");
    }

    @Test
    void imagine_writes_a_png_that_carries_what_it_was_made_of() throws IOException {
        var file = home.resolve("a.png");

        var code = run(
                List.of(),
                "imagine",
                "Mira reads by the window while Kael waits outside",
                "-o",
                file.toString(),
                "--width",
                "320",
                "--height",
                "200",
                "--seed",
                "12",
                "--negative",
                "blur");

        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
        var bytes = Files.readAllBytes(file);
        assertThat(new PictureReader(PictureLimits.STANDARD).read(bytes).size()).hasToString("320x200");
        assertThat(Metadata.read(bytes))
                .hasValueSatisfying(infotext -> assertThat(infotext)
                        .startsWith("Mira reads by the window while Kael waits outside\nNegative prompt: blur\nSteps: ")
                        .contains("Seed: 12", "Size: 320x200"));
        assertThat(printed()).contains("320x200, seed 12", "LoRAs:", "mira", "kael");
        try (var bridge = BridgeUnderTest.start(home)) {
            var read = bridge.post(
                    "/sdapi/v1/png-info",
                    "{\"image\":\"" + java.util.Base64.getEncoder().encodeToString(bytes) + "\"}");
            assertThat(read.json().path("parameters").path("Seed").asString()).isEqualTo("12");
        }
    }

    @Test
    void imagine_tells_what_it_did_as_json() {
        assertThat(run(
                        List.of(),
                        "imagine",
                        "a boat",
                        "-o",
                        home.resolve("a.png").toString(),
                        "--width",
                        "64",
                        "--height",
                        "64",
                        "--json"))
                .isZero();

        var told = JsonMapper.shared().readTree(printed());
        assertThat(told.path("file").asString()).endsWith("a.png");
        assertThat(told.path("info").path("width").asInt()).isEqualTo(64);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--width 10000 | width: must be 64..2048",
                "--steps 999 | steps: must be 1..150",
                "--provider runware | provider 'runware' is not enabled",
                "--provider No!Name | is not the name of a provider",
                "--seed 4294967296 | seed: must be -1"
            })
    void imagine_refuses_what_a_client_would_be_refused(String option, String message) {
        var arguments = new ArrayList<>(
                List.of("imagine", "a boat", "-o", home.resolve("a.png").toString()));
        arguments.addAll(List.of(option.split(" ")));

        assertThat(run(List.of(), arguments.toArray(String[]::new))).isEqualTo(2);
        assertThat(complaint()).contains(message);
        assertThat(home.resolve("a.png")).doesNotExist();
    }

    @Test
    void imagine_says_where_a_file_cannot_go() {
        assertThat(run(
                        List.of(),
                        "imagine",
                        "x",
                        "-o",
                        home.resolve("no/such/a.png").toString()))
                .isEqualTo(2);
        assertThat(complaint()).contains("does not exist");
        err.reset();
        assertThat(run(List.of(), "imagine", "x", "-o", home.toString())).isEqualTo(2);
        assertThat(complaint()).contains("is a folder");
    }

    @Test
    void a_provider_that_fails_is_one_line() {
        try (var lab = Lab.start(0)) {
            assertThat(run(
                            Stream.concat(lab.settings().stream(), Stream.of("PROVIDER_ORDER=runware"))
                                    .toList(),
                            "imagine",
                            "a boat lab:credits",
                            "-o",
                            home.resolve("a.png").toString()))
                    .isEqualTo(2);
            assertThat(complaint()).contains("runware");
        }
    }

    @Test
    void a_bad_setting_is_named_with_the_way_out() {
        assertThat(run(List.of("BRIDGE_PORT=99999"), "serve")).isEqualTo(2);
        assertThat(complaint()).contains("BRIDGE_PORT must be a whole number 0..65535, was 99999");
    }

    @Test
    void a_dictionary_that_is_not_there_is_named() {
        assertThat(run(
                        List.of("LORA_DICT_PATH=nowhere.json"),
                        "imagine",
                        "x",
                        "-o",
                        home.resolve("a.png").toString()))
                .isEqualTo(2);
        assertThat(complaint()).contains("LORA_DICT_PATH", "nowhere.json");
    }

    @Test
    void a_dictionary_that_is_broken_is_one_line() throws IOException {
        Files.writeString(home.resolve("broken.json"), "{\"loras\":");

        assertThat(run(
                        List.of("LORA_DICT_PATH=broken.json"),
                        "imagine",
                        "x",
                        "-o",
                        home.resolve("a.png").toString()))
                .isEqualTo(2);
        assertThat(complaint()).contains("broken.json");
    }

    @Test
    void a_taken_port_is_one_line() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThat(run(List.of("BRIDGE_PORT=" + taken.getLocalPort()), "serve"))
                    .isEqualTo(2);
        }
        assertThat(complaint()).contains("is taken by another program", "BRIDGE_PORT");
    }

    @Test
    void the_doctor_looks_at_everything() {
        try (var lab = Lab.start(0)) {
            assertThat(run(lab.settings(), "doctor")).isZero();
        }
        assertThat(printed().lines())
                .anyMatch(line -> line.startsWith("ok    settings "))
                .anyMatch(line -> line.startsWith("ok    port "))
                .anyMatch(line -> line.startsWith("ok    data folder "))
                .anyMatch(line -> line.matches("ok    dictionary   \\d+ LoRAs from .*"))
                .anyMatch(line -> line.matches("ok    provider     Runware is on, 127.0.0.1:\\d+ answers"))
                .anyMatch(line -> line.startsWith("ok    provider     Storyboard"));
    }

    @Test
    void the_doctor_proves_every_key_without_drawing() {
        try (var lab = Lab.start(0)) {
            assertThat(run(lab.settings(), "doctor", "--live")).as(printed()).isZero();
            assertThat(lab.journal().stats().values()).allMatch(stats -> stats.submits() == 0);
        }
        assertThat(printed().lines().filter(line -> line.startsWith("ok    live ")))
                .hasSize(7)
                .anyMatch(line -> line.contains("Runware: balance $"))
                .anyMatch(
                        line -> line.contains("FAL: the key is accepted; fal-ai/flux-lora costs $0.035 per megapixels"))
                .anyMatch(line -> line.contains("Hugging Face Space: the token is that of lab-owner; "))
                .anyMatch(line -> line.contains("Pixel Dojo: "));
    }

    @Test
    void the_doctor_tells_for_each_wrong_key_which_one_it_is() {
        try (var lab = Lab.start(0)) {
            var wrong = lab.settings().stream()
                    .map(line -> line.replaceFirst("^([A-Z0-9]+_(API_KEY|TOKEN))=.*", "$1=wrong-key-of-a-test"))
                    .toList();
            assertThat(run(wrong, "doctor", "--live")).isEqualTo(1);
        }
        assertThat(printed().lines().filter(line -> line.startsWith("todo  live ")))
                .hasSize(6)
                .allMatch(line -> line.matches("todo  live +(runware|wavespeed|fal|together|pixeldojo|hf): .*; .+"))
                .noneMatch(line -> line.contains("wrong-key-of-a-test") || line.contains("{"));
    }

    @Test
    void the_doctor_says_what_to_do() throws IOException {
        int nobody;
        try (var socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThat(run(
                            List.of(
                                    "RUNWARE_API_KEY=k",
                                    "RUNWARE_ENDPOINT=http://127.0.0.1:" + nobody + "/v1",
                                    "BRIDGE_PORT=" + taken.getLocalPort()),
                            "doctor"))
                    .isEqualTo(1);
        }
        assertThat(printed())
                .contains(
                        "todo  provider     Runware is on, but 127.0.0.1:" + nobody + " cannot be reached",
                        "RUNWARE_ENDPOINT")
                .contains("note  port", "set BRIDGE_PORT");
    }

    @Test
    void the_doctor_tells_a_bad_setting_and_a_provider_that_is_off() {
        assertThat(run(List.of("BRIDGE_PORT=x"), "doctor")).isEqualTo(2);
        assertThat(printed()).contains("todo  environment: BRIDGE_PORT");
        assertThat(run(List.of(), "doctor")).isZero();
        assertThat(printed()).contains("note  provider     Runware is off: RUNWARE_API_KEY is not set");
    }

    @Test
    void a_dictionary_is_validated() throws IOException {
        var good = Files.writeString(
                home.resolve("good.json"),
                "{\"loras\":{\"mira\":{\"name\":\"Mira\",\"category\":\"character\",\"keywords\":[\"mira\"],\"weight\":0.8}}}");
        var broken = Files.writeString(home.resolve("broken.json"), "{");

        assertThat(run(List.of(), "loras", "validate", good.toString())).isZero();
        assertThat(run(List.of(), "loras", "validate", broken.toString())).isNotZero();
        assertThat(run(List.of(), "loras", "validate", home.resolve("none.json").toString()))
                .isNotZero();
        assertThat(printed()).doesNotContain("Exception");
    }

    @Test
    void the_warm_up_runs_the_whole_server_and_leaves_nothing() throws IOException {
        assertThat(run(List.of(), "warmup"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        try (var files = Files.list(home)) {
            assertThat(files).isEmpty();
        }
    }
}
