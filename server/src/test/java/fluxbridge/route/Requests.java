package fluxbridge.route;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.LoraRating;
import fluxbridge.domain.LoraSubject;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Prepared;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Size;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Requests that are ready to be drawn. */
final class Requests {

    private Requests() {}

    static Prepared prepared(Prompt prompt, Size size, @Nullable String provider, Mode mode, AppliedLora... loras) {
        return new Prepared(
                prompt,
                prompt,
                List.of(loras),
                size,
                7,
                OptionalInt.empty(),
                OptionalDouble.empty(),
                null,
                null,
                provider == null ? null : new ProviderId(provider),
                1,
                mode,
                List.of());
    }

    static Prepared of(Size size, AppliedLora... loras) {
        return prepared(new Prompt("a boat", ""), size, null, Mode.TXT2IMG, loras);
    }

    static AppliedLora lora(String id, String url) {
        return new AppliedLora(
                new Lora(
                        id,
                        id,
                        url,
                        0.8,
                        1,
                        LoraCategory.CHARACTER,
                        List.of(id),
                        List.of(id),
                        "",
                        "",
                        "",
                        "",
                        false,
                        List.of(),
                        "",
                        "",
                        LoraSubject.UNKNOWN,
                        LoraRating.GENERAL),
                0.8,
                "tag");
    }
}
