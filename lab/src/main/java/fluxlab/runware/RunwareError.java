package fluxlab.runware;

import fluxlab.http.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One element of Runware's {@code errors}, thrown out of the task it ends. */
final class RunwareError extends RuntimeException {

    private final int status;
    private final transient ObjectNode body;

    RunwareError(int status, String code, String message) {
        super(code + ": " + message, null, false, false);
        this.status = status;
        this.body = Json.object().put("code", code).put("message", message);
    }

    /** A bad value of {@code parameter}, HTTP 400. */
    static RunwareError invalid(String code, String parameter, String type, String rule) {
        return new RunwareError(400, code, "Invalid value for '" + last(parameter) + "' parameter. " + rule)
                .with("parameter", parameter)
                .with("type", type)
                .with(
                        "documentation",
                        "https://runware.ai/docs/en/image-inference/api-reference#request-"
                                + last(parameter).toLowerCase(java.util.Locale.ROOT));
    }

    static RunwareError missing(String parameter) {
        return new RunwareError(
                        400,
                        "missing" + Character.toUpperCase(parameter.charAt(0)) + parameter.substring(1),
                        "Missing required parameter '" + parameter + "'.")
                .with("parameter", parameter);
    }

    private static String last(String parameter) {
        return parameter.substring(parameter.lastIndexOf('.') + 1);
    }

    RunwareError with(String name, String value) {
        body.put(name, value);
        return this;
    }

    RunwareError range(long min, long max) {
        body.put("min", min).put("max", max);
        return this;
    }

    RunwareError range(double min, double max) {
        body.put("min", min).put("max", max);
        return this;
    }

    RunwareError multiplier(int of) {
        body.put("multiplier", of);
        return this;
    }

    int status() {
        return status;
    }

    /** The element as Runware writes it, for the task it belongs to. */
    ObjectNode body(@Nullable String taskUuid, @Nullable String taskType) {
        var copy = body.deepCopy();
        if (taskUuid != null && !taskUuid.isEmpty()) {
            copy.put("taskUUID", taskUuid);
        }
        if (taskType != null && !taskType.isEmpty()) {
            copy.put("taskType", taskType);
        }
        return copy;
    }
}
