package fluxbridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.summary.StubChat;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Asking what would be drawn stands behind the same floor as drawing it. */
final class MatchFloorTest {

    private static final String REFUSED = "I said nothing. \"Well?\" she asked. "
            + ContentFloorRecallTest.terms("en", "minor").getFirst() + " "
            + ContentFloorRecallTest.terms("en", "sexual").get(8);
    private static final String STORY =
            "I said nothing. \"Well?\" she asked. She sat down on the edge of the fountain.";

    @TempDir
    Path home;

    private static ObjectNode body(String text) {
        return JsonNodeFactory.instance.objectNode().put("text", text);
    }

    private BridgeUnderTest bridge(StubChat chat) {
        return BridgeUnderTest.start(home, "SUMMARY_BASE_URL=" + chat.base(), "SUMMARY_MODEL=qwen3");
    }

    @Test
    void a_refused_text_is_not_shown_to_the_chat_model() throws IOException {
        try (var chat = new StubChat();
                var bridge = bridge(chat)) {
            var reply = bridge.post("/api/v1/match", body(REFUSED).toString());

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text()).doesNotContain("sexual", "minor");
            assertThat(chat.asked()).isEmpty();
        }
    }

    @Test
    void a_refused_question_aside_is_not_shown_to_the_chat_model() throws IOException {
        try (var chat = new StubChat();
                var bridge = bridge(chat)) {
            var asked = JsonNodeFactory.instance.objectNode().put("prompt", "");
            asked.putObject("bridge_ask").set("match", body(REFUSED));

            var reply = bridge.txt2img(asked.toString());

            assertThat(reply.json().path("bridge").path("match").isNull()).isTrue();
            assertThat(chat.asked()).isEmpty();
        }
    }

    @Test
    void a_summary_that_must_not_be_drawn_is_not_shown() throws IOException {
        try (var chat = new StubChat();
                var bridge = bridge(chat)) {
            chat.thenPrompt(REFUSED);

            assertThat(bridge.post("/api/v1/match", body(STORY).toString()).text())
                    .doesNotContain(ContentFloorRecallTest.terms("en", "sexual").get(8));
        }
    }

    @Test
    void a_harmless_text_is_answered() throws IOException {
        try (var chat = new StubChat();
                var bridge = bridge(chat)) {
            chat.thenPrompt("a woman sits on the edge of a fountain");

            var reply = bridge.post("/api/v1/match", body(STORY).toString());

            assertThat(reply.status()).isEqualTo(200);
            assertThat(JsonMapper.shared().readTree(reply.text()).path("prompt").asString())
                    .contains("edge of a fountain");
            assertThat(chat.asked()).isNotEmpty();
        }
    }
}
