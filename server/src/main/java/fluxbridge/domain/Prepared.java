package fluxbridge.domain;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A request that is ready to be drawn: final prompt, LoRAs chosen, seed fixed.
 *
 * @param shown the prompt as the client may see it again, with its {@code <lora:…>} tags
 * @param prompt what providers are sent
 * @param loras in rank order, most important first
 * @param seed of the first picture, 0..4294967295
 */
public record Prepared(
        Prompt shown,
        Prompt prompt,
        List<AppliedLora> loras,
        Size size,
        long seed,
        OptionalInt steps,
        OptionalDouble guidance,
        @Nullable String sampler,
        @Nullable String model,
        @Nullable ProviderId provider,
        int count,
        Mode mode,
        List<Note> notes) {

    public Prepared {
        loras = List.copyOf(loras);
        notes = List.copyOf(notes);
    }

    /** One of the pictures. */
    public PictureRequest picture(int index) {
        return new PictureRequest(prompt, loras, size, seed + index, steps, guidance, sampler, model, mode);
    }
}
