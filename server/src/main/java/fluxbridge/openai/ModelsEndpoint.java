package fluxbridge.openai;

import fluxbridge.failure.Failure.NotFound;
import fluxbridge.failure.GatewayException;
import fluxbridge.route.Models;
import java.time.Instant;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/models} and {@code GET /v1/models/{id}} (a1111.md §4). */
public final class ModelsEndpoint {

    private final Models models;
    private final Instant created;

    /** @param created the time that every model carries */
    public ModelsEndpoint(Models models, Instant created) {
        this.models = models;
        this.created = created;
    }

    public ObjectNode list() {
        var reply = JsonNodeFactory.instance.objectNode();
        reply.put("object", "list");
        var data = reply.putArray("data");
        models.titles().forEach(title -> data.add(model(title)));
        return reply;
    }

    /** @throws GatewayException {@code NotFound} for an id that is not in the list */
    public ObjectNode one(String id) {
        return models.find(id)
                .map(choice -> model(choice.title()))
                .orElseThrow(() -> new GatewayException(new NotFound(
                        "model '" + id + "' not found; known models: " + String.join(", ", models.titles()))));
    }

    private ObjectNode model(String title) {
        var model = JsonNodeFactory.instance.objectNode();
        model.put("id", title);
        model.put("object", "model");
        model.put("created", created.getEpochSecond());
        model.put("owned_by", "flux-lora-bridge");
        model.put("name", title);
        return model;
    }
}
