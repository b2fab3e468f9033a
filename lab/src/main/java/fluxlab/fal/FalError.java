package fluxlab.fal;

import fluxlab.http.Answer;
import fluxlab.http.Json;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** One failure in one of FAL's two shapes: a model's ({@code detail} array) or the platform's ({@code detail} text and {@code error_type}). */
final class FalError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Set<String> PLATFORM = Set.of(
            "request_timeout",
            "startup_timeout",
            "runner_scheduling_failure",
            "runner_connection_timeout",
            "runner_disconnected",
            "runner_connection_refused",
            "runner_connection_error",
            "runner_incomplete_response",
            "runner_server_error",
            "internal_error",
            "client_disconnected",
            "client_cancelled",
            "bad_request");

    private final int status;
    private final String type;
    private final transient ObjectNode body;

    private FalError(int status, String type, String message, ObjectNode body) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.body = body;
    }

    /** A bad value in the input, 422; {@code place} is the path below {@code body}. */
    static FalError input(String type, String message, Object... place) {
        return model(422, type, message, place);
    }

    private static FalError model(int status, String type, String message, Object... place) {
        var loc = Json.array().add("body");
        for (var part : place) {
            if (part instanceof Integer index) {
                loc.add(index);
            } else {
                loc.add(part.toString());
            }
        }
        var detail = Json.object();
        detail.set("loc", loc);
        detail.put("msg", message).put("type", type).put("url", "https://docs.fal.ai/errors/#" + type);
        var body = Json.object();
        body.set("detail", Json.array().add(detail));
        return new FalError(status, type, message, body);
    }

    /** A refusal with words only. */
    static FalError plain(int status, String message) {
        return new FalError(status, "", message, Json.object().put("detail", message));
    }

    /** The failure that FAL calls {@code type}, as a script asks for it. */
    static FalError of(String type) {
        if (PLATFORM.contains(type)) {
            var body = Json.object().put("detail", words(type)).put("error_type", type);
            return new FalError(platformStatus(type), type, words(type), body);
        }
        return switch (type) {
            case "internal_server_error", "downstream_service_unavailable" -> model(500, type, "Internal server error");
            case "generation_timeout" -> model(504, type, "Generation timeout");
            case "downstream_service_error" -> model(400, type, "Downstream service error");
            case "content_policy_violation" ->
                input(
                        type,
                        "The content could not be processed because it contained material flagged by a content checker.",
                        "prompt");
            case "no_media_generated" -> input(type, "The model did not generate the expected output for this prompt.");
            default -> input(type, "The input is not accepted: " + type, "prompt");
        };
    }

    private static int platformStatus(String type) {
        return switch (type) {
            case "request_timeout", "startup_timeout" -> 504;
            case "runner_incomplete_response" -> 502;
            case "runner_server_error", "internal_error" -> 500;
            case "client_disconnected", "client_cancelled" -> 499;
            case "bad_request" -> 400;
            default -> 503;
        };
    }

    private static String words(String type) {
        return switch (type) {
            case "request_timeout" -> "Request timed out";
            case "client_cancelled" -> "Request was cancelled";
            default -> "The request failed: " + type;
        };
    }

    /** Whether the status of a request already tells it, and not only its result. */
    boolean isPlatform() {
        return PLATFORM.contains(type);
    }

    /** FAL's type, empty where it has none. */
    String type() {
        return type;
    }

    ObjectNode body() {
        return body.deepCopy();
    }

    Answer answer(String requestId) {
        var headers = requestId.isEmpty() ? Map.<String, String>of() : Map.of("x-fal-request-id", requestId);
        return Answer.json(status, body(), headers);
    }
}
