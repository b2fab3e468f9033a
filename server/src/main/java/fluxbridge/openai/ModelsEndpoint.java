package fluxbridge.openai;

import fluxbridge.failure.GatewayException;
import java.time.Instant;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/models} and {@code GET /v1/models/{id}} (a1111.md §4). */
public final class ModelsEndpoint {

    private final ModelNames names;
    private final Instant created;

    /** @param created the time that every model carries */
    public ModelsEndpoint(ModelNames names, Instant created) {
        this.names = names;
        this.created = created;
    }

    public ObjectNode list() {
        var reply = JsonNodeFactory.instance.objectNode();
        reply.put("object", "list");
        var data = reply.putArray("data");
        names.all().forEach(name -> data.add(model(name)));
        return reply;
    }

    /**
     * One model; an alias keeps its name.
     *
     * @throws GatewayException {@code UnknownModel} for an id that stands for none
     */
    public ObjectNode one(String id) {
        var choice = names.choice(id);
        return model(names.all().contains(id) ? id : choice.title());
    }

    private ObjectNode model(String id) {
        var model = JsonNodeFactory.instance.objectNode();
        model.put("id", id);
        model.put("object", "model");
        model.put("created", created.getEpochSecond());
        model.put("owned_by", "flux-lora-bridge");
        model.put("name", id);
        return model;
    }
}
