package fluxbridge;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.provider.ProviderSpec;
import fluxbridge.provider.adapters.Adapters;
import fluxlab.Lab;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Every adapter from the A1111 door to its simulator and back, alone and behind the others. */
final class EveryProviderTest {

    /** What the lab calls a provider, where that is not the bridge's name for it. */
    private static final Map<String, String> SIMULATORS = Map.of("local", "a1111");

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

    private static String drawnBy(BridgeUnderTest bridge, String prompt) {
        var reply = bridge.txt2img("{\"prompt\":\"" + prompt + "\",\"width\":256,\"height\":256}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().path("images").size()).isEqualTo(1);
        var info = JsonMapper.shared().readTree(reply.json().path("info").asString());
        return info.path("extra_generation_params").path("Provider").asString();
    }
}
