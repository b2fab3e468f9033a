package fluxbridge.a1111;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.SceneContext.CharacterPrompt;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class SceneFieldsTest {

    private final ArrayList<String> ignored = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"Mira\", \"kael\"]",
                "\"Mira, kael\"",
                "[{\"name\":\"Mira\"}, {\"id\":\"kael\"}]",
            })
    void visible_characters_come_as_list_text_or_objects(String value) {
        var scene = SceneFields.read(body("{\"visible_characters\":" + value + "}"), ignored);
        assertThat(scene.visible()).containsExactly("Mira", "kael");
        assertThat(ignored).isEmpty();
    }

    @Test
    void character_prompts_are_texts_or_pairs() {
        var scene = SceneFields.read(
                body(
                        "{\"character_prompts\":{\"Mira\":\"red hair\",\"Kael\":{\"positive\":\"grey cloak\",\"negative\":\"hat\"}}}"),
                ignored);
        assertThat(scene.prompts())
                .containsEntry("Mira", new CharacterPrompt("red hair", ""))
                .containsEntry("Kael", new CharacterPrompt("grey cloak", "hat"));
    }

    @Test
    void recent_messages_are_texts_or_chat_messages() {
        var scene = SceneFields.read(
                body("{\"recent_messages\":[\"one\",{\"mes\":\"two\"},{\"content\":\"three\"}]}"), ignored);
        assertThat(scene.recent()).containsExactly("one", "two", "three");
    }

    @Test
    void wrong_forms_are_named_and_passed_over() {
        var scene = SceneFields.read(
                body("{\"visible_characters\":7,\"character_prompts\":[3],\"recent_messages\":true}"), ignored);
        assertThat(scene.visible()).isEmpty();
        assertThat(scene.prompts()).isEmpty();
        assertThat(scene.recent()).isEmpty();
        assertThat(ignored).hasSize(3);
    }

    private static ObjectNode body(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json);
    }
}
