package fluxlab.together;

import fluxlab.http.Answer;
import fluxlab.http.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Together's error answer, thrown out of the request it ends. */
final class TogetherError extends RuntimeException {

    private final int status;
    private final String type;
    private final @Nullable String parameter;
    private final @Nullable String code;

    TogetherError(int status, String type, String message, @Nullable String parameter, @Nullable String code) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.parameter = parameter;
        this.code = code;
    }

    /** A bad value of {@code parameter}, HTTP 400. */
    static TogetherError invalid(String parameter, String rule) {
        return new TogetherError(
                400, "invalid_request_error", "Invalid value for " + parameter + ": " + rule, parameter, null);
    }

    static TogetherError noModel(String model) {
        return new TogetherError(
                404, "invalid_request_error", "Unable to access model " + model + ".", null, "model_not_available");
    }

    Answer answer() {
        return Answer.json(status, body(String.valueOf(getMessage()), type, parameter, code));
    }

    static ObjectNode body(String message, String type, @Nullable String parameter, @Nullable String code) {
        var error = Json.object().put("message", message).put("type", type);
        error.put("param", parameter).put("code", code);
        var body = Json.object();
        body.set("error", error);
        return body;
    }
}
