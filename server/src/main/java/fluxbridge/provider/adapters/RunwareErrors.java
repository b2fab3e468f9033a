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
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.provider.HttpReply;
import fluxbridge.provider.Vendor;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One entry of Runware's {@code errors}. The list of codes is long and changes, so they are told apart by their parts, as the vendor's own
 * SDK does (providers-1.md §1.7).
 *
 * @param parameter the field it is about, empty when it does not say
 */
record RunwareErrors(String code, String message, String parameter) {

    private static final ProviderId ID = RunwareProvider.ID;

    private static final Set<String> SAFETY = Set.of(
            "contentPolicyViolation",
            "providerContentPolicyViolation",
            "sensitiveContentDetected",
            "unsafeContentDetected",
            "nsfwContentDetected",
            "promptBlocked",
            "imageBlocked",
            "moderationFailed");

    private static final List<String> AUTH = List.of(
            "ApiKey",
            "unauthorized",
            "forbidden",
            "permissionDenied",
            "insufficientPermissions",
            "authentication",
            "authTimeout",
            "invalidCredentials",
            "tokenExpired",
            "Suspended");

    private static final Set<String> TROUBLE = Set.of(
            "internalServerError",
            "serviceUnavailable",
            "serverUnavailable",
            "standardError",
            "unknownError",
            "inferenceError",
            "processingFailed",
            "taskFailed",
            "downloadFailed",
            "uploadFailed",
            "noAvailableServer",
            "modelUnavailable",
            "modelDisabled",
            "modelNotReady");

    /** The error of a task in an answer of any of the vendor's shapes; an error that names no task counts as everyone's. */
    static Optional<RunwareErrors> find(JsonNode body, String taskId) {
        for (var error : body.path("errors")) {
            var task = error.path("taskUUID").asString("");
            if (task.isEmpty() || task.equals(taskId)) {
                return Optional.of(of(error));
            }
        }
        if (body.path("error").isObject()) {
            return Optional.of(of(body.path("error")));
        }
        for (var item : body.path("data")) {
            if (item.path("status").asString("").equals("error")
                    && item.path("taskUUID").asString("").equals(taskId)) {
                return Optional.of(of(item.path("error")));
            }
        }
        return Optional.empty();
    }

    private static RunwareErrors of(JsonNode error) {
        var parameter = error.path("parameter");
        return new RunwareErrors(
                error.path("code").asString("unknownError"),
                error.path("message").asString(""),
                parameter.isArray() ? parameter.path(0).asString("") : parameter.asString(""));
    }

    /** The task is not known, so it was never taken on or has expired. */
    boolean isUnknownTask() {
        return code.endsWith("NotFound") || code.equals("taskFailedOrNotFound");
    }

    /** It is about one of the LoRAs. */
    boolean isAboutLora() {
        return parameter.startsWith("lora");
    }

    FromProvider failure(Vendor vendor, HttpReply reply) {
        var said = code + (message.isEmpty() ? "" : ": " + vendor.excerpt(message));
        if (containsAny("Credits", "Quota", "Balance") || code.equals("paymentRequired")) {
            return new OutOfCredit(ID, "has no credit left (" + said + "); top up at https://my.runware.ai", null);
        }
        if (code.contains("RateLimit") || reply.status() == 429) {
            return new RateLimited(
                    ID,
                    "asks to slow down (" + said + ")",
                    reply.retryAfter(Clock.systemUTC()).orElse(null));
        }
        if (SAFETY.contains(code)) {
            return new RefusedBySafety(ID, "declined the request (" + said + ")", Money.ZERO);
        }
        if (AUTH.stream().anyMatch(code::contains)) {
            return new BadCredentials(ID, "does not accept RUNWARE_API_KEY (" + said + ")");
        }
        if (code.contains("Timeout")) {
            return new UnknownOutcome(ID, "gave up (" + said + "); it may have been billed");
        }
        if (isUnknownTask()) {
            return new Unavailable(ID, "does not know the task (" + said + ")");
        }
        if (TROUBLE.contains(code) || code.startsWith("provider") || reply.status() >= 500) {
            return new Unavailable(ID, "is in trouble (" + said + ")");
        }
        return new RejectedByProvider(
                ID,
                "does not accept the request (" + said + (parameter.isEmpty() ? "" : ", parameter " + parameter) + ")");
    }

    private boolean containsAny(String... parts) {
        return List.of(parts).stream().anyMatch(code::contains);
    }
}
