package fluxbridge.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlaceholderAddressTest {

    @ParameterizedTest
    @CsvSource({
        "https://example.com/loras/a.safetensors, true",
        "https://cdn.EXAMPLE.org:443/a, true",
        "https://user@example.net/a, true",
        "http://loras.invalid, true",
        "https://my.example/a b.safetensors, true",
        "https://example.com./a, true",
        "https://notexample.com/a, false",
        "https://example.com.evil.test/a, false",
        "https://host.test/example.com, false",
        "https://huggingface.co/a/b/resolve/main/c.safetensors, false",
        "civitai:132942@146296, false",
        "'', false",
    })
    void a_host_reserved_for_examples_is_a_placeholder(String url, boolean expected) {
        var json = "{\"loras\": {\"a\": {\"url\": \"" + url + "\"}}}";
        var lora = DictionaryReader.read(json.getBytes(StandardCharsets.UTF_8))
                .loras()
                .getFirst();
        assertThat(lora.isPlaceholder()).isEqualTo(expected);
    }
}
