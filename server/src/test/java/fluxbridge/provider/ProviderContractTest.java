package fluxbridge.provider;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Money;
import fluxbridge.domain.Note;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Setting;
import fluxbridge.domain.SettingValues;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.GatewayException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/** The runner itself: that it passes what is right and names what is wrong. */
final class ProviderContractTest {

    private static final ProviderId ID = new ProviderId("toy");
    private static final Setting KEY = Setting.secret("TOY_API_KEY", "Key");
    private static final Setting ENDPOINT = Setting.uri("TOY_ENDPOINT", "https://toy.example", "Address");
    private static final ProviderSpec SPEC = new ProviderSpec(
            ID, "Toy", List.of(KEY, ENDPOINT), _ -> Optional.empty(), _ -> List.of("toy"), false, Toy::new);

    private static final String IN = """
            {"prompt": "a red fox", "width": 64, "height": 64,
             "settings": {"TOY_API_KEY": "k-fixture", "TOY_ENDPOINT": "${BASE}/draw"}}""";
    private static final String REQUEST = """
            POST /draw
            Authorization: Key k-*
            X-Absent:

            {"prompt": "${any}", "width": 64}""";
    private static final String ANSWER = """
            200

            {"state": "drawing", "picture": "${BASE}/picture/${request:/prompt}.png"}""";
    private static final String OUT = """
            {"picture": {"format": "PNG", "width": 64, "height": 64}, "seed": 7, "cost_microdollars": 5,
             "notes": ["Toy: drew * fox"], "requests": 2}""";

    @TempDir
    Path folder;

    /** Posts the prompt, then fetches the picture; asks again while the answer says that it is not ready. */
    private record Toy(Vendor vendor, URI endpoint, String key) implements Provider {
        Toy(SettingValues values, Toolbox tools) {
            this(
                    tools.http().vendor(ID, List.of(values.secret(KEY))),
                    values.uri(ENDPOINT),
                    values.secret(KEY).reveal());
        }

        @Override
        public ProviderId id() {
            return ID;
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities(
                    1,
                    _ -> true,
                    new SizeGrid(64, 1024, 64),
                    1000,
                    false,
                    true,
                    false,
                    false,
                    Set.of(PictureFormat.PNG),
                    false,
                    false,
                    false);
        }

        @Override
        public Generated generate(PictureRequest request, Call call) {
            var body = JsonNodeFactory.instance
                    .objectNode()
                    .put("prompt", request.prompt().text().replace(' ', '-'))
                    .put("width", request.size().width());
            var outgoing = Outgoing.post(endpoint, body).header("Authorization", "Key " + key);
            var reply = vendor.submit(outgoing, call);
            while (reply.ok() && reply.json().path("state").asString().equals("waiting")) {
                vendor.sleep(java.time.Duration.ofMinutes(1));
                reply = vendor.submit(outgoing, call);
            }
            if (!reply.ok()) {
                throw new GatewayException(new RejectedByProvider(ID, "says " + reply.text()));
            }
            var picture = vendor.picture(URI.create(reply.json().path("picture").asString()), call);
            return new Generated(
                    picture, OptionalLong.of(7), new Money(5), "toy", List.of(new Note("Toy", "drew a red fox")));
        }
    }

    @Test
    void a_run_as_declared_has_no_problem() throws IOException {
        assertThat(problems(
                        IN, OUT, REQUEST, ANSWER, "GET /picture/a-red-fox.png\nAuthorization:\n", "200\n\n@png 64x64"))
                .isEmpty();
    }

    @Test
    void a_request_that_differs_is_named_with_its_field() throws IOException {
        assertThat(problems(
                        IN,
                        OUT,
                        REQUEST.replace("\"width\": 64", "\"width\": 65, \"steps\": 3")
                                .replace("k-*", "other")
                                .replace("/draw", "/paint"),
                        ANSWER,
                        "GET /*",
                        "200\n\n@png 64x64"))
                .containsExactly(
                        "request 1: it is 'POST /draw' instead of 'POST /paint'",
                        "request 1: header Authorization is 'Key k-fixture' instead of 'Key other'",
                        "request 1: body/steps is missing, instead of 3",
                        "request 1: body/width is 64 instead of 65");
    }

    @Test
    void another_outcome_is_named() throws IOException {
        assertThat(problems(
                        IN,
                        OUT.replace("\"seed\": 7", "\"seed\": 8").replace("fox", "cat"),
                        REQUEST,
                        ANSWER,
                        "GET /*",
                        "200\n\n@webp 128x64"))
                .containsExactly(
                        "picture.format is WEBP instead of \"PNG\"",
                        "picture.width is 128 instead of 64",
                        "seed is 7 instead of 8",
                        "notes are [Toy: drew a red fox] instead of [\"Toy: drew * cat\"]".replace("\"", ""));
    }

    @Test
    void a_request_too_many_is_named() throws IOException {
        assertThat(problems(IN, "{\"failure\": \"BadReply\", \"requests\": 1}", REQUEST, ANSWER))
                .contains("request 2 (GET /picture/a-red-fox.png) is one more than the fixture declares")
                .anyMatch(problem -> problem.contains("requests were made instead of 1"));
    }

    @Test
    void a_key_in_a_message_is_named() throws IOException {
        assertThat(problems(
                        IN,
                        "{\"failure\": \"RejectedByProvider\", \"what\": \"says no\"}",
                        REQUEST,
                        "400\n\nno k-fixture here"))
                .singleElement()
                .asString()
                .startsWith("TOY_API_KEY is told: ");
    }

    @Test
    void an_end_after_the_deadline_is_named_though_no_time_passed() throws IOException {
        assertThat(problems(
                        IN,
                        "{\"failure\": \"Unavailable\", \"requests\": 1}",
                        REQUEST,
                        "200\n\n{\"state\": \"waiting\"}"))
                .anyMatch(problem -> problem.matches("it ended \\d{5} ms after its deadline"));
    }

    @Test
    void a_fixture_that_asks_what_the_router_would_not_is_named() throws IOException {
        assertThat(problems(
                        IN.replace("\"width\": 64", "\"width\": 65, \"mode\": \"img2img\""),
                        "{\"failure\": \"BadReply\"}",
                        REQUEST,
                        "DROP"))
                .contains("in.json: 65x64 is not on the provider's grid")
                .anyMatch(problem -> problem.startsWith("in.json: the provider does not do Img2Img"));
    }

    @Test
    void an_unknown_setting_is_named() throws IOException {
        assertThat(problems(IN.replace("TOY_API_KEY", "TOY_KEY"), OUT, REQUEST, ANSWER))
                .containsExactly("in.json: TOY_KEY is no setting of toy");
    }

    /** @param steps request and response, in turns */
    private List<String> problems(String in, String out, String... steps) throws IOException {
        var fixture = Files.createDirectory(folder.resolve("fixture"));
        Files.writeString(fixture.resolve("in.json"), in);
        Files.writeString(fixture.resolve("out.json"), out);
        for (int i = 0; i < steps.length; i += 2) {
            Files.writeString(fixture.resolve((i / 2 + 1) + "-request.http"), steps[i]);
            Files.writeString(fixture.resolve((i / 2 + 1) + "-response.http"), steps[i + 1]);
        }
        var clock = new FixtureClock();
        var background = new FixtureBackground();
        try (var http = ProviderContract.http(clock, background)) {
            var data = Files.createDirectory(folder.resolve("data"));
            return new FixtureRun(SPEC, Fixture.read(fixture), data, http, clock, background).problems();
        }
    }
}
