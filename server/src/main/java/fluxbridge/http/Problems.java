package fluxbridge.http;

import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.AllFailed;
import fluxbridge.failure.Failure.AnswerGone;
import fluxbridge.failure.Failure.BadCredentials;
import fluxbridge.failure.Failure.BadHeader;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.BadRequest;
import fluxbridge.failure.Failure.BudgetSpent;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.Failure.CoolingDown;
import fluxbridge.failure.Failure.DeadlinePassed;
import fluxbridge.failure.Failure.DictionaryRefused;
import fluxbridge.failure.Failure.Forbidden;
import fluxbridge.failure.Failure.ForeignOrigin;
import fluxbridge.failure.Failure.KeyReused;
import fluxbridge.failure.Failure.LimitReached;
import fluxbridge.failure.Failure.NoRoute;
import fluxbridge.failure.Failure.NotFound;
import fluxbridge.failure.Failure.NotJson;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RateLimited;
import fluxbridge.failure.Failure.RefusedByPolicy;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.StillRunning;
import fluxbridge.failure.Failure.Stopping;
import fluxbridge.failure.Failure.TooLarge;
import fluxbridge.failure.Failure.TooSlow;
import fluxbridge.failure.Failure.Unauthorized;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.Failure.UnknownModel;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.failure.Failure.UnknownScript;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The one place where a failure becomes a status and a body, in A1111's shapes (a1111.md §1.11). */
final class Problems {

    /** Makes a browser ask for the token. */
    static final Map<String, String> CHALLENGE = Map.of("WWW-Authenticate", "Basic realm=\"Flux LoRA Bridge\"");

    static final Duration RETRY_WHEN_UNSAID = Duration.ofSeconds(5);

    /**
     * What is answered.
     *
     * @param retryAfter for the {@code Retry-After} header, null for none
     * @param headers further ones
     */
    record Problem(int status, ObjectNode body, @Nullable Duration retryAfter, Map<String, String> headers) {

        Problem {
            headers = Map.copyOf(headers);
        }

        Problem(int status, ObjectNode body, @Nullable Duration retryAfter) {
            this(status, body, retryAfter, Map.of());
        }
    }

    private Problems() {}

    static Problem of(Failure failure) {
        return switch (failure) {
            case BadRequest bad -> new Problem(422, validation(bad), null);
            case NotJson bad -> new Problem(422, notJson(bad.position(), bad.why(), bad.message()), null);
            case UnknownScript _ -> problem(422, "HTTPException", failure);
            case TooLarge _ -> problem(413, "HTTPException", failure);
            case ForeignOrigin _ -> problem(403, "HTTPException", failure);
            case TooSlow _ ->
                new Problem(408, body("HTTPException", failure.message()), null, Map.of("Connection", "close"));
            case Unauthorized _ -> new Problem(401, body("HTTPException", failure.message()), null, CHALLENGE);
            case Forbidden _ -> problem(403, "HTTPException", failure);
            case LimitReached limit -> new Problem(429, body("LimitReached", limit.message()), limit.retryAfter());
            case BadHeader _ -> problem(400, "BadHeader", failure);
            case KeyReused _ -> problem(422, "IdempotencyKeyReused", failure);
            case StillRunning running ->
                new Problem(409, body("StillRunning", running.message()), running.retryAfter());
            case Stopping _ -> new Problem(503, body("Stopping", failure.message()), Duration.ofSeconds(5));
            case AnswerGone _ -> problem(410, "AnswerGone", failure);
            case DictionaryRefused refused -> dictionary(refused);
            case NotFound _ -> problem(404, "HTTPException", failure);
            case UnknownModel _ -> runtimeError(500, failure.message());
            case BudgetSpent spent -> new Problem(402, body("BudgetSpent", spent.message()), spent.retryAfter());
            case NoRoute _ -> problem(503, "NoRoute", failure);
            case Cancelled _ -> problem(499, "Cancelled", failure);
            case DeadlinePassed _ -> problem(504, "DeadlinePassed", failure);
            case AllFailed all -> {
                var deciding = of(all.last());
                yield new Problem(
                        deciding.status(),
                        body(failure.getClass().getSimpleName(), failure.message()),
                        deciding.retryAfter());
            }
            case RateLimited limited -> {
                var after = limited.retryAfter();
                yield new Problem(
                        429, body("RateLimited", limited.message()), after == null ? RETRY_WHEN_UNSAID : after);
            }
            case RefusedByPolicy _ -> problem(400, "ContentRejected", failure);
            case CoolingDown pause -> new Problem(429, body("CoolingDown", pause.message()), pause.retryAfter());
            case RefusedBySafety _ -> problem(400, "ContentRejected", failure);
            case OutOfCredit _ -> problem(502, "ProviderBillingError", failure);
            case BadCredentials _ -> problem(502, "ProviderAuthError", failure);
            case RejectedByProvider _ -> problem(502, "ProviderRejected", failure);
            case Unavailable _ -> problem(503, "ProviderUnavailable", failure);
            case UnknownOutcome _ -> problem(504, "ProviderTimeout", failure);
            case BadReply _ -> problem(502, "ProviderBadReply", failure);
        };
    }

    private static Problem dictionary(DictionaryRefused refused) {
        int status = switch (refused.kind()) {
            case EXISTS, NOTHING_TO_UNDO, BROKEN -> 409;
            case STALE -> 412;
            case INVALID -> 422;
            case UNWRITABLE -> 500;
        };
        var body = body("Dictionary", refused.message());
        var findings = body.putArray("findings");
        for (var spot : refused.spots()) {
            findings.addObject()
                    .put("line", spot.line())
                    .put("field", spot.field())
                    .put("message", spot.why());
        }
        return new Problem(status, body, null);
    }

    /** Anything that nobody expected; the id stands in the log beside the stack trace. */
    static Problem internal(String id) {
        return runtimeError(500, "internal error " + id + "; the bridge's log says more under this id");
    }

    static ObjectNode notFound() {
        return JsonNodeFactory.instance.objectNode().put("detail", "Not Found");
    }

    static ObjectNode methodNotAllowed() {
        return JsonNodeFactory.instance.objectNode().put("detail", "Method Not Allowed");
    }

    private static Problem problem(int status, String error, Failure failure) {
        return new Problem(status, body(error, failure.message()), null);
    }

    private static Problem runtimeError(int status, String message) {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("error", "RuntimeError");
        body.put("detail", "");
        body.put("body", "");
        body.put("errors", message);
        body.put("message", message);
        return new Problem(status, body, null);
    }

    /** All four of A1111's strings, and {@code message}, which some clients show instead. */
    private static ObjectNode body(String error, String message) {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("error", error);
        body.put("detail", message);
        body.put("body", "");
        body.put("errors", "");
        body.put("message", message);
        return body;
    }

    private static ObjectNode validation(BadRequest bad) {
        var body = JsonNodeFactory.instance.objectNode();
        var detail = body.putArray("detail");
        for (var problem : bad.problems()) {
            var item = detail.addObject();
            var loc = item.putArray("loc");
            problem.path().forEach(loc::add);
            item.put("msg", problem.why());
            item.put("type", problem.type());
        }
        body.put("message", bad.message());
        return body;
    }

    private static ObjectNode notJson(int position, String why, String message) {
        var body = JsonNodeFactory.instance.objectNode();
        var item = body.putArray("detail").addObject();
        item.putArray("loc").add("body").add(position);
        item.put("msg", why);
        item.put("type", "value_error.jsondecode");
        body.put("message", message);
        return body;
    }
}
