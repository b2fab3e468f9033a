package fluxbridge.provider.adapters;

import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.BadCredentials;
import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RateLimited;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.provider.HttpReply;
import fluxbridge.provider.Vendor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What FAL says is wrong. The type decides, as its documentation asks; the words are only passed on, and {@code input}, which may echo a whole
 * picture, is not read (providers-2.md §1.7).
 *
 * @param type of {@code detail[0]}, else {@code error_type}; empty when FAL gives none
 * @param message FAL's own words
 * @param field the parameter it is about, such as {@code loras.0.path}; empty when it does not say
 */
record FalErrors(String type, String message, String field) {

    private static final ProviderId ID = FalProvider.ID;

    /** The runner or what is behind it broke down; FAL bills none of these. */
    private static final Set<String> TROUBLE = Set.of(
            "internal_server_error",
            "internal_error",
            "downstream_service_unavailable",
            "downstream_service_error",
            "generation_timeout",
            "request_timeout",
            "startup_timeout",
            "client_cancelled",
            "client_disconnected");

    /** A body in one of FAL's three shapes: a {@code detail} array, a {@code detail} text, {@code error} or {@code message}. */
    static FalErrors of(JsonNode body) {
        var detail = body.path("detail");
        var type = body.path("error_type").asString("");
        if (detail.isArray() && !detail.isEmpty()) {
            var first = detail.path(0);
            return new FalErrors(
                    first.path("type").asString(type), first.path("msg").asString(""), field(first.path("loc")));
        }
        if (detail.isString()) {
            return new FalErrors(type, detail.asString(), "");
        }
        var error = body.path("error");
        return new FalErrors(
                type, error.isString() ? error.asString() : body.path("message").asString(""), "");
    }

    private static String field(JsonNode place) {
        var names = new ArrayList<String>();
        for (var name : place) {
            names.add(name.asString(""));
        }
        return String.join(".", names.isEmpty() ? names : names.subList(1, names.size()));
    }

    /** True for the answer to a result that is asked for too early, which comes with more than one status code. */
    static boolean isStillInProgress(JsonNode body) {
        var detail = body.path("detail");
        return detail.isString() && detail.asString().toLowerCase(Locale.ROOT).contains("still in progress");
    }

    /** True when FAL named the error, so that it is about the request and not about reaching FAL. */
    boolean isTyped() {
        return !type.isEmpty();
    }

    /**
     * What became of a request.
     *
     * @param status of the answer; 0 when the failure stands in a status that was fetched without trouble
     * @param billed what FAL reports as billed, null when it does not say
     * @return empty when neither the type nor the status says anything in particular
     */
    Optional<FromProvider> failure(Vendor vendor, int status, Optional<Duration> retryAfter, @Nullable Money billed) {
        var said = said(vendor, status);
        if (type.equals("content_policy_violation")) {
            return Optional.of(new RefusedBySafety(
                    ID, "declined the request (" + said + ")", billed == null ? Money.ZERO : billed));
        }
        if (isOutOfCredit(status)) {
            return Optional.of(new OutOfCredit(
                    ID, "has no credit left (" + said + "); top up at https://fal.ai/dashboard/billing", null));
        }
        if (type.equals("concurrent_requests_limit") || status == 429) {
            return Optional.of(new RateLimited(ID, "asks to slow down (" + said + ")", retryAfter.orElse(null)));
        }
        if (status == 401 || status == 403) {
            return Optional.of(new BadCredentials(ID, "does not accept FAL_API_KEY (" + said + ")"));
        }
        if (TROUBLE.contains(type) || type.startsWith("runner_")) {
            return Optional.of(new Unavailable(ID, "did not make the picture (" + said + ")"));
        }
        if (isTyped() && (status < 500 || status == 0)) {
            return Optional.of(new RejectedByProvider(
                    ID, "does not accept the request (" + said + (field.isEmpty() ? "" : ", field " + field) + ")"));
        }
        return Optional.empty();
    }

    private boolean isOutOfCredit(int status) {
        // FAL has no type for it; the words are those of many users' logs.
        var words = message.toLowerCase(Locale.ROOT);
        return status == 402 || (status == 403 && (words.contains("balance") || words.contains("user is locked")));
    }

    /** The status, the type and the words, as far as there are any. */
    private String said(Vendor vendor, int status) {
        var parts = new ArrayList<String>();
        if (status != 0) {
            parts.add(Integer.toString(status));
        }
        if (isTyped()) {
            parts.add(vendor.excerpt(type));
        }
        if (!message.isBlank()) {
            parts.add(vendor.excerpt(message));
        }
        return parts.isEmpty() ? "without a reason" : String.join(": ", parts);
    }

    /** True for a status after which the same question is worth asking again. */
    static boolean isPassing(HttpReply reply) {
        return reply.status() == 408 || reply.status() == 409 || reply.status() == 429 || reply.status() >= 500;
    }
}
