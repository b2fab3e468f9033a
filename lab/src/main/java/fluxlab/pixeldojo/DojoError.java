package fluxlab.pixeldojo;

import fluxlab.http.Answer;
import fluxlab.http.Json;
import tools.jackson.databind.node.ObjectNode;

/** Pixel Dojo's error answer, thrown out of the request it ends. */
final class DojoError extends RuntimeException {

    private final int status;
    private final String code;

    DojoError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static DojoError invalid(String message) {
        return new DojoError(400, "invalid_request", message);
    }

    Answer answer() {
        return Answer.json(status, body(status, code, String.valueOf(getMessage())));
    }

    static ObjectNode body(int status, String code, String message) {
        var error = Json.object().put("code", code).put("message", message).put("status", status);
        var body = Json.object();
        body.set("error", error);
        return body;
    }
}
