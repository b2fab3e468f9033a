package fluxbridge.route;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Note;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.Size;
import fluxbridge.provider.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider that can do the job, and how the job is cut to fit it.
 *
 * @param loras those it is sent, at most its cap
 * @param size what it is asked to draw, on its grid
 * @param prompt within its length
 * @param model its own name of the model, null for its configured one
 * @param drawsWith its own name of what will draw, for the price; null when that is {@code model}
 * @param notes what was dropped or changed to fit
 */
public record Candidate(
        Provider provider,
        List<AppliedLora> loras,
        Size size,
        Prompt prompt,
        @Nullable String model,
        @Nullable String drawsWith,
        List<Note> notes) {

    /** One whose model does not depend on what is drawn from. */
    public Candidate(
            Provider provider,
            List<AppliedLora> loras,
            Size size,
            Prompt prompt,
            @Nullable String model,
            List<Note> notes) {
        this(provider, loras, size, prompt, model, null, notes);
    }

    public Candidate {
        loras = List.copyOf(loras);
        notes = List.copyOf(notes);
    }

    PictureRequest cut(PictureRequest request) {
        return new PictureRequest(
                prompt,
                loras,
                size,
                request.seed(),
                request.steps(),
                request.guidance(),
                request.sampler(),
                model,
                request.mode());
    }
}
