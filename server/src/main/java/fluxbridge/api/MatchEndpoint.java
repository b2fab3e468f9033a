package fluxbridge.api;

import fluxbridge.a1111.SceneFields;
import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Caller;
import fluxbridge.domain.ImageRequest;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Note;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.SceneContext;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure.BadRequest;
import fluxbridge.failure.GatewayException;
import fluxbridge.lora.DictionaryFile;
import fluxbridge.policy.PolicyGate;
import fluxbridge.prompt.PromptBuilder;
import fluxbridge.prompt.PromptBuilder.Explained;
import fluxbridge.prompt.presence.Decision;
import fluxbridge.route.Candidate;
import fluxbridge.route.Router;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /api/v1/match}: what would be drawn, and why, without drawing it.
 *
 * <p>Takes {@code text} (or {@code prompt}), {@code negative_prompt}, {@code visible} (or {@code visible_characters}),
 * {@code character_prompts}, {@code recent_messages}, {@code provider}.
 */
public final class MatchEndpoint {

    private static final int LONGEST_TEXT = 20_000;
    private static final Size ANY_SIZE = new Size(1024, 1024);

    private final PolicyGate policy;
    private final DictionaryFile dictionary;
    private final PromptBuilder prompts;
    private final Router router;

    public MatchEndpoint(PolicyGate policy, DictionaryFile dictionary, PromptBuilder prompts, Router router) {
        this.policy = policy;
        this.dictionary = dictionary;
        this.prompts = prompts;
        this.router = router;
    }

    /**
     * Goes the way of a request for pictures up to its plan.
     *
     * @throws GatewayException {@code BadRequest} when there is no text, {@code NoRoute} for a provider that is not enabled,
     *     {@code RefusedByPolicy} and {@code CoolingDown} as for pictures
     */
    public ObjectNode match(Caller caller, ObjectNode body) {
        var asked = request(body);
        var look = prompts.look(asked, dictionary.get());
        policy.check(caller, asked, look.loras());
        var explained = prompts.finish(look, 0);
        policy.check(caller, asked, explained.prepared());
        var reply = JsonNodeFactory.instance.objectNode();
        var mentions = reply.putArray("mentions");
        explained.findings().decisions().forEach(decision -> mentions.add(mention(decision)));
        var present = reply.putArray("present");
        explained.findings().present().forEach(present::add);
        loras(reply.putArray("loras"), explained.prepared().loras());
        notes(reply.putArray("notes"), explained.prepared().notes());
        reply.put("prompt", explained.prepared().prompt().text());
        reply.put("negative_prompt", explained.prepared().prompt().negative());
        providers(reply.putArray("providers"), explained);
        return reply;
    }

    private static ImageRequest request(ObjectNode body) {
        var text = body.path("text").asString(body.path("prompt").asString(""));
        if (text.isBlank() || text.length() > LONGEST_TEXT) {
            throw refused("text", "must be 1.." + LONGEST_TEXT + " characters, was " + text.length());
        }
        var unusable = new ArrayList<String>();
        var renamed = body.deepCopy();
        if (body.has("visible")) {
            renamed.set("visible_characters", body.path("visible"));
        }
        var scene = SceneFields.read(renamed, unusable);
        return new ImageRequest(
                new Prompt(text, body.path("negative_prompt").asString("")),
                ANY_SIZE,
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                null,
                null,
                provider(body.path("provider").asString("")),
                1,
                true,
                Mode.TXT2IMG,
                new SceneContext(scene.visible(), scene.prompts(), scene.recent()),
                unusable.isEmpty() ? List.of() : List.of(new Note("Ignored", String.join(", ", unusable))));
    }

    private static @Nullable ProviderId provider(String name) {
        try {
            return name.isBlank() ? null : new ProviderId(name.strip());
        } catch (IllegalArgumentException _) {
            throw refused("provider", "'" + name + "' is not the name of a provider");
        }
    }

    private static GatewayException refused(String field, String why) {
        return new GatewayException(
                new BadRequest(List.of(new BadRequest.Problem(List.of("body", field), why, "value_error"))));
    }

    private static ObjectNode mention(Decision decision) {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("text", decision.text());
        node.put("start", decision.start());
        node.put("end", decision.end());
        node.put("id", decision.ids().size() == 1 ? decision.ids().getFirst() : null);
        var ids = node.putArray("ids");
        decision.ids().forEach(ids::add);
        node.put("present", decision.present());
        node.put("rule", decision.rule());
        node.put("confidence", decision.confidence());
        return node;
    }

    private static void loras(ArrayNode list, List<AppliedLora> loras) {
        for (var applied : loras) {
            var node = list.addObject();
            node.put("id", applied.id());
            node.put("weight", applied.weight());
            node.put("reason", applied.reason());
        }
    }

    private static void notes(ArrayNode list, List<Note> notes) {
        notes.forEach(note -> list.add(note.toString()));
    }

    private void providers(ArrayNode list, Explained explained) {
        var chosen = explained.prepared().loras();
        for (var candidate : router.plan(explained.prepared(), null).candidates()) {
            provider(list.addObject(), candidate, chosen);
        }
    }

    private static void provider(ObjectNode node, Candidate candidate, List<AppliedLora> chosen) {
        node.put("provider", candidate.provider().id().value());
        node.put("prompt", candidate.prompt().text());
        node.put("negative_prompt", candidate.prompt().negative());
        loras(node.putArray("loras"), candidate.loras());
        var kept = new HashSet<>(candidate.loras().stream().map(AppliedLora::id).toList());
        var dropped = node.putArray("dropped");
        chosen.stream().map(AppliedLora::id).filter(id -> !kept.contains(id)).forEach(dropped::add);
        notes(node.putArray("notes"), candidate.notes());
    }
}
