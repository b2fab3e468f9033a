package fluxbridge.provider.adapters;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Lora;
import fluxbridge.domain.Note;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.provider.Vendor;
import fluxbridge.provider.WireJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The arguments of {@code /run_lora} (providers-2.md §3.4): named here, put in the deployed function's order by its signature, and a default
 * for every parameter that the bridge does not know.
 */
final class HfArguments {

    static final String LORAS = "lora_strings_json";

    private static final ProviderId ID = HfProvider.ID;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern HUB_FILE =
            Pattern.compile("https://huggingface\\.co/([^/]+/[^/]+)/(?:resolve|blob)/[^/]+/([^?#]+).*");
    private static final Pattern RANGE =
            Pattern.compile("between (-?\\d+(?:\\.\\d+)?) and (-?\\d+(?:\\.\\d+)?)", Pattern.CASE_INSENSITIVE);
    private static final long SEEDS = 1L << 32;
    private static final int DEFAULT_STEPS = 28;
    private static final double DEFAULT_GUIDANCE = 3.5;

    private final ObjectNode template;

    /** @param template as {@link #objectionTo} accepts it */
    HfArguments(String template) {
        this.template = parse(template)
                .orElseThrow(() -> new IllegalArgumentException("not a template of a LoRA: " + template));
    }

    /** Why a template cannot be used. */
    static Optional<String> objectionTo(String template) {
        return parse(template).isPresent()
                ? Optional.empty()
                : Optional.of("HF_LORA_TEMPLATE is not a JSON object of texts that names {url}, or {repo} and {file}");
    }

    private static Optional<ObjectNode> parse(String template) {
        try {
            return WireJson.MAPPER.readTree(template) instanceof ObjectNode object
                            && object.valueStream().allMatch(JsonNode::isString)
                            && (template.contains("{url}")
                                    || (template.contains("{repo}") && template.contains("{file}")))
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /** Whether the template can name the LoRA: a repository and a file are known only of an address at the Hub. */
    boolean canName(Lora lora) {
        boolean needsRepository = template.toString().contains("{repo}");
        return lora.isDownload()
                && (!needsRepository || HUB_FILE.matcher(lora.url()).matches());
    }

    /**
     * The arguments in the order of the wire.
     *
     * @param image how the Space is given the init image, null for none
     * @param notes hears what this Space has no parameter for
     */
    ArrayNode of(
            PictureRequest request,
            List<HfSpace.Parameter> parameters,
            @Nullable JsonNode image,
            double strength,
            List<Note> notes) {
        var values = values(request, image, strength);
        var known = new TreeSet<String>();
        parameters.forEach(parameter -> known.add(parameter.name()));
        requireKnown(known, "prompt", LORAS);
        if (image != null) {
            requireKnown(known, "image_url");
            if (!known.contains("image_strength")) {
                notes.add(new Note("Ignored", "denoising_strength has no effect at this Space"));
            }
        }
        var data = JSON.arrayNode();
        parameters.forEach(parameter -> data.add(argument(parameter, values, notes)));
        return data;
    }

    private static void requireKnown(Set<String> known, String... names) {
        for (var name : names) {
            if (!known.contains(name)) {
                throw Vendor.fail(new RejectedByProvider(
                        ID,
                        "has a function without the parameter " + name + " (it has " + String.join(", ", known)
                                + "); set HF_API_NAME to another, or use a Space made for this"));
            }
        }
    }

    private Map<String, JsonNode> values(PictureRequest request, @Nullable JsonNode image, double strength) {
        var values = new LinkedHashMap<String, JsonNode>();
        values.put("prompt", JSON.stringNode(request.prompt().text()));
        values.put("image_url", image == null ? JSON.stringNode("") : image);
        values.put(LORAS, JSON.stringNode(loras(request.loras()).toString()));
        if (image != null) {
            values.put("image_strength", JSON.numberNode(strength));
        }
        values.put("cfg_scale", JSON.numberNode(request.guidance().orElse(DEFAULT_GUIDANCE)));
        values.put("steps", JSON.numberNode(request.steps().orElse(DEFAULT_STEPS)));
        values.put("randomize_seed", JSON.booleanNode(false));
        values.put("seed", JSON.numberNode(request.seed() % SEEDS));
        values.put("width", JSON.numberNode(request.size().width()));
        values.put("height", JSON.numberNode(request.size().height()));
        values.put("upload_to_r2", JSON.booleanNode(false));
        for (var name : List.of("account_id", "access_key", "secret_key", "bucket")) {
            values.put(name, JSON.stringNode(""));
        }
        return values;
    }

    private static JsonNode argument(HfSpace.Parameter parameter, Map<String, JsonNode> values, List<Note> notes) {
        var value = values.get(parameter.name());
        if (value != null) {
            return value.isNumber() ? within(parameter, value, notes) : value;
        }
        if (parameter.fallback() == null) {
            throw Vendor.fail(new RejectedByProvider(
                    ID,
                    "wants a parameter " + parameter.name()
                            + " that the bridge does not know and that has no default; use another Space"));
        }
        return parameter.fallback();
    }

    /** Brings a number into the range of its slider, which Gradio would otherwise refuse. */
    private static JsonNode within(HfSpace.Parameter parameter, JsonNode value, List<Note> notes) {
        var range = RANGE.matcher(parameter.description());
        if (!range.find()) {
            return value;
        }
        double min = Double.parseDouble(range.group(1));
        double max = Double.parseDouble(range.group(2));
        double asked = value.asDouble();
        if (min > max || (asked >= min && asked <= max)) {
            return value;
        }
        double used = Math.clamp(asked, min, max);
        var node = value.isIntegralNumber() && used == Math.rint(used)
                ? JSON.numberNode((long) used)
                : JSON.numberNode(used);
        notes.add(new Note("Limit", parameter.name() + " " + value + " became " + node + ", this Space's limit"));
        return node;
    }

    private ArrayNode loras(List<AppliedLora> applied) {
        var list = JSON.arrayNode();
        applied.forEach(use -> list.add(lora(use)));
        return list;
    }

    private ObjectNode lora(AppliedLora use) {
        var hub = HUB_FILE.matcher(use.lora().url());
        boolean atHub = hub.matches();
        var entry = JSON.objectNode();
        for (var field : template.properties()) {
            var text = field.getValue().asString();
            if (text.equals("{weight}")) {
                entry.put(field.getKey(), use.weight());
            } else {
                entry.put(
                        field.getKey(),
                        text.replace("{repo}", atHub ? hub.group(1) : "")
                                .replace("{file}", atHub ? hub.group(2) : "")
                                .replace("{id}", use.id())
                                .replace("{url}", use.lora().url()));
            }
        }
        return entry;
    }
}
