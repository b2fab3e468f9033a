package fluxbridge.domain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client knows about the story beside the text itself.
 *
 * @param visible names or dictionary ids of the characters that may be in sight, most recent first
 * @param prompts prompt parts by character, in the client's order
 * @param recent the messages before the text, oldest first
 */
public record SceneContext(List<String> visible, Map<String, CharacterPrompt> prompts, List<String> recent) {

    public static final SceneContext NONE = new SceneContext(List.of(), Map.of(), List.of());

    /**
     * What one character's looks ask for.
     *
     * @param positive empty for nothing
     * @param negative empty for nothing
     */
    public record CharacterPrompt(String positive, String negative) {}

    public SceneContext {
        visible = List.copyOf(visible);
        prompts = Collections.unmodifiableMap(new LinkedHashMap<>(prompts));
        recent = List.copyOf(recent);
    }
}
