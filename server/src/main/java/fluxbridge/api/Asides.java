package fluxbridge.api;

import fluxbridge.domain.Caller;
import fluxbridge.failure.GatewayException;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Questions in the body of {@code POST /sdapi/v1/txt2img}: {@code {"bridge_ask": {"job": "task-1"}}}. A page of SillyTavern reaches the bridge
 * through SillyTavern's server only, which forwards this one route with its body and answer whole. A body with this field draws nothing.
 *
 * <p>The answer is {@code {"images":[],"bridge":{…}}}, each question answered under its name; null where there is no answer.
 */
public final class Asides {

    private static final String FIELD = "bridge_ask";

    /** Answers one question of a caller, null for no answer. */
    @FunctionalInterface
    public interface Answerer extends BiFunction<Caller, JsonNode, @Nullable JsonNode> {}

    private final Map<String, Answerer> answerers;

    /** @param answerers by the names of their questions */
    public Asides(Map<String, Answerer> answerers) {
        this.answerers = Map.copyOf(answerers);
    }

    /** The questions about jobs ({@code job}, {@code cancel}), about who is in a picture ({@code match}) and the bridge itself ({@code about}). */
    public static Map<String, Answerer> usual(JobsEndpoint jobs, MatchEndpoint match, String version) {
        var about = JsonNodeFactory.instance
                .objectNode()
                .put("name", "Flux LoRA Bridge")
                .put("version", version);
        return Map.of(
                "job", (caller, name) -> jobs.one(caller, name.asString("")),
                "cancel", (caller, name) -> jobs.cancel(caller, name.asString("")),
                "match", (_, body) -> body instanceof ObjectNode object ? match.match(object) : null,
                "about", (_, _) -> about);
    }

    /** Null when the body asks nothing. */
    public @Nullable ObjectNode answer(Caller caller, ObjectNode body) {
        if (!(body.get(FIELD) instanceof ObjectNode questions)) {
            return null;
        }
        var reply = JsonNodeFactory.instance.objectNode();
        reply.putArray("images");
        var answers = reply.putObject("bridge");
        for (var question : questions.properties()) {
            var answerer = answerers.get(question.getKey());
            answers.set(question.getKey(), answerer == null ? null : answer(answerer, caller, question.getValue()));
        }
        return reply;
    }

    private static @Nullable JsonNode answer(Answerer answerer, Caller caller, JsonNode asked) {
        try {
            return answerer.apply(caller, asked);
        } catch (GatewayException _) {
            return null;
        }
    }
}
