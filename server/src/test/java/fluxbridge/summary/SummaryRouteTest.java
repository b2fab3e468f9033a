package fluxbridge.summary;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

final class SummaryRouteTest {

    private static final String STORY =
            "\"You came,\" she whispered. I thought of the letter. She sat down on the edge of the"
                    + " fountain in a red dress, and the lamps were lit along the empty square behind her. I said nothing.";

    @TempDir
    Path home;

    private static String body(String prompt) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("prompt", prompt)
                .put("width", 64)
                .put("height", 64)
                .put("steps", 1)
                .toString();
    }

    @Test
    void a_chat_model_writes_the_prompt_of_a_narration() throws IOException {
        try (var chat = new StubChat();
                var bridge = BridgeUnderTest.start(
                        home, "SUMMARY_BASE_URL=" + chat.base(), "SUMMARY_API_KEY=sk-1", "SUMMARY_MODEL=qwen3")) {
            chat.thenPrompt("a woman in a red dress sits on the edge of a fountain, lamps along an empty square");

            var reply = bridge.txt2img(body(STORY));

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).contains("a woman in a red dress sits on the edge of a fountain");
            assertThat(reply.header("X-Gateway-Warnings").orElse("")).contains("Summary: by qwen3");
        }
    }

    @Test
    void with_the_chat_server_dead_the_picture_comes_through() {
        try (var bridge =
                BridgeUnderTest.start(home, "SUMMARY_BASE_URL=http://127.0.0.1:1/v1", "SUMMARY_API_KEY=sk-secret")) {
            var reply = bridge.txt2img(body(STORY));

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.picture(0)).isNotEmpty();
            assertThat(reply.text()).contains("fountain in a red dress").doesNotContain("sk-secret");
            assertThat(reply.header("X-Gateway-Warnings").orElse(""))
                    .contains("was not used")
                    .contains("by offline");
        }
    }

    @Test
    void with_the_chat_server_silent_the_picture_comes_through() throws IOException {
        try (var chat = new StubChat();
                var bridge = BridgeUnderTest.start(
                        home, "SUMMARY_BASE_URL=" + chat.base(), "SUMMARY_TIMEOUT_SECONDS=1", "SUMMARY_MODEL=qwen3")) {
            chat.thenSilence();

            assertThat(bridge.txt2img(body(STORY)).status()).isEqualTo(200);
        }
    }

    @Test
    void what_must_not_be_drawn_is_not_shown_to_a_chat_model_by_a_match_either() throws IOException {
        var refused = JsonMapper.shared().writeValueAsString(STORY + " The thirteen-year-old girl is nude.");
        try (var chat = new StubChat();
                var bridge = BridgeUnderTest.start(home, "SUMMARY_BASE_URL=" + chat.base())) {
            var match = bridge.post("/api/v1/match", "{\"text\":" + refused + "}");
            var aside = bridge.txt2img("{\"bridge_ask\":{\"match\":{\"text\":" + refused + "}}}");

            assertThat(match.status()).isEqualTo(400);
            assertThat(aside.text()).contains("\"match\":null");
            assertThat(chat.asked()).isEmpty();
        }
    }

    @Test
    void a_short_visual_prompt_is_left_alone() throws IOException {
        try (var chat = new StubChat();
                var bridge = BridgeUnderTest.start(home, "SUMMARY_BASE_URL=" + chat.base())) {
            assertThat(bridge.txt2img(body("a lighthouse at dusk")).status()).isEqualTo(200);
            assertThat(chat.asked()).isEmpty();
        }
    }
}
