package fluxbridge.prompt;

import fluxbridge.domain.Note;
import java.util.List;

/**
 * What is to be seen, in the words of a prompt.
 *
 * @param by who wrote it: {@code offline}, or the chat model's name
 * @param notes what the user should know, such as why the chat model was not used
 */
public record Summary(String text, String by, List<Note> notes) {
    public Summary {
        notes = List.copyOf(notes);
    }
}
