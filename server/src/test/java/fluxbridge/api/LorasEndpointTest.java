package fluxbridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dictionary over HTTP. */
final class LorasEndpointTest {

    private static final String FILE = """
            {"config": {"x": 1},
             "loras": {
               "mira": {"name": "Mira",   "weight": 0.90, "mine": [1,2], "keywords": ["rose"]},
               "kael": {"name": "Kael", "weight": 1.0}
             }}
            """;

    @TempDir
    Path home;

    private static BridgeUnderTest.Reply send(
            BridgeUnderTest bridge, String method, String path, String body, String... headers) {
        return bridge.send(method, "/api/v1/loras" + path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    @Test
    void entries_are_read_added_changed_removed_and_every_change_is_taken_back() throws IOException {
        var file = Files.writeString(home.resolve("master_lora_dict.json"), FILE);
        try (var bridge = BridgeUnderTest.start(home)) {
            assertThat(bridge.get("/api/v1/loras/export").text()).isEqualTo(FILE);
            assertThat(bridge.get("/api/v1/loras").json().path("loras")).hasSize(2);
            assertThat(bridge.get("/api/v1/loras/mira").json().path("mine")).hasSize(2);
            assertThat(bridge.get("/api/v1/loras/none").status()).isEqualTo(404);

            var patched = send(bridge, "PATCH", "/mira", "{\"weight\": 0.7}");
            assertThat(patched.status()).as(patched.text()).isEqualTo(200);
            assertThat(file).hasContent(FILE.replace("0.90", "0.7"));

            var made = send(bridge, "POST", "", "{\"id\": \"ada\", \"name\": \"Ada\", \"keywords\": [\"Rose\"]}");
            assertThat(made.status()).as(made.text()).isEqualTo(201);
            assertThat(made.json().path("findings").toString()).contains("'rose' is shared with mira");
            assertThat(bridge.get("/sdapi/v1/loras").text()).contains("Ada");
            assertThat(send(bridge, "POST", "", "{\"id\": \"ada\"}").status()).isEqualTo(409);

            assertThat(send(bridge, "DELETE", "/kael", "").status()).isEqualTo(200);
            assertThat(bridge.get("/api/v1/loras/kael").status()).isEqualTo(404);

            for (int i = 0; i < 3; i++) {
                assertThat(send(bridge, "POST", "/undo", "").status()).isEqualTo(200);
            }
            assertThat(file).hasContent(FILE);
            assertThat(send(bridge, "POST", "/undo", "").status()).isEqualTo(409);
        }
    }

    @Test
    void a_stale_version_and_a_wrong_value_change_nothing() throws IOException {
        var file = Files.writeString(home.resolve("master_lora_dict.json"), FILE);
        try (var bridge = BridgeUnderTest.start(home)) {
            var tag = bridge.get("/api/v1/loras").header("ETag").orElseThrow();
            assertThat(send(bridge, "PATCH", "/mira", "{\"weight\": 0.8}", "If-Match", tag)
                            .status())
                    .isEqualTo(200);
            assertThat(send(bridge, "PATCH", "/mira", "{\"weight\": 0.9}", "If-Match", tag)
                            .status())
                    .isEqualTo(412);
            var wrong = send(bridge, "PUT", "/kael", "{\"name\": \"Kael\",\n\"weight\": \"heavy\"}");
            assertThat(wrong.status()).isEqualTo(422);
            assertThat(wrong.json().path("findings").get(0).path("line").asInt())
                    .isEqualTo(2);
            assertThat(wrong.json().path("findings").get(0).path("field").asString())
                    .isEqualTo("weight");
            assertThat(file).hasContent(FILE.replace("0.90", "0.8"));
        }
    }

    @Test
    void an_import_is_tried_then_merged_and_a_broken_one_names_its_line() throws IOException {
        var file = Files.writeString(home.resolve("master_lora_dict.json"), FILE);
        try (var bridge = BridgeUnderTest.start(home)) {
            var sent = "{\"loras\": {\"kael\": {\"name\": \"Kael\", \"weight\": 0.5}, \"new\": {\"name\": \"New\"}}}";
            var tried = send(bridge, "POST", "/import?dry_run=true", sent);
            assertThat(tried.status()).as(tried.text()).isEqualTo(200);
            assertThat(tried.json().path("added").toString()).isEqualTo("[\"new\"]");
            assertThat(tried.json().path("changed").toString()).isEqualTo("[\"kael\"]");
            assertThat(file).hasContent(FILE);
            assertThat(send(bridge, "POST", "/import", sent).status()).isEqualTo(200);
            assertThat(file)
                    .content()
                    .startsWith(FILE.substring(0, FILE.indexOf("1.0")))
                    .contains("\"new\": {\"name\": \"New\"}");
            assertThat(send(bridge, "POST", "/import?mode=replace", sent).status())
                    .isEqualTo(200);
            assertThat(file).hasContent(sent);
            var broken = send(bridge, "POST", "/import", "{\n\"loras\": }");
            assertThat(broken.status()).isEqualTo(422);
            assertThat(broken.json().path("findings").get(0).path("line").asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void the_first_change_of_the_sample_makes_the_file_and_undo_takes_it_away() {
        try (var bridge = BridgeUnderTest.start(home)) {
            assertThat(send(bridge, "PUT", "/ada", "{\"name\": \"Ada\"}").status())
                    .isEqualTo(200);
            assertThat(home.resolve("master_lora_dict.json")).exists();
            assertThat(send(bridge, "POST", "/undo", "").status()).isEqualTo(200);
            assertThat(home.resolve("master_lora_dict.json")).doesNotExist();
        }
    }
}
