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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * One entry of Runware's {@code errors}. The list of codes is long and changes, so they are told apart by their parts, as the vendor's own
 * SDK does (providers-1.md §1.7).
 *
 * @param code empty when it has none; then the status decides
 * @param parameter the field it is about, empty when it does not say
 * @param taskId the task it is about, empty when it does not say
 */
record RunwareErrors(String code, String message, String parameter, String taskId) {

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

    private static final Pattern AUTH = Pattern.compile(
            ".*apikey.*|unauthorized|forbidden|permissiondenied|insufficientpermissions|authentication.*|authtimeout"
                    + "|invalidcredentials|tokenexpired.*|(account|organization|workspace).*(suspended|disabled)");

    private static final Set<String> TROUBLE = Set.of(
            "internalServerError",
            "serviceUnavailable",
            "serverUnavailable",
            "standardError",
            "unknownError",
            "taskCancelled",
            "inferenceError",
            "processingFailed",
            "taskFailed",
            "downloadFailed",
            "uploadFailed",
            "noAvailableServer",
            "modelUnavailable",
            "modelDisabled",
            "modelNotReady");

    private static final Pattern LORA_INDEX = Pattern.compile("lora\\[(\\d{1,3})]");

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
                return Optional.of(of(item.path("error")).about(taskId));
            }
        }
        return Optional.empty();
    }

    private static RunwareErrors of(JsonNode error) {
        var parameter = error.path("parameter");
        return new RunwareErrors(
                error.path("code").asString(""),
                error.path("message").asString(""),
                parameter.isArray() ? parameter.path(0).asString("") : parameter.asString(""),
                error.path("taskUUID").asString(""));
    }

    private RunwareErrors about(String task) {
        return new RunwareErrors(code, message, parameter, task);
    }

    /** The task is not known: it was never taken on, or it has expired. */
    boolean isUnknownTask() {
        return code.equals("taskFailedOrNotFound") || code.equals("taskNotFound") || code.equals("taskExpired");
    }

    /** A task with this id exists already. */
    boolean isConflict() {
        return code.equals("conflictTaskUUID");
    }

    /** One of the LoRAs is not known, by whatever code: the parameter names its model. */
    boolean isUnknownLora() {
        return parameter.startsWith("lora") && (parameter.endsWith("model") || code.endsWith("Model"));
    }

    /** The place of the LoRA it is about, from 0; -1 when it does not say. */
    int loraIndex() {
        var matcher = LORA_INDEX.matcher(parameter);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    FromProvider failure(Vendor vendor, HttpReply reply) {
        if (code.isEmpty()
                && vendor.failure(reply, message).failure() instanceof FromProvider byStatus
                && !reply.ok()) {
            return byStatus;
        }
        var said = (code.isEmpty() ? "an error without a code" : vendor.excerpt(code))
                + (message.isEmpty() ? "" : ": " + vendor.excerpt(message));
        var folded = code.toLowerCase(Locale.ROOT);
        if (folded.matches(".*(credits|quota|balance).*|paymentrequired")) {
            return new OutOfCredit(ID, "has no credit left (" + said + "); top up at https://my.runware.ai", null);
        }
        if (folded.contains("ratelimit") || reply.status() == 429) {
            return new RateLimited(
                    ID,
                    "asks to slow down (" + said + ")",
                    reply.retryAfter(vendor::now).orElse(null));
        }
        if (SAFETY.contains(code)) {
            return new RefusedBySafety(ID, "declined the request (" + said + ")", Money.ZERO);
        }
        if (AUTH.matcher(folded).matches()) {
            return new BadCredentials(ID, "does not accept RUNWARE_API_KEY (" + said + ")");
        }
        if (folded.contains("timeout")) {
            return new UnknownOutcome(ID, "gave up (" + said + "); it may have been billed");
        }
        if (isUnknownTask()) {
            return new UnknownOutcome(ID, "no longer knows the task (" + said + "); it may have been billed");
        }
        if (TROUBLE.contains(code) || code.isEmpty() || code.startsWith("provider") || reply.status() >= 500) {
            return new Unavailable(ID, "is in trouble (" + said + ")");
        }
        return new RejectedByProvider(
                ID,
                "does not accept the request (" + said + (parameter.isEmpty() ? "" : ", parameter " + parameter) + ")");
    }
}
