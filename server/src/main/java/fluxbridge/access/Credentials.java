package fluxbridge.access;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request shows to say who asks, wherever a client can put it. SillyTavern sends a bare {@code Basic} when its field is empty and the
 * Basic form of {@code undefined} when it was never set: both are nothing (sillytavern.md (a)).
 *
 * @param texts every text that may be the token, the likeliest first; empty for none
 */
public record Credentials(List<String> texts) {

    public static final Credentials NONE = new Credentials(List.of());

    public Credentials {
        texts = List.copyOf(texts);
    }

    /**
     * Gathers them.
     *
     * @param path from {@code /k/<token>/…}
     * @param authorization Basic with the token as password, as user or alone; or Bearer
     * @param apiKey the header {@code X-API-Key}
     * @param queries {@code ?key=} and {@code ?token=}
     */
    public static Credentials of(
            @Nullable String path, @Nullable String authorization, @Nullable String apiKey, List<String> queries) {
        var texts = new LinkedHashSet<String>();
        given(path).ifPresent(texts::add);
        if (authorization != null) {
            texts.addAll(authorization(authorization));
        }
        given(apiKey).ifPresent(texts::add);
        queries.forEach(query -> given(query).ifPresent(texts::add));
        return new Credentials(new ArrayList<>(texts));
    }

    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /** The one that tells callers apart where no token decides. */
    Optional<String> likeliest() {
        return texts.stream().findFirst();
    }

    @Override
    public String toString() {
        return isEmpty() ? "" : "***";
    }

    private static List<String> authorization(String header) {
        var value = header.strip();
        int space = value.indexOf(' ');
        if (space < 0) {
            return List.of();
        }
        var rest = value.substring(space + 1).strip();
        return switch (value.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "bearer" -> given(rest).stream().toList();
            case "basic" -> basic(rest);
            default -> List.of();
        };
    }

    private static List<String> basic(String encoded) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return List.of();
        }
        var texts = new ArrayList<String>();
        int colon = pair.indexOf(':');
        if (colon >= 0) {
            var user = given(pair.substring(0, colon));
            var password = given(pair.substring(colon + 1));
            // A client that demands a password beside the token in the user's field gets anything put there.
            user.filter(TokenText::isMeant).ifPresent(texts::add);
            password.ifPresent(texts::add);
            user.ifPresent(texts::add);
        } else {
            given(pair).ifPresent(texts::add);
        }
        return texts;
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).map(String::strip).filter(it -> !it.isEmpty() && !it.equals("undefined"));
    }
}
