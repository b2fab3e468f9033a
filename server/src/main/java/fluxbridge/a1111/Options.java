package fluxbridge.a1111;

import fluxbridge.domain.Caller;
import fluxbridge.failure.Failure.BadRequest;
import fluxbridge.failure.Failure.UnknownModel;
import fluxbridge.failure.GatewayException;
import fluxbridge.route.Models;
import fluxbridge.store.OptionsStore;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /sdapi/v1/options}, per caller and persisted. Only the model can be changed; the other keys are what clients look for before they
 * work at all (a1111.md §1.7). {@code forge_preset} is never among them: SillyTavern takes it for a Forge.
 */
public final class Options {

    private static final String MODEL = "sd_model_checkpoint";

    private final OptionsStore store;
    private final Models models;
    private final String samplesFormat;

    /** @param samplesFormat {@code png} or {@code jpeg} */
    public Options(OptionsStore store, Models models, String samplesFormat) {
        this.store = store;
        this.models = models;
        this.samplesFormat = samplesFormat;
    }

    /** The caller's current model; {@code auto} when the one chosen earlier is no longer offered. */
    public Models.Choice model(Caller caller) {
        return models.find(store.get(caller).getOrDefault(MODEL, Models.AUTO))
                .or(() -> models.find(Models.AUTO))
                .orElseThrow();
    }

    /** @param title one of {@link Models#titles} */
    void chooseModel(Caller caller, String title) {
        store.put(caller, MODEL, title);
    }

    /** {@code GET /sdapi/v1/options}. */
    public ObjectNode get(Caller caller) {
        var options = JsonNodeFactory.instance.objectNode();
        options.put("samples_format", samplesFormat);
        options.put(MODEL, model(caller).title());
        options.put("sd_checkpoint_hash", "");
        options.put("sd_vae", "Automatic");
        options.put("CLIP_stop_at_last_layers", 1);
        options.put("sd_lora", "None");
        options.putNull("face_restoration_model");
        options.put("jpeg_quality", 80);
        options.put("webp_lossless", false);
        options.put("enable_pnginfo", true);
        options.put("live_previews_enable", true);
        options.put("show_progress_every_n_steps", 10);
        return options;
    }

    /**
     * {@code POST /sdapi/v1/options}: any subset; keys that have no effect here are taken and ignored, since clients post back all they got.
     *
     * @throws GatewayException {@code UnknownModel} when the model is not one of the titles, {@code BadRequest} when it is no title at all
     */
    public void set(Caller caller, ObjectNode body) {
        var fields = new BodyFields(body);
        var wanted = fields.text(MODEL).or(() -> fields.text("model_name")).filter(name -> !name.isBlank());
        fields.check();
        if (wanted.isEmpty()) {
            return;
        }
        var name = wanted.get();
        if (name.contains("../") || name.contains("..\\")) {
            throw new GatewayException(BadRequest.field(MODEL, "'" + name + "' is a path, not the title of a model"));
        }
        var choice = models.find(name)
                .orElseThrow(() -> new GatewayException(new UnknownModel(name, String.join(", ", models.titles()))));
        chooseModel(caller, choice.title());
    }
}
