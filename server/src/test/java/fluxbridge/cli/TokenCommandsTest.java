package fluxbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.Wiring;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code bridge tokens}, on the data folder of a bridge. */
final class TokenCommandsTest {

    private static final Pattern TOKEN = Pattern.compile("flb_[A-Za-z0-9]{32}");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path home;

    private int run(String... arguments) {
        out.reset();
        err.reset();
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                home,
                "1.2.3",
                () -> BridgeUnderTest.settings(home, List.of("BUDGET_TIMEZONE=Europe/Berlin")),
                _ -> BridgeUnderTest.settings(home, List.of()),
                settings -> new Wiring(settings, Wiring.World.real(_ -> {})));
        return Bridge.commandLine(terminal).execute(arguments);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private JsonNode json() {
        return JsonMapper.shared().readTree(printed());
    }

    private String secret() {
        var found = TOKEN.matcher(printed());
        assertThat(found.find()).as(printed()).isTrue();
        return found.group();
    }

    @Test
    void a_token_is_made_shown_once_listed_exchanged_and_taken_back() {
        assertThat(run("tokens", "list")).isZero();
        assertThat(printed()).contains("no tokens", "serves this machine without one");

        assertThat(run("tokens", "create", "mira")).isZero();
        var first = secret();
        assertThat(printed().lines().findFirst()).contains(first);
        assertThat(printed()).contains("not shown again", "images", "never used");

        assertThat(run("tokens", "list")).isZero();
        assertThat(printed()).contains("mira").doesNotContain("flb_");

        assertThat(run("tokens", "rotate", "mira")).isZero();
        assertThat(secret()).isNotEqualTo(first);

        assertThat(run("tokens", "revoke", "mira")).isZero();
        assertThat(printed()).contains("token mira is revoked", "no good token is left");
        assertThat(run("tokens", "list")).isZero();
        assertThat(printed()).contains("no tokens", "tokens reset --yes");
        assertThat(run("tokens", "list", "--all")).isZero();
        assertThat(printed()).contains("mira", "revoked");

        assertThat(run("tokens", "reset", "--yes")).isZero();
        assertThat(printed()).contains("1 tokens are forgotten", "without one");

        assertThat(run("audit", "list")).isZero();
        assertThat(printed().lines().map(line -> line.replaceFirst("^\\d+  \\S+  ", "")))
                .containsExactly(
                        "admin: tokens create  by command-line  mira",
                        "admin: tokens rotate  by command-line  mira",
                        "admin: tokens revoke  by command-line  mira",
                        "admin: tokens reset  by command-line  1 tokens");
        assertThat(run("audit", "verify")).isZero();
    }

    @Test
    void every_limit_is_kept() {
        assertThat(run(
                        "tokens",
                        "create",
                        "all",
                        "--rpm",
                        "3",
                        "--rpd",
                        "40",
                        "--max-concurrent",
                        "2",
                        "--daily-usd",
                        "0.50",
                        "--total-usd",
                        "12",
                        "--expires",
                        "2099-12-31",
                        "--scopes",
                        "images,Video",
                        "--routing",
                        "Faithful",
                        "--json"))
                .isZero();
        var made = json();
        assertThat(run("tokens", "list", "--json")).isZero();
        var listed = json().get(0);

        assertThat(made.path("token").asString()).matches(TOKEN);
        assertThat(listed.has("token")).isFalse();
        for (var token : List.of(made, listed)) {
            assertThat(token.path("name").asString()).isEqualTo("all");
            assertThat(token.path("rpm").asInt()).isEqualTo(3);
            assertThat(token.path("rpd").asInt()).isEqualTo(40);
            assertThat(token.path("max_concurrent").asInt()).isEqualTo(2);
            assertThat(token.path("daily_usd").asDouble()).isEqualTo(0.5);
            assertThat(token.path("total_usd").asDouble()).isEqualTo(12);
            assertThat(token.path("expires").asString()).isEqualTo("2099-12-31T23:00:00Z");
            assertThat(token.path("scopes").toString()).isEqualTo("[\"images\",\"video\"]");
            assertThat(token.path("routing").asString()).isEqualTo("faithful");
            assertThat(token.path("good").asBoolean()).isTrue();
        }
        assertThat(run("tokens", "list")).isZero();
        assertThat(printed())
                .contains(
                        "3/minute",
                        "40/day",
                        "2 at once",
                        "$0.5/day",
                        "$12 in all",
                        "faithful",
                        "expires 2100-01-01T00:00+01:00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tokens create | NAME",
                "tokens create a/b | NAME must be 1..64",
                "tokens create a --rpm 0 | --rpm must be 1 or more, was 0",
                "tokens create a --rpd -1 | --rpd must be 1 or more",
                "tokens create a --max-concurrent 0 | --max-concurrent must be",
                "tokens create a --rpm many | --rpm",
                "tokens create a --daily-usd 0 | --daily-usd must be more than 0",
                "tokens create a --total-usd 1000001 | --total-usd must be",
                "tokens create a --scopes images,root | --scopes must be of images, video and admin, was 'root'",
                "tokens create a --routing best | --routing must be balanced, cheap, fast or faithful, was 'best'",
                "tokens create a --expires soon | --expires must be",
                "tokens revoke nobody | no token is named nobody",
                "tokens rotate nobody | no token is named nobody",
                "tokens reset | --yes"
            })
    void what_cannot_be_done_is_one_line_and_exit_code_2(String arguments, String complaint) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains(complaint).doesNotContain("\tat ");
        assertThat(printed()).doesNotContain("flb_");
    }

    @Test
    void a_name_is_given_once() {
        assertThat(run("tokens", "create", "mira")).isZero();
        assertThat(run("tokens", "create", "mira")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("a token named mira exists", "tokens rotate mira");
    }
}
