package fluxlab.together;

import fluxlab.picture.LoraUse;
import fluxlab.picture.PictureFormat;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A valid body of {@code POST /images/generations}. Names and ranges: the vendor's Node client and its documentation.
 *
 * @param seed negative where none was given
 * @param checked whether the safety checker is on
 */
record ImageOrder(
        String model,
        String prompt,
        int width,
        int height,
        int steps,
        int pictures,
        long seed,
        boolean base64,
        PictureFormat format,
        List<LoraUse> loras,
        boolean checked) {

    private static final Set<String> KNOWN = Set.of(
            "model",
            "prompt",
            "width",
            "height",
            "steps",
            "n",
            "seed",
            "negative_prompt",
            "guidance_scale",
            "guidance",
            "response_format",
            "output_format",
            "image_loras",
            "image_url",
            "reference_images",
            "aspect_ratio",
            "disable_safety_checker",
            "prompt_upsampling");

    static final String LORA_MODEL = "black-forest-labs/FLUX.2-dev";

    /** USD per megapixel at the usual steps. Invented, but of the vendor's order. */
    static final Map<String, BigDecimal> PRICES = Map.of(
            LORA_MODEL,
            new BigDecimal("0.0154"),
            "black-forest-labs/FLUX.2-pro",
            new BigDecimal("0.03"),
            "black-forest-labs/FLUX.1-schnell",
            new BigDecimal("0.0027"),
            "black-forest-labs/FLUX.1.1-pro",
            new BigDecimal("0.04"),
            "black-forest-labs/FLUX.1-kontext-pro",
            new BigDecimal("0.04"),
            "Qwen/Qwen-Image",
            new BigDecimal("0.0058"));

    /** The lab's choice; the vendor does not say which models keep their checker on. */
    private static final Set<String> ALWAYS_CHECKED =
            Set.of("black-forest-labs/FLUX.2-pro", "black-forest-labs/FLUX.1.1-pro");

    private static final int MOST_LORAS = 2;
    private static final int USUAL_STEPS = 20;

    static ImageOrder read(JsonNode body) {
        for (var name : body.propertyNames()) {
            if (!KNOWN.contains(name)) {
                throw TogetherError.invalid(name, "unknown parameter");
            }
        }
        var model = text(body, "model");
        if (!PRICES.containsKey(model)) {
            throw TogetherError.noModel(model);
        }
        checkUnused(body);
        return new ImageOrder(
                model,
                text(body, "prompt"),
                side(body, "width"),
                side(body, "height"),
                (int) whole(body, "steps", 1, 50, USUAL_STEPS),
                (int) whole(body, "n", 1, 4, 1),
                whole(body, "seed", 0, Long.MAX_VALUE, -1),
                choice(body, "response_format", List.of("url", "base64"), "url").equals("base64"),
                choice(body, "output_format", List.of("jpeg", "png"), "jpeg").equals("png")
                        ? PictureFormat.PNG
                        : PictureFormat.JPEG,
                loras(body, model),
                checked(body, model));
    }

    private static void checkUnused(JsonNode body) {
        for (var name : List.of("guidance_scale", "guidance")) {
            if (body.has(name) && !body.get(name).isNumber()) {
                throw TogetherError.invalid(name, "must be a number");
            }
        }
        if (body.has("negative_prompt") && !body.get("negative_prompt").isString()) {
            throw TogetherError.invalid("negative_prompt", "must be a string");
        }
        if (body.has("prompt_upsampling")
                && (!body.get("prompt_upsampling").isBoolean()
                        || !body.path("model").asString("").contains("FLUX.2"))) {
            throw TogetherError.invalid("prompt_upsampling", "must be true or false, for FLUX.2 only");
        }
    }

    private static boolean checked(JsonNode body, String model) {
        if (!body.has("disable_safety_checker")) {
            return true;
        }
        var node = body.get("disable_safety_checker");
        if (!node.isBoolean() || (node.booleanValue() && ALWAYS_CHECKED.contains(model))) {
            throw TogetherError.invalid("disable_safety_checker", "not supported by " + model);
        }
        return !node.booleanValue();
    }

    private static List<LoraUse> loras(JsonNode body, String model) {
        if (!body.has("image_loras")) {
            return List.of();
        }
        var list = body.get("image_loras");
        if (!list.isArray() || list.size() > MOST_LORAS) {
            throw TogetherError.invalid("image_loras", "must be an array of at most " + MOST_LORAS + " LoRAs");
        }
        if (!list.isEmpty() && !model.equals(LORA_MODEL)) {
            throw TogetherError.invalid("image_loras", "not supported by " + model);
        }
        var loras = new ArrayList<LoraUse>();
        for (var item : list) {
            if (!item.path("path").isString() || !item.path("scale").isNumber() || item.size() != 2) {
                throw TogetherError.invalid("image_loras", "every LoRA needs path and scale");
            }
            var path = item.get("path").stringValue();
            if (!reachable(path)) {
                throw TogetherError.invalid("image_loras", "the weights cannot be downloaded from " + path);
            }
            loras.add(new LoraUse(path, item.get("scale").doubleValue()));
        }
        return loras;
    }

    private static boolean reachable(String path) {
        try {
            var host = URI.create(path).getHost();
            return path.startsWith("https://")
                    && host != null
                    && !host.endsWith(".invalid")
                    && !path.contains("not-found");
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String text(JsonNode body, String name) {
        if (!body.path(name).isString() || body.get(name).stringValue().isBlank()) {
            throw TogetherError.invalid(name, "a string is required");
        }
        return body.get(name).stringValue();
    }

    private static int side(JsonNode body, String name) {
        var side = whole(body, name, 256, 1920, 1024);
        if (side % 8 != 0) {
            throw TogetherError.invalid(name, "must be a multiple of 8");
        }
        return (int) side;
    }

    private static long whole(JsonNode body, String name, long min, long max, long otherwise) {
        if (!body.has(name)) {
            return otherwise;
        }
        var node = body.get(name);
        if (!node.isIntegralNumber() || node.longValue() < min || node.longValue() > max) {
            throw TogetherError.invalid(name, "must be an integer " + min + ".." + max);
        }
        return node.longValue();
    }

    private static String choice(JsonNode body, String name, List<String> values, String otherwise) {
        if (!body.has(name)) {
            return otherwise;
        }
        var written = body.get(name).asString("");
        if (!values.contains(written)) {
            throw TogetherError.invalid(name, "must be one of " + values);
        }
        return written;
    }

    /** What the whole order costs, USD. */
    BigDecimal price() {
        var work = width * (double) height / 1_000_000 * steps / USUAL_STEPS * pictures;
        return PRICES.getOrDefault(model, BigDecimal.ONE)
                .multiply(BigDecimal.valueOf(work))
                .setScale(6, RoundingMode.HALF_UP);
    }
}
