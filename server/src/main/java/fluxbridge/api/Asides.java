package fluxbridge.api;

import fluxbridge.domain.Caller;
import fluxbridge.failure.GatewayException;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Questions asked aside, for a page of SillyTavern, which reaches the bridge through SillyTavern's server only. That server forwards the query
 * of its address, and the body of txt2img, unread; of the answers it hands on the names of the samplers, and the body of txt2img
 * (sillytavern.md, part a).
 *
 * <ul>
 *   <li>{@code GET /sdapi/v1/samplers?bridge_ask={"job":"task-1"}} answers {@code [{"name":"{\"job\":{…}}"}]}
 *   <li>{@code POST /sdapi/v1/txt2img} with {@code "bridge_ask":{"match":{…}}} answers {@code {"images":[],"bridge":{"match":{…}}}} and draws
 *       nothing. It counts as a request for pictures, so it is for what is long and rare.
 * </ul>
 *
 * <p>Each question is answered under its name; null where there is no answer.
 */
public final class Asides {

    public static final String FIELD = "bridge_ask";

    /** Answers one question of a caller, null for no answer. */
    @FunctionalInterface
    public interface Answerer extends BiFunction<Caller, JsonNode, @Nullable JsonNode> {}

    private final Map<String, Answerer> inQuery;
    private final Map<String, Answerer> inBody;

    /**
     * Answerers by the names of their questions.
     *
     * @param inQuery for whoever may ask for lists
     * @param inBody for whoever may ask for pictures
     */
    public Asides(Map<String, Answerer> inQuery, Map<String, Answerer> inBody) {
        this.inQuery = Map.copyOf(inQuery);
        this.inBody = Map.copyOf(inBody);
    }

    /** Null when the body asks nothing. */
    public @Nullable ObjectNode answer(Caller caller, ObjectNode body) {
        if (!(body.get(FIELD) instanceof ObjectNode questions)) {
            return null;
        }
        var reply = JsonNodeFactory.instance.objectNode();
        reply.putArray("images");
        reply.set("bridge", answers(inBody, caller, questions));
        return reply;
    }

    /**
     * In the form of a list of samplers.
     *
     * @param text the questions as JSON; null when the query asks nothing
     */
    public @Nullable List<Map<String, String>> answer(Caller caller, @Nullable String text) {
        var questions = text == null ? null : read(text);
        return questions == null
                ? null
                : List.of(Map.of("name", answers(inQuery, caller, questions).toString()));
    }

    private static @Nullable ObjectNode read(String text) {
        try {
            return JsonMapper.shared().readTree(text) instanceof ObjectNode questions ? questions : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    private static ObjectNode answers(Map<String, Answerer> answerers, Caller caller, ObjectNode questions) {
        var answers = JsonNodeFactory.instance.objectNode();
        for (var question : questions.properties()) {
            var answerer = answerers.get(question.getKey());
            answers.set(question.getKey(), answerer == null ? null : answer(answerer, caller, question.getValue()));
        }
        return answers;
    }

    private static @Nullable JsonNode answer(Answerer answerer, Caller caller, JsonNode asked) {
        try {
            return answerer.apply(caller, asked);
        } catch (GatewayException _) {
            return null;
        }
    }
}
