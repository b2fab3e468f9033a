package fluxbridge.cache;

import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finished picture and how it came about.
 *
 * @param picture as it was delivered before metadata was added
 * @param story what the reply to a client tells of it
 */
public record CachedPicture(Picture picture, Story story) {

    /**
     * @param provider id of who drew it
     * @param model the provider's name of the model that drew
     * @param seed that the provider says it used, null when it does not say
     * @param prompt as the provider was sent it
     * @param loras ids of those it was drawn with
     * @param drawn what the provider was asked for, before it was brought to size
     */
    public record Story(
            String provider,
            String model,
            @Nullable Long seed,
            String prompt,
            String negative,
            List<String> loras,
            Size drawn,
            List<Note> notes,
            PictureFormat format,
            Size size) {

        public Story {
            loras = List.copyOf(loras);
            notes = List.copyOf(notes);
        }
    }
}
