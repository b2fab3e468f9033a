package fluxbridge.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.ImageRequest;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Prepared;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.SceneContext;
import fluxbridge.domain.SceneContext.CharacterPrompt;
import fluxbridge.domain.Size;
import fluxbridge.lora.DictionaryReader;
import fluxbridge.prompt.presence.Presence;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class PresenceInPromptsTest {

    private final PromptBuilder builder = new PromptBuilder(
            PromptBuilder.DEFAULT_CAPS,
            new Presence(),
            narration -> new Summary("seen: " + narration.present().size(), "test", List.of()),
            true);

    @Test
    void someone_who_is_only_remembered_gets_no_lora() {
        assertThat(prepare("Mira remembers Kael.", "", SceneContext.NONE).loras())
                .extracting(AppliedLora::id)
                .containsExactly("mira");
    }

    @Test
    void a_pronoun_calls_whoever_is_in_sight() {
        var prepared = prepare("She waits by the door.", "", new SceneContext(List.of("Mira"), Map.of(), List.of()));
        assertThat(prepared.loras()).extracting(AppliedLora::id).containsExactly("mira");
        assertThat(prepared.prompt().text()).startsWith("m1ra_vale");
    }

    @Test
    void a_name_in_the_negative_prompt_vetoes() {
        assertThat(prepare("Mira and Kael at the harbour", "kael", SceneContext.NONE)
                        .loras())
                .extracting(AppliedLora::id)
                .containsExactly("mira");
    }

    @Test
    void the_prompts_of_present_characters_are_added_and_no_others() {
        var prompts = Map.of(
                "Mira", new CharacterPrompt("a blue scarf", "hat"),
                "Kael", new CharacterPrompt("a torch", "gloves"),
                "Otto", new CharacterPrompt("a parrot", ""));
        var prepared = prepare("Mira talks to Otto about Kael.", "", new SceneContext(List.of(), prompts, List.of()));
        assertThat(prepared.prompt().text())
                .contains("a blue scarf", "a parrot")
                .doesNotContain("torch");
        assertThat(prepared.prompt().negative()).contains("hat").doesNotContain("gloves");
    }

    @Test
    void narration_goes_to_the_summariser_and_a_visual_prompt_does_not() {
        assertThat(prepare("\"Stay,\" said Mira, and her hand closed on the rail.", "", SceneContext.NONE)
                        .prompt()
                        .text())
                .contains("seen: 1");
        assertThat(prepare("Mira on a pier, red hair, overcast", "", SceneContext.NONE)
                        .prompt()
                        .text())
                .contains("Mira on a pier, red hair, overcast");
    }

    private Prepared prepare(String text, String negative, SceneContext scene) {
        var asked = new ImageRequest(
                new Prompt(text, negative),
                new Size(512, 512),
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                null,
                null,
                null,
                1,
                true,
                Mode.TXT2IMG,
                scene,
                List.of());
        return builder.prepare(asked, DictionaryReader.sample(), 7);
    }
}
