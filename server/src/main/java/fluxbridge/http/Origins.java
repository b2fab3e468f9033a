package fluxbridge.http;

import fluxbridge.failure.Failure.ForeignOrigin;
import fluxbridge.failure.GatewayException;
import io.javalin.http.Context;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Pages of other sites in a browser. Without an entry in {@code CORS_ALLOW_ORIGINS} they may neither read answers nor post: a page that
 * somebody visits must not be able to spend the owner's money at a bridge on the same machine.
 */
public final class Origins {

    private static final String EXPOSED =
            "ETag, X-Gateway-Warnings, X-Request-Id, X-Job-Id, Idempotency-Replayed, Retry-After, X-Should-Retry, OpenAI-Processing-Ms";

    private static final Pattern STAINLESS = Pattern.compile("x-stainless-[a-z0-9-]{1,40}");

    private final List<String> allowed;

    /** @param allowed exact origins without a trailing slash, or {@code *} */
    public Origins(List<String> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** Sets the CORS headers for an allowed origin. */
    void answer(Context ctx) {
        var origin = ctx.header("Origin");
        if (origin == null || !isAllowed(origin)) {
            return;
        }
        ctx.header("Access-Control-Allow-Origin", allowed.contains("*") ? "*" : origin);
        ctx.header("Vary", "Origin");
        ctx.header("Access-Control-Expose-Headers", EXPOSED);
    }

    void preflight(Context ctx) {
        answer(ctx);
        ctx.header("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS");
        ctx.header(
                "Access-Control-Allow-Headers",
                "Authorization, Content-Type, X-API-Key, Idempotency-Key, If-Match, Last-Event-ID"
                        + ofOpenAiClients(ctx.header("Access-Control-Request-Headers")));
        ctx.header("Access-Control-Max-Age", "600");
        ctx.status(204);
    }

    /** OpenAI's clients send a dozen headers about themselves, more with each version; without leave for each, a browser sends nothing. */
    private static String ofOpenAiClients(@Nullable String requested) {
        return requested == null
                ? ""
                : STAINLESS
                        .matcher(requested.toLowerCase(Locale.ROOT))
                        .results()
                        .map(name -> ", " + name.group())
                        .distinct()
                        .collect(Collectors.joining());
    }

    /** @throws GatewayException {@code ForeignOrigin} when a page of a site that is not allowed wants to change something */
    void refuseForeign(Context ctx) {
        var origin = ctx.header("Origin");
        if (origin != null && !isSame(origin, ctx.header("Host")) && !isAllowed(origin)) {
            throw new GatewayException(new ForeignOrigin(origin));
        }
    }

    private boolean isAllowed(String origin) {
        return allowed.contains("*") || allowed.contains(origin);
    }

    private static boolean isSame(String origin, @Nullable String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
