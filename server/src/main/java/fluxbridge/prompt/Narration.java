package fluxbridge.prompt;

import java.util.List;

/**
 * A passage of a story whose visible moment is wanted.
 *
 * @param text what the client sent, without LoRA tags
 * @param present who is in the picture, in order of mention
 * @param recent the messages before it, oldest first; empty when the client sent none
 */
public record Narration(String text, List<CastMember> present, List<String> recent) {

    /**
     * Someone who is in the picture.
     *
     * @param id of the dictionary entry
     * @param name as the text calls them
     * @param trigger the word that the LoRA was trained on, empty when it has none
     * @param appearance a phrase describing them, empty when unknown
     */
    public record CastMember(String id, String name, String trigger, String appearance) {}

    public Narration {
        present = List.copyOf(present);
        recent = List.copyOf(recent);
    }
}
