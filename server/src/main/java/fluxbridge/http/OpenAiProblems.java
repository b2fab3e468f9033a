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
import fluxbridge.failure.Failure.FromProvider;
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
import fluxbridge.http.Problems.Problem;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A failure as the OpenAI API tells it: {@code {"error":{message,type,param,code}}}.
 *
 * <p>Its clients repeat a request by themselves after 408, 409, 429 and any 5xx. {@code x-should-retry: false} keeps them from it wherever
 * money may have been spent and where asking again cannot help.
 */
final class OpenAiProblems {

    /** The fact that says so in a request's log line, put there by whoever heard of the calls to providers. */
    static final String MAY_BE_BILLED = "may_be_billed";

    private static final Map<String, String> NO_RETRY = Map.of("X-Should-Retry", "false");
    private static final Pattern PATHS = Pattern.compile("(/k/[^/]+)?/v1(/.*)?");

    private static final String CALLERS = "invalid_request_error";
    private static final String SERVERS = "server_error";

    private OpenAiProblems() {}

    /** True for the paths whose clients expect this shape. */
    static boolean isFor(String path) {
        return PATHS.matcher(path).matches();
    }

    /** @param billed whether a provider may have been paid for something of this request */
    static Problem of(Failure failure, boolean billed) {
        var plain = plain(failure);
        var retried = !billed && mayBeRetried(failure);
        var headers = new HashMap<>(plain.headers());
        headers.putAll(retried ? Map.of() : NO_RETRY);
        return new Problem(plain.status(), plain.body(), plain.retryAfter(), headers);
    }

    /** Only what passes by itself and cost nothing. */
    private static boolean mayBeRetried(Failure failure) {
        return switch (failure) {
            case AllFailed all -> mayBeRetried(all.last());
            case RateLimited _, Unavailable _, StillRunning _, Stopping _, LimitReached _, TooSlow _ -> true;
            default -> false;
        };
    }

    private static Problem plain(Failure failure) {
        return switch (failure) {
            case BadRequest bad -> badRequest(bad);
            case NotJson _ -> problem(400, CALLERS, "invalid_json", failure);
            case UnknownScript _ -> problem(400, CALLERS, "invalid_value", failure);
            case TooLarge _ -> problem(413, CALLERS, "request_too_large", failure);
            case ForeignOrigin _ -> problem(403, CALLERS, "foreign_origin", failure);
            case TooSlow _ -> {
                var slow = problem(408, CALLERS, "request_too_slow", failure);
                yield new Problem(408, slow.body(), null, Map.of("Connection", "close"));
            }
            case Unauthorized _ -> {
                var refused = problem(401, CALLERS, "invalid_api_key", failure);
                yield new Problem(401, refused.body(), null, Problems.CHALLENGE);
            }
            case Forbidden _ -> problem(403, CALLERS, "permission_denied", failure);
            case LimitReached limit ->
                problem(
                        429,
                        error(limit.message(), "rate_limit_error", null, "rate_limit_exceeded"),
                        limit.retryAfter());
            case BadHeader _ -> problem(400, CALLERS, "invalid_value", failure);
            case KeyReused _ -> problem(422, CALLERS, "idempotency_key_reused", failure);
            case StillRunning running ->
                problem(409, error(failure.message(), CALLERS, null, "idempotency_in_progress"), running.retryAfter());
            case Stopping _ -> problem(503, error(failure.message(), SERVERS, null, "stopping"), Duration.ofSeconds(5));
            case AnswerGone _ -> problem(409, CALLERS, "idempotency_answer_gone", failure);
            case RefusedByPolicy _ -> problem(400, "image_generation_user_error", "content_policy_violation", failure);
            case CoolingDown pause ->
                problem(429, error(failure.message(), "rate_limit_error", null, "cooling_down"), pause.retryAfter());
            case DictionaryRefused _ -> problem(422, CALLERS, "dictionary_refused", failure);
            case NotFound _ -> problem(404, CALLERS, "not_found", failure);
            case UnknownModel _ -> problem(404, error(failure.message(), CALLERS, "model", "model_not_found"), null);
            case BudgetSpent spent ->
                problem(402, error(spent.message(), "insufficient_quota", null, "budget_spent"), spent.retryAfter());
            case NoRoute _ -> problem(503, SERVERS, "no_route", failure);
            case Cancelled _ -> problem(499, SERVERS, "cancelled", failure);
            case DeadlinePassed _ -> problem(504, SERVERS, "deadline_passed", failure);
            case AllFailed all -> allFailed(all);
            case FromProvider provider -> fromProvider(provider);
        };
    }

    private static Problem fromProvider(FromProvider failure) {
        return switch (failure) {
            case RateLimited limited -> {
                var after = limited.retryAfter();
                yield problem(
                        429,
                        error(limited.message(), "rate_limit_error", null, "rate_limit_exceeded"),
                        after == null ? Problems.RETRY_WHEN_UNSAID : after);
            }
            case RefusedBySafety _ -> problem(400, "image_generation_user_error", "moderation_blocked", failure);
            case OutOfCredit _ -> problem(502, SERVERS, "provider_billing_error", failure);
            case BadCredentials _ -> problem(502, SERVERS, "provider_auth_error", failure);
            case RejectedByProvider _ -> problem(502, SERVERS, "provider_rejected", failure);
            case Unavailable _ -> problem(503, SERVERS, "provider_unavailable", failure);
            case UnknownOutcome _ -> problem(504, SERVERS, "provider_timeout", failure);
            case BadReply _ -> problem(502, SERVERS, "provider_bad_reply", failure);
        };
    }

    /** The last failure decides; the words tell of all. */
    private static Problem allFailed(AllFailed all) {
        var deciding = fromProvider(all.last());
        var body = deciding.body().deepCopy();
        if (body.path("error") instanceof ObjectNode error) {
            error.put("message", all.message());
        }
        return problem(deciding.status(), body, deciding.retryAfter());
    }

    private static Problem badRequest(BadRequest bad) {
        var first = bad.problems().getFirst();
        var code = switch (first.type()) {
            case String type when type.startsWith("type_error") -> "invalid_type";
            case "value_error" -> "invalid_value";
            default -> first.type();
        };
        return problem(400, error(bad.message(), CALLERS, first.path().getLast(), code), null);
    }

    /** A path that leads nowhere, or not by this method. */
    static Problem unrouted(int status, String method, String path) {
        return problem(
                status,
                error(
                        status == 405
                                ? "Not allowed to " + method + " on " + path
                                : "Invalid URL (" + method + " " + path + ")",
                        CALLERS,
                        null,
                        status == 405 ? "method_not_supported" : "unknown_url"),
                null);
    }

    /** Anything that nobody expected; the picture may have been paid for. */
    static Problem internal(String id) {
        var body = error(
                "internal error " + id + "; the bridge's log says more under this id", SERVERS, null, "internal_error");
        return new Problem(500, body, null, NO_RETRY);
    }

    private static Problem problem(int status, String type, String code, Failure failure) {
        return problem(status, error(failure.message(), type, null, code), null);
    }

    private static Problem problem(int status, ObjectNode body, @Nullable Duration retryAfter) {
        return new Problem(status, body, retryAfter);
    }

    private static ObjectNode error(String message, String type, @Nullable String param, String code) {
        var body = JsonNodeFactory.instance.objectNode();
        var error = body.putObject("error");
        error.put("message", message);
        error.put("type", type);
        error.put("param", param);
        error.put("code", code);
        return body;
    }
}
