package fluxbridge;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.provider.ProviderSpec;
import fluxbridge.provider.adapters.Adapters;
import fluxlab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every adapter from the A1111 door to its simulator and back, alone and behind the others. */
final class EveryProviderTest {

    /** What the lab calls a provider, where that is not the bridge's name for it. */
    private static final Map<String, String> SIMULATORS = Map.of("local", "a1111");

    /** Of the three LoRAs below, where a provider takes fewer. */
    private static final Map<String, Integer> CAPS = Map.of("together", 2, "pixeldojo", 1);

    private static final List<String> NAMES = Adapters.ALL.stream()
            .filter(spec -> !spec.standIn())
            .map(ProviderSpec::id)
            .map(Object::toString)
            .toList();

    @TempDir
    Path home;

    @Test
    void each_provider_draws_when_it_is_asked_alone() {
        for (var name : NAMES) {
            try (var lab = Lab.start(0);
                    var bridge = BridgeUnderTest.at(lab, home.resolve(name), "PROVIDER_ORDER=" + name)) {
                assertThat(drawnBy(bridge, "a fox in the snow")).isEqualTo(name);
            }
        }
    }

    @Test
    void each_provider_draws_when_those_before_it_are_down() {
        try (var lab = Lab.start(0);
                var bridge = BridgeUnderTest.at(lab, home, "PROVIDER_ORDER=" + String.join(",", NAMES))) {
            for (int down = 1; down < NAMES.size(); down++) {
                var marks = NAMES.stream()
                        .limit(down)
                        .map(name -> " lab:" + SIMULATORS.getOrDefault(name, name) + ":status=503")
                        .collect(Collectors.joining());
                assertThat(drawnBy(bridge, "a fox" + marks)).isEqualTo(NAMES.get(down));
            }
        }
    }

    /** Three LoRAs for providers that take 12, 10, 4, 3, 2, 1: what is beyond the cap is named. */
    @Test
    void each_provider_draws_with_the_loras_it_takes_and_the_rest_is_named() throws IOException {
        var dictionary = Files.writeString(home.resolve("loras.json"), """
                {"loras":{
                "mira":{"name":"Mira","category":"character","url":"https://weights.flux-lora-bridge.dev/mira.safetensors"},
                "kael":{"name":"Kael","category":"character","url":"https://weights.flux-lora-bridge.dev/kael.safetensors"},
                "ink":{"name":"Ink","category":"general","url":"https://weights.flux-lora-bridge.dev/ink.safetensors"}}}
                """);
        for (var name : NAMES) {
            try (var lab = Lab.start(0);
                    var bridge = BridgeUnderTest.at(
                            lab, home.resolve(name), "PROVIDER_ORDER=" + name, "LORA_DICT_PATH=" + dictionary)) {
                var info = info(bridge, "two people talk <lora:mira:0.8> <lora:kael:0.7> <lora:ink:0.5>");
                var extras = info.path("extra_generation_params");
                int cap = CAPS.getOrDefault(name, 3);
                assertThat(extras.path("LoRAs").asString("").split(", "))
                        .as(name)
                        .hasSize(cap);
                assertThat(extras.path("Dropped LoRAs").asString("").contains("ink"))
                        .as(name)
                        .isEqualTo(cap < 3);
                assertThat(info.path("width").asInt()).isEqualTo(500);
                assertThat(info.path("height").asInt()).isEqualTo(700);
            }
        }
    }

    private static JsonNode info(BridgeUnderTest bridge, String prompt) {
        var reply = bridge.txt2img("{\"prompt\":\"" + prompt + "\",\"width\":500,\"height\":700}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return JsonMapper.shared().readTree(reply.json().path("info").asString());
    }

    private static String drawnBy(BridgeUnderTest bridge, String prompt) {
        var reply = bridge.txt2img("{\"prompt\":\"" + prompt + "\",\"width\":256,\"height\":256}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().path("images").size()).isEqualTo(1);
        var info = JsonMapper.shared().readTree(reply.json().path("info").asString());
        return info.path("extra_generation_params").path("Provider").asString();
    }
}
