package fluxbridge.domain;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One picture to be drawn by one provider.
 *
 * @param loras at most as many as the provider takes, each usable by it
 * @param size what the provider is asked for, on its grid
 * @param seed 0..4294967299
 * @param model the provider's own model name, null for its configured one
 */
public record PictureRequest(
        Prompt prompt,
        List<AppliedLora> loras,
        Size size,
        long seed,
        OptionalInt steps,
        OptionalDouble guidance,
        @Nullable String sampler,
        @Nullable String model,
        Mode mode) {

    public PictureRequest {
        loras = List.copyOf(loras);
    }

    public PictureRequest withSize(Size other) {
        return new PictureRequest(prompt, loras, other, seed, steps, guidance, sampler, model, mode);
    }

    public PictureRequest withLoras(List<AppliedLora> others) {
        return new PictureRequest(prompt, others, size, seed, steps, guidance, sampler, model, mode);
    }

    public PictureRequest withModel(@Nullable String other) {
        return new PictureRequest(prompt, loras, size, seed, steps, guidance, sampler, other, mode);
    }
}
