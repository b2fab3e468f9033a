package fluxbridge.a1111;

import fluxbridge.domain.Lora;
import fluxbridge.lora.DictionaryFile;
import fluxbridge.prompt.styles.PromptStyles;
import fluxbridge.route.Models;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The list routes, each item with all its keys (a1111.md §1.9), and the constants that clients ask for. */
public final class Lists {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Models models;
    private final DictionaryFile dictionary;
    private final PromptStyles styles;
    private final String version;

    public Lists(Models models, DictionaryFile dictionary, PromptStyles styles, String version) {
        this.models = models;
        this.dictionary = dictionary;
        this.styles = styles;
        this.version = version;
    }

    /** {@code GET /sdapi/v1/sd-models}. */
    public ArrayNode models() {
        var list = JSON.arrayNode();
        for (var title : models.titles()) {
            var item = list.addObject();
            item.put("title", title);
            item.put("model_name", title);
            item.putNull("hash");
            item.putNull("sha256");
            item.put("filename", "/models/" + title + ".safetensors");
            item.putNull("config");
        }
        return list;
    }

    /** {@code GET /sdapi/v1/samplers}: one, since a hosted Flux picks its own. */
    public ArrayNode samplers() {
        var list = JSON.arrayNode();
        var item = list.addObject();
        item.put("name", Txt2ImgBody.SAMPLER);
        item.putArray("aliases").add("k_euler");
        item.putObject("options");
        return list;
    }

    /** {@code GET /sdapi/v1/schedulers}. */
    public ArrayNode schedulers() {
        var list = JSON.arrayNode();
        for (var scheduler : List.of(List.of("automatic", "Automatic"), List.of("simple", "Simple"))) {
            var item = list.addObject();
            item.put("name", scheduler.getFirst());
            item.put("label", scheduler.getLast());
            item.putNull("aliases");
            item.put("default_rho", -1);
            item.put("need_inner_model", scheduler.getFirst().equals("simple"));
        }
        return list;
    }

    /** {@code GET /sdapi/v1/upscalers}: "None" stands first, since SillyTavern puts the latent modes after the first. */
    public ArrayNode upscalers() {
        var list = JSON.arrayNode();
        var names = new ArrayList<>(List.of("None"));
        names.addAll(Upscale.NAMES);
        for (var name : names) {
            var item = list.addObject();
            item.put("name", name);
            item.putNull("model_name");
            item.putNull("model_path");
            item.putNull("model_url");
            item.put("scale", 4);
        }
        return list;
    }

    /** {@code GET /sdapi/v1/latent-upscale-modes}. */
    public ArrayNode latentUpscaleModes() {
        var list = JSON.arrayNode();
        list.addObject().put("name", "Latent");
        return list;
    }

    /** {@code GET /sdapi/v1/loras}: the dictionary; the names are what a {@code <lora:…>} tag takes. */
    public ArrayNode loras() {
        var list = JSON.arrayNode();
        for (Lora lora : dictionary.get().loras()) {
            var item = list.addObject();
            item.put("name", lora.id());
            item.put("alias", lora.name());
            item.put("path", "/loras/" + lora.id() + ".safetensors");
            var metadata = item.putObject("metadata");
            metadata.put("category", lora.category().wireName());
            metadata.put("weight", lora.weight());
            var words = metadata.putArray("trigger_words");
            lora.triggerWords().forEach(words::add);
        }
        return list;
    }

    /** {@code GET /sdapi/v1/prompt-styles}: what {@code styles} in a request may name. */
    public ArrayNode styles() {
        var list = JSON.arrayNode();
        for (var style : styles.all()) {
            var item = list.addObject();
            item.put("name", style.name());
            item.put("prompt", style.prompt());
            item.put("negative_prompt", style.negative());
        }
        return list;
    }

    /** {@code GET /sdapi/v1/embeddings}. */
    public ObjectNode embeddings() {
        var embeddings = JSON.objectNode();
        embeddings.putObject("loaded");
        embeddings.putObject("skipped");
        return embeddings;
    }

    /** {@code GET /sdapi/v1/scripts}. */
    public ObjectNode scripts() {
        var scripts = JSON.objectNode();
        scripts.putArray("txt2img");
        scripts.putArray("img2img");
        return scripts;
    }

    /** {@code GET /sdapi/v1/cmd-flags}. */
    public ObjectNode flags() {
        return JSON.objectNode().put("api", true);
    }

    /** {@code GET /sdapi/v1/memory}: the bridge's own heap; there is no GPU here. */
    public ObjectNode memory() {
        var runtime = Runtime.getRuntime();
        var memory = JSON.objectNode();
        var ram = memory.putObject("ram");
        ram.put("free", runtime.freeMemory());
        ram.put("used", runtime.totalMemory() - runtime.freeMemory());
        ram.put("total", runtime.maxMemory());
        memory.putObject("cuda").put("error", "unavailable");
        return memory;
    }

    /** {@code GET /internal/sysinfo}: what a client can learn of the machine, which is next to nothing. */
    public ObjectNode sysinfo() {
        var info = JSON.objectNode();
        info.put("Platform", "Java " + Runtime.version().feature());
        info.put("Python", "");
        info.put("Version", "flux-lora-bridge " + version);
        info.put("Commit", "");
        info.putObject("Config");
        return info;
    }

    /** {@code GET /queue/status}: Gradio's queue, in which nobody waits. */
    public ObjectNode queue() {
        return JSON.objectNode().put("msg", "estimation").put("queue_size", 0).put("queue_eta", 0);
    }

    /** A list that is always empty here: hypernetworks, face restorers, VAEs and the like. */
    public JsonNode none() {
        return JSON.arrayNode();
    }
}
