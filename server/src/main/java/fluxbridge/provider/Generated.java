package fluxbridge.provider;

import fluxbridge.domain.Money;
import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A provider's answer to one request.
 *
 * @param picture not yet checked beyond its header; may be of another size than asked
 * @param seed the seed that the provider says it used, empty when it does not say
 * @param cost what the provider says it billed, null when it does not say
 * @param model the provider's name of the model that drew
 * @param notes what was dropped, changed or ignored by this provider
 */
public record Generated(
        Picture picture, OptionalLong seed, @Nullable Money cost, String model, List<Note> notes) {

    public Generated {
        notes = List.copyOf(notes);
    }
}
