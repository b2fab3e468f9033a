package fluxbridge.domain;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked for, in the domain's words.
 *
 * @param seed of the first picture; empty for random. Picture {@code i} uses seed + i
 * @param steps empty for the model's default
 * @param guidance Flux (distilled) guidance, empty for the model's default
 * @param sampler as the client wrote it, null when it named none
 * @param model title of the model that was asked for, null for the caller's current one
 * @param provider the one provider to use, null for the owner's order
 * @param count how many pictures, at least 1
 * @param applyLoras false draws without any LoRA
 * @param scene what the client knows about the story beside the prompt
 * @param routing what this request prefers of a provider: {@code balanced}, {@code cheap}, {@code fast} or {@code faithful}; null for the
 *     owner's setting
 * @param notes what was already ignored or changed while reading the request
 */
public record ImageRequest(
        Prompt prompt,
        Size size,
        OptionalLong seed,
        OptionalInt steps,
        OptionalDouble guidance,
        @Nullable String sampler,
        @Nullable String model,
        @Nullable ProviderId provider,
        int count,
        boolean applyLoras,
        Mode mode,
        SceneContext scene,
        @Nullable String routing,
        List<Note> notes) {

    public ImageRequest {
        notes = List.copyOf(notes);
    }

    /** One that leaves the choice of provider to the owner's setting. */
    public ImageRequest(
            Prompt prompt,
            Size size,
            OptionalLong seed,
            OptionalInt steps,
            OptionalDouble guidance,
            @Nullable String sampler,
            @Nullable String model,
            @Nullable ProviderId provider,
            int count,
            boolean applyLoras,
            Mode mode,
            SceneContext scene,
            List<Note> notes) {
        this(
                prompt,
                size,
                seed,
                steps,
                guidance,
                sampler,
                model,
                provider,
                count,
                applyLoras,
                mode,
                scene,
                null,
                notes);
    }

    public ImageRequest withRouting(@Nullable String preferred) {
        return new ImageRequest(
                prompt,
                size,
                seed,
                steps,
                guidance,
                sampler,
                model,
                provider,
                count,
                applyLoras,
                mode,
                scene,
                preferred,
                notes);
    }
}
