package fluxbridge.a1111;

import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.BadRequest;
import fluxbridge.failure.GatewayException;
import fluxbridge.route.Preference;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the address of a request says about who is to draw: {@code ?provider=fal} or {@code ?routing=fast}.
 *
 * @param provider the one provider to use, null when none is named
 * @param routing what to prefer, null for the owner's setting
 */
public record Steering(
        @Nullable ProviderId provider, @Nullable String routing) {

    public static final Steering NONE = new Steering(null, null);

    /**
     * @param provider as the query has it, null or blank when there is none
     * @param routing as the query has it, null or blank when there is none
     * @throws GatewayException {@code BadRequest} for a name that cannot be one
     */
    public static Steering of(@Nullable String provider, @Nullable String routing) {
        return new Steering(
                given(provider).map(Steering::providerId).orElse(null),
                given(routing).map(Steering::preference).orElse(null));
    }

    private static Optional<String> given(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }

    private static ProviderId providerId(String name) {
        try {
            return new ProviderId(name);
        } catch (IllegalArgumentException _) {
            throw bad("provider", "'" + name + "' is not the name of a provider");
        }
    }

    private static String preference(String name) {
        if (Preference.named(name).isEmpty()) {
            throw bad("routing", "must be balanced, cheap, fast or faithful, was '" + name + "'");
        }
        return name;
    }

    private static GatewayException bad(String field, String why) {
        return new GatewayException(
                new BadRequest(List.of(new BadRequest.Problem(List.of("query", field), why, "value_error"))));
    }
}
