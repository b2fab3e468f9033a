package fluxbridge.http;

import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.AllFailed;
import fluxbridge.failure.Failure.DeadlinePassed;
import fluxbridge.failure.Failure.RateLimited;
import fluxbridge.failure.Failure.StillRunning;
import fluxbridge.failure.Failure.Unavailable;
import io.javalin.http.Context;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Failures told with status 200, for a client that asks for it with {@code "error_as_200": true}. SillyTavern's server makes a bare 500 of every
 * other status, so that the reason never reaches who wants to read it (sillytavern.md, part a).
 *
 * <p>The body is {@code {"images":[],"parameters":{},"info":"","error":{message,kind,retryable,retry_after,id,status}}}.
 */
final class ErrorAs200 {

    static final String FIELD = "error_as_200";

    private static final String WANTED = "errors as 200";

    private ErrorAs200() {}

    /** Notes what the body asks for. */
    static void read(Context ctx, ObjectNode body) {
        ctx.attribute(WANTED, body.path(FIELD).asBoolean(false));
    }

    static boolean isWanted(Context ctx) {
        return Boolean.TRUE.equals(ctx.attribute(WANTED));
    }

    /** @param failure null for an internal error */
    static ObjectNode body(Problems.Problem problem, @Nullable Failure failure, String id) {
        var body = JsonNodeFactory.instance.objectNode();
        body.putArray("images");
        body.putObject("parameters");
        body.put("info", "");
        var error = body.putObject("error");
        error.put(
                "message",
                failure == null ? problem.body().path("message").asString("internal error " + id) : failure.message());
        error.put("kind", failure == null ? "Internal" : failure.getClass().getSimpleName());
        error.put("retryable", failure != null && isCuredByTime(failure));
        error.put("retry_after", seconds(problem.retryAfter()));
        error.put("id", id);
        error.put("status", problem.status());
        return body;
    }

    /** Whether the same request may succeed in a moment, and nothing was billed for it. */
    private static boolean isCuredByTime(Failure failure) {
        return switch (failure) {
            case RateLimited _, Unavailable _, StillRunning _, DeadlinePassed _ -> true;
            case AllFailed all -> isCuredByTime(all.last());
            default -> false;
        };
    }

    private static @Nullable Double seconds(@Nullable Duration after) {
        return after == null ? null : after.toMillis() / 1000.0;
    }
}
