package fluxbridge.route;

import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import fluxbridge.provider.Generated;
import java.util.List;

/**
 * A finished picture.
 *
 * @param picture of exactly the asked size
 * @param generated the provider's answer
 * @param attempts every call that was made for it, the last one successful
 * @param notes what was dropped, changed or ignored on the way
 */
public record Made(Picture picture, Generated generated, Candidate by, List<Attempt> attempts, List<Note> notes) {
    public Made {
        attempts = List.copyOf(attempts);
        notes = List.copyOf(notes);
    }
}
