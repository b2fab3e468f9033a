package fluxbridge.http;

import fluxbridge.domain.Caller;
import fluxbridge.store.KeyedHash;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells who is asking by the credential, wherever a client can put one: Basic (token as user, password or alone), Bearer, {@code X-API-Key},
 * {@code ?key=}, {@code ?token=}. SillyTavern sends a bare {@code Basic} when its field is empty and the Basic form of {@code undefined} when
 * it was never set: both are anonymous (sillytavern.md (a)).
 */
public final class Callers {

    private final KeyedHash hash;

    /** @param hash so that a caller's id does not reveal the credential */
    public Callers(KeyedHash hash) {
        this.hash = hash;
    }

    Caller of(Context ctx) {
        return credential(ctx)
                .map(credential -> new Caller("key-" + hash.hex("caller", credential)))
                .orElseGet(() -> new Caller("anonymous@" + ctx.ip()));
    }

    private static Optional<String> credential(Context ctx) {
        return Optional.ofNullable(ctx.header("Authorization"))
                .flatMap(Callers::authorization)
                .or(() -> given(ctx.header("X-API-Key")))
                .or(() -> given(ctx.queryParam("key")))
                .or(() -> given(ctx.queryParam("token")));
    }

    private static Optional<String> authorization(String header) {
        int space = header.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        var scheme = header.substring(0, space).toLowerCase(Locale.ROOT);
        var value = header.substring(space + 1).strip();
        return switch (scheme) {
            case "bearer" -> given(value);
            case "basic" -> basic(value);
            default -> Optional.empty();
        };
    }

    private static Optional<String> basic(String value) {
        try {
            return given(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))
                    .filter(pair -> !pair.equals("undefined") && !pair.equals(":"));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> given(@org.jspecify.annotations.Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }
}
