package fluxlab.hf;

import fluxlab.http.Exchange;
import fluxlab.http.Json;
import fluxlab.picture.Init;
import fluxlab.picture.LoraUse;
import fluxlab.picture.PictureFormat;
import fluxlab.picture.PictureSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Space's function {@code /run_lora}: its signature as {@code /config} and {@code /info} show it, and its arguments read as strictly as
 * Gradio's components do. Names: providers-2.md §3.4; their order and the texts of the function's own errors are the lab's.
 */
final class RunLora {

    /** Not 0, so that a client that mixes up position and id is found out. */
    static final int FUNCTION = 2;

    private static final int MOST_LORAS = 10;

    /**
     * @param min of a slider, as {@code max}; 0 for other components
     * @param fallback null where the parameter must be given
     */
    private record Parameter(
            String name,
            String component,
            String type,
            double min,
            double max,
            @Nullable Object fallback) {}

    private static final List<Parameter> PARAMETERS = List.of(
            new Parameter("prompt", "Textbox", "string", 0, 0, null),
            new Parameter("image_url", "Textbox", "string", 0, 0, ""),
            new Parameter("lora_strings_json", "Textbox", "string", 0, 0, null),
            new Parameter("image_strength", "Slider", "number", 0, 1, 0.75),
            new Parameter("cfg_scale", "Slider", "number", 1, 20, 3.5),
            new Parameter("steps", "Slider", "number", 1, 50, 28),
            new Parameter("randomize_seed", "Checkbox", "boolean", 0, 0, true),
            new Parameter("seed", "Slider", "number", 0, 4294967295.0, 0),
            new Parameter("width", "Slider", "number", 256, 1536, 1024),
            new Parameter("height", "Slider", "number", 256, 1536, 1024),
            new Parameter("upload_to_r2", "Checkbox", "boolean", 0, 0, false),
            new Parameter("account_id", "Textbox", "string", 0, 0, ""),
            new Parameter("access_key", "Textbox", "string", 0, 0, ""),
            new Parameter("secret_key", "Textbox", "string", 0, 0, ""),
            new Parameter("bucket", "Textbox", "string", 0, 0, ""));

    private RunLora() {}

    /** A {@code gr.Error} of the Space, or, without a text, any other exception in it. */
    static final class SpaceError extends RuntimeException {
        private final @Nullable String text;

        SpaceError(@Nullable String text) {
            super(text);
            this.text = text;
        }

        @Nullable
        String text() {
            return text;
        }
    }

    // ---- signature --------------------------------------------------------------------------------

    /** What {@code /config} answers, as far as clients read it. */
    static ObjectNode config(Exchange x) {
        var config = Json.object()
                .put("version", "5.49.1")
                .put("api_prefix", "/gradio_api")
                .put("app_id", 4_711)
                .put("mode", "blocks")
                .put("enable_queue", true)
                .put("show_error", false)
                .put("protocol", "sse_v3")
                .put("root", x.base() + HfSimulator.SPACE)
                .put("is_space", true)
                .put("connect_heartbeat", false)
                .put("max_file_size", 20 << 20);
        // Named, it would send Gradio's own client to the real Hub for a token.
        config.putNull("space_id");
        components(config.putArray("components"));
        var dependencies = config.putArray("dependencies");
        dependency(dependencies, 0).put("api_name", false);
        dependency(dependencies, 1).put("api_name", "hello");
        var function = dependency(dependencies, FUNCTION).put("api_name", "run_lora");
        var inputs = (ArrayNode) function.path("inputs");
        for (int i = 0; i < PARAMETERS.size(); i++) {
            inputs.add(100 + i);
        }
        ((ArrayNode) function.path("outputs")).add(200).add(201);
        return config;
    }

    private static void components(ArrayNode to) {
        for (int i = 0; i < PARAMETERS.size(); i++) {
            var parameter = PARAMETERS.get(i);
            to.addObject()
                    .put("id", 100 + i)
                    .put("type", parameter.component().toLowerCase(java.util.Locale.ROOT))
                    .putObject("props");
        }
        to.addObject().put("id", 200).put("type", "image").putObject("props");
        to.addObject().put("id", 201).put("type", "textbox").putObject("props");
    }

    private static ObjectNode dependency(ArrayNode to, int id) {
        var dependency = to.addObject().put("id", id).put("queue", true).put("backend_fn", true);
        dependency.putArray("inputs");
        dependency.putArray("outputs");
        dependency.putArray("targets");
        dependency.putObject("types").put("generator", false).put("cancel", false);
        return dependency;
    }

    /** What {@code /info} answers. */
    static ObjectNode info() {
        var info = Json.object();
        var named = info.putObject("named_endpoints");
        info.putObject("unnamed_endpoints");
        var hello = named.putObject("/hello");
        hello.putArray("parameters");
        hello.putArray("returns");
        var function = named.putObject("/run_lora");
        var parameters = function.putArray("parameters");
        PARAMETERS.forEach(parameter -> parameter(parameters.addObject(), parameter));
        var returns = function.putArray("returns");
        returns.addObject()
                .put("label", "Result")
                .put("component", "Image")
                .putObject("type")
                .put("type", "object");
        returns.addObject()
                .put("label", "Info")
                .put("component", "Textbox")
                .putObject("type")
                .put("type", "string");
        return info;
    }

    private static void parameter(ObjectNode to, Parameter parameter) {
        to.put("label", parameter.name())
                .put("parameter_name", parameter.name())
                .put("parameter_has_default", parameter.fallback() != null)
                .put("component", parameter.component());
        to.set("parameter_default", Json.of(parameter.fallback() == null ? "" : parameter.fallback()));
        if (parameter.fallback() == null) {
            to.putNull("parameter_default");
        }
        var type = to.putObject("type").put("type", parameter.type());
        if (parameter.component().equals("Slider")) {
            type.put(
                    "description",
                    "numeric value between " + number(parameter.min()) + " and " + number(parameter.max()));
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    // ---- call -------------------------------------------------------------------------------------

    /** The prompt of a list of arguments that may be wrong in any way. */
    static String prompt(JsonNode data) {
        return data.path(0).asString("");
    }

    /**
     * The picture that the arguments ask for.
     *
     * @param files an uploaded file by its path, or null
     * @throws SpaceError as the Space fails
     */
    static PictureSpec read(
            JsonNode data, Function<String, byte @Nullable []> files, RandomGenerator random, int leastBytes) {
        if (data.size() != PARAMETERS.size()) {
            throw new SpaceError(null); // ValueError: didn't receive enough input values
        }
        for (int i = 0; i < data.size(); i++) {
            check(PARAMETERS.get(i), data.get(i));
        }
        if (data.get(0).asString("").isBlank()) {
            throw new SpaceError("Please enter a prompt.");
        }
        if (data.get(10).asBoolean(false)) {
            throw new SpaceError("R2 upload needs account_id, access_key, secret_key and bucket.");
        }
        var seed = data.get(6).asBoolean(false)
                ? random.nextLong(1L << 32)
                : data.get(7).asLong();
        return new PictureSpec(
                prompt(data),
                seed,
                data.get(8).asInt() / 16 * 16,
                data.get(9).asInt() / 16 * 16,
                PictureFormat.WEBP,
                loras(data.get(2).asString("")),
                init(data.get(1).asString(""), data.get(3).asDouble(), files),
                leastBytes);
    }

    private static void check(Parameter parameter, JsonNode value) {
        boolean fits = switch (parameter.type()) {
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            default -> value.isNumber();
        };
        if (!fits) {
            throw new SpaceError(null); // TypeError or AttributeError in preprocess
        }
        if (parameter.component().equals("Slider")) {
            range(parameter, value.asDouble());
        }
    }

    private static void range(Parameter parameter, double value) {
        if (value < parameter.min()) {
            throw new SpaceError(
                    "Value " + number(value) + " is less than minimum value " + number(parameter.min()) + ".");
        }
        if (value > parameter.max()) {
            throw new SpaceError(
                    "Value " + number(value) + " is greater than maximum value " + number(parameter.max()) + ".");
        }
    }

    private static List<LoraUse> loras(String text) {
        JsonNode list;
        try {
            list = Json.read((text.isEmpty() ? "[]" : text).getBytes(StandardCharsets.UTF_8));
        } catch (JacksonException _) {
            throw new SpaceError("lora_strings_json is not valid JSON.");
        }
        if (!list.isArray()) {
            throw new SpaceError("lora_strings_json must be a JSON array.");
        }
        if (list.size() > MOST_LORAS) {
            throw new SpaceError("At most " + MOST_LORAS + " LoRAs can be combined, got " + list.size() + ".");
        }
        var loras = new ArrayList<LoraUse>();
        for (var entry : list) {
            var url = entry.path("url").asString("");
            if (!entry.path("id").isString() || !entry.path("weight").isNumber() || !url.startsWith("https://")) {
                throw new SpaceError("Each LoRA needs id, url and weight.");
            }
            if (url.contains("not-found") || url.contains(".invalid/")) {
                throw new SpaceError("Could not load LoRA " + entry.path("id").asString() + ": 404 Client Error.");
            }
            loras.add(new LoraUse(url, entry.path("weight").asDouble()));
        }
        return loras;
    }

    private static @Nullable Init init(String image, double strength, Function<String, byte @Nullable []> files) {
        if (image.isEmpty()) {
            return null;
        }
        var file = files.apply(image);
        if (file == null || Init.decode(file) == null) {
            throw new SpaceError("Could not load the image " + image + ".");
        }
        return new Init(file, null, strength);
    }
}
