package fluxbridge.summary;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.provider.WireJson;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DialectTest {

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1,OPENAI,https://api.openai.com/v1/chat/completions",
        "https://api.together.xyz/v1/,TOGETHER,https://api.together.xyz/v1/chat/completions",
        "https://api.deepseek.com,DEEPSEEK,https://api.deepseek.com/chat/completions",
        "https://openrouter.ai,OPENROUTER,https://openrouter.ai/api/v1/chat/completions",
        "http://localhost:11434,OLLAMA,http://localhost:11434/v1/chat/completions",
        "http://192.168.1.5:8080/v1,LLAMA_CPP,http://192.168.1.5:8080/v1/chat/completions",
        "https://llm.example/v1/chat/completions,OTHER,https://llm.example/v1/chat/completions"
    })
    void the_address_tells_the_server_and_the_path(URI base, Dialect dialect, URI chat) {
        assertThat(Dialect.of(base)).isEqualTo(dialect);
        assertThat(dialect.chat(base)).isEqualTo(chat);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DEEPSEEK|{\"thinking\":{\"type\":\"disabled\"}}",
                "TOGETHER|{\"reasoning\":{\"enabled\":false}}",
                "OPENROUTER|{\"reasoning\":{\"enabled\":false}}",
                "OLLAMA|{\"reasoning_effort\":\"none\"}",
                "LLAMA_CPP|{\"chat_template_kwargs\":{\"enable_thinking\":false}}",
                "OPENAI|{}"
            })
    void thinking_is_switched_off_in_the_servers_own_words(Dialect dialect, String fields) {
        var body = WireJson.MAPPER.createObjectNode();
        dialect.withoutThinking(body);

        assertThat(body.toString()).isEqualTo(fields);
        assertThat(dialect.firstForm() == Dialect.Form.JSON_OBJECT).isEqualTo(dialect == Dialect.DEEPSEEK);
    }
}
