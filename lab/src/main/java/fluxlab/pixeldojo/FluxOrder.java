package fluxlab.pixeldojo;

import fluxlab.picture.LoraUse;
import fluxlab.picture.PictureFormat;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A valid body of {@code POST /flux}.
 *
 * @param seed 0 where none was given
 */
record FluxOrder(
        String prompt, String model, Shape shape, int pictures, long seed, PictureFormat format, List<LoraUse> loras) {

    /** The pixels of an aspect ratio. */
    record Shape(int width, int height) {}

    private static final Set<String> KNOWN = Set.of(
            "prompt",
            "model",
            "aspect_ratio",
            "num_outputs",
            "seed",
            "output_format",
            "output_quality",
            "lora_weights",
            "lora_scale",
            "num_inference_steps",
            "guidance_scale",
            "megapixels",
            "go_fast",
            "raw");

    private static final Map<String, Shape> SHAPES = Map.of(
            "1:1", new Shape(1024, 1024),
            "16:9", new Shape(1344, 768),
            "9:16", new Shape(768, 1344),
            "4:3", new Shape(1152, 864),
            "3:4", new Shape(864, 1152),
            "3:2", new Shape(1248, 832),
            "2:3", new Shape(832, 1248));

    private static final String SINGLE_LORA = "flux-dev-single-lora";

    private static final Map<String, BigDecimal> CREDITS = Map.of(
            "flux-pro",
            BigDecimal.ONE,
            "flux-1.1-pro",
            BigDecimal.ONE,
            "flux-1.1-pro-ultra",
            new BigDecimal("1.5"),
            "flux-dev",
            BigDecimal.ONE,
            SINGLE_LORA,
            BigDecimal.ONE);

    /** The ids that Pixel Dojo's list of models shows. */
    static Set<String> models() {
        return CREDITS.keySet();
    }

    static FluxOrder read(JsonNode body) {
        for (var name : body.propertyNames()) {
            if (!KNOWN.contains(name)) {
                throw DojoError.invalid("Unknown parameter: " + name);
            }
        }
        if (body.path("prompt").asString("").isBlank()) {
            throw DojoError.invalid("prompt is required");
        }
        var model = body.path("model").asString("flux-pro");
        if (!CREDITS.containsKey(model)) {
            throw new DojoError(404, "model_not_found", "Model " + model + " does not exist");
        }
        whole(body, "output_quality", 1, 100, 80);
        return new FluxOrder(
                body.get("prompt").stringValue(),
                model,
                shape(body.path("aspect_ratio").asString("1:1")),
                (int) whole(body, "num_outputs", 1, 4, 1),
                whole(body, "seed", 1, Long.MAX_VALUE, 0),
                format(body.path("output_format").asString("jpg")),
                loras(body, model));
    }

    private static Shape shape(String written) {
        @Nullable Shape shape = SHAPES.get(written);
        if (shape == null) {
            throw DojoError.invalid("aspect_ratio must be one of 1:1, 16:9, 9:16, 4:3, 3:4, 3:2, 2:3");
        }
        return shape;
    }

    private static PictureFormat format(String written) {
        return switch (written) {
            case "png" -> PictureFormat.PNG;
            case "jpg" -> PictureFormat.JPEG;
            case "webp" -> PictureFormat.WEBP;
            default -> throw DojoError.invalid("output_format must be png, jpg or webp");
        };
    }

    private static List<LoraUse> loras(JsonNode body, String model) {
        if (!body.has("lora_weights")) {
            if (model.equals(SINGLE_LORA)) {
                throw DojoError.invalid("lora_weights is required by " + SINGLE_LORA);
            }
            return List.of();
        }
        if (!model.equals(SINGLE_LORA)) {
            throw DojoError.invalid("lora_weights needs the model " + SINGLE_LORA);
        }
        var scale = body.path("lora_scale");
        if (body.has("lora_scale") && !scale.isNumber()) {
            throw DojoError.invalid("lora_scale must be a number");
        }
        var url = body.get("lora_weights").asString("");
        if (!reachable(url)) {
            throw DojoError.invalid("lora_weights cannot be downloaded: " + url);
        }
        return List.of(new LoraUse(url, scale.asDouble(0.7)));
    }

    private static boolean reachable(String url) {
        try {
            var host = URI.create(url).getHost();
            return url.startsWith("https://")
                    && host != null
                    && !host.endsWith(".invalid")
                    && !url.contains("not-found");
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static long whole(JsonNode body, String name, long min, long max, long otherwise) {
        if (!body.has(name)) {
            return otherwise;
        }
        var node = body.get(name);
        if (!node.isIntegralNumber() || node.longValue() < min || node.longValue() > max) {
            throw DojoError.invalid(name + " must be an integer " + min + ".." + max);
        }
        return node.longValue();
    }

    BigDecimal credits() {
        return CREDITS.getOrDefault(model, BigDecimal.ONE).multiply(BigDecimal.valueOf(pictures));
    }
}
