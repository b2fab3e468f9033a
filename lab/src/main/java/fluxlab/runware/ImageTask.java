package fluxlab.runware;

import fluxlab.picture.Init;
import fluxlab.picture.LoraUse;
import fluxlab.picture.PictureFormat;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A valid {@code imageInference} task. Ranges and names: runware.ai/docs, image inference API reference.
 *
 * @param seed 0 where none was given
 */
record ImageTask(
        String uuid,
        String prompt,
        String model,
        int width,
        int height,
        long steps,
        long seed,
        int results,
        String outputType,
        PictureFormat format,
        List<LoraUse> loras,
        @Nullable Init init,
        boolean includeCost,
        boolean checkContent,
        boolean async) {

    private static final Set<String> KNOWN = Set.of(
            "taskType",
            "taskUUID",
            "positivePrompt",
            "negativePrompt",
            "model",
            "width",
            "height",
            "steps",
            "CFGScale",
            "seed",
            "scheduler",
            "numberResults",
            "outputType",
            "outputFormat",
            "outputQuality",
            "lora",
            "seedImage",
            "maskImage",
            "strength",
            "maskMargin",
            "outpaint",
            "includeCost",
            "safety",
            "checkNSFW",
            "deliveryMethod",
            "webhookURL",
            "uploadEndpoint",
            "ttl",
            "ipAdapters",
            "controlNet",
            "acceleratorOptions",
            "hiresFix",
            "ultralytics",
            "layerDiffuse",
            "pulid",
            "promptWeighting",
            "trueCFGScale",
            "clipSkip",
            "vae",
            "referenceImages",
            "inputs");

    /** Price of 1024×1024 at 28 steps, USD. Invented, but of the vendor's order. */
    private static final Map<String, BigDecimal> PRICES = Map.of(
            "runware:100@1", new BigDecimal("0.0006"),
            "runware:101@1", new BigDecimal("0.0038"),
            "runware:102@1", new BigDecimal("0.0045"),
            "runware:106@1", new BigDecimal("0.0105"),
            "runware:107@1", new BigDecimal("0.0038"),
            "runware:108@1", new BigDecimal("0.0058"),
            "runware:111@1", new BigDecimal("0.0038"),
            "runware:400@1", new BigDecimal("0.0096"),
            "rundiffusion:130@100", new BigDecimal("0.0080"));

    private static final BigDecimal CIVITAI_PRICE = new BigDecimal("0.0038");
    private static final long DEFAULT_STEPS = 20;
    private static final double PRICED_WORK = 1024.0 * 1024 * 28;
    private static final String FILL = "runware:102@1";

    /** Reads a task; {@code pictures} turns a seed or mask image into a file, or null where it cannot. */
    static ImageTask read(JsonNode node, Function<String, byte @Nullable []> pictures) {
        var params = new Params(node, "");
        params.onlyKnown(KNOWN);
        var prompt = params.text("positivePrompt", 2, 3000);
        params.text("negativePrompt", 2, 3000, "");
        var model = model(params);
        checkUnused(params);
        var init = init(params, model, pictures);
        return new ImageTask(
                node.path("taskUUID").asString(""),
                prompt,
                model,
                params.size("width", 128, 2048, 64),
                params.size("height", 128, 2048, 64),
                params.integer("steps", 1, 100, DEFAULT_STEPS),
                params.integer("seed", 1, Long.MAX_VALUE, 0),
                (int) params.integer("numberResults", 1, 20, 1),
                params.choice("outputType", List.of("URL", "base64Data", "dataURI"), "URL"),
                format(params),
                loras(params),
                init,
                params.flag("includeCost"),
                checksContent(params),
                params.choice("deliveryMethod", List.of("sync", "async"), "sync")
                        .equals("async"));
    }

    private static String model(Params params) {
        var model = params.air("model");
        if (!PRICES.containsKey(model) && !model.startsWith("civitai:")) {
            throw Params.badModel("model", "invalidModel");
        }
        return model;
    }

    /** Parameters that are checked but change nothing here. */
    private static void checkUnused(Params params) {
        params.number("CFGScale", 0, 50, 7);
        params.text("scheduler", 1, 64, "");
        params.integer("outputQuality", 20, 99, 95);
        params.integer("ttl", 60, Integer.MAX_VALUE, 60);
    }

    private static PictureFormat format(Params params) {
        var written = params.text("outputFormat", 1, 8, "JPG").toUpperCase(Locale.ROOT);
        return switch (written) {
            case "JPG" -> PictureFormat.JPEG;
            case "PNG" -> PictureFormat.PNG;
            case "WEBP" -> PictureFormat.WEBP;
            default ->
                throw RunwareError.invalid(
                        "invalidOutputFormat", "outputFormat", "string", "It must be one of: JPG, PNG, WEBP.");
        };
    }

    private static boolean checksContent(Params params) {
        if (params.has("safety") && !params.node("safety").isObject()) {
            throw RunwareError.invalid("invalidSafety", "safety", "object", "It must be an object.");
        }
        var safety = params.node("safety");
        return new Params(safety, "safety.").flag("checkContent")
                || params.flag("checkNSFW")
                || Set.of("fast", "full").contains(safety.path("mode").asString("none"));
    }

    private static List<LoraUse> loras(Params params) {
        if (!params.has("lora")) {
            return List.of();
        }
        if (!params.node("lora").isArray()) {
            throw RunwareError.invalid("invalidLora", "lora", "array", "It must be an array of objects.");
        }
        var loras = new ArrayList<LoraUse>();
        for (var element : params.node("lora")) {
            var prefix = "lora[" + loras.size() + "].";
            if (!element.isObject()) {
                throw RunwareError.invalid("invalidLora", "lora", "array", "It must be an array of objects.");
            }
            var lora = new Params(element, prefix);
            lora.onlyKnown(Set.of("model", "weight"));
            loras.add(new LoraUse(lora.air("model"), lora.number("weight", -4, 4, 1)));
        }
        return loras;
    }

    private static @Nullable Init init(Params params, String model, Function<String, byte @Nullable []> pictures) {
        var inputs = new Params(params.node("inputs"), "inputs.");
        if (params.has("inputs")) {
            inputs.onlyKnown(Set.of("seedImage", "maskImage", "referenceImages"));
        }
        var seed = file(inputs.has("seedImage") ? inputs : params, "seedImage", pictures);
        var mask = file(inputs.has("maskImage") ? inputs : params, "maskImage", pictures);
        if (mask != null && seed == null) {
            throw RunwareError.missing("seedImage");
        }
        if (model.equals(FILL) && (params.has("strength") || params.has("maskMargin"))) {
            var name = params.has("strength") ? "strength" : "maskMargin";
            throw new RunwareError(400, "unsupportedParameter", "'" + name + "' is not supported by " + FILL + ".")
                    .with("parameter", name);
        }
        var strength = params.number("strength", 0, 1, model.equals(FILL) ? 1 : 0.8);
        params.integer("maskMargin", 32, 128, 32);
        return seed == null ? null : new Init(seed, mask, strength);
    }

    private static byte @Nullable [] file(Params params, String name, Function<String, byte @Nullable []> pictures) {
        if (!params.has(name)) {
            return null;
        }
        var file = pictures.apply(params.text(name, 1, Integer.MAX_VALUE));
        if (file == null || Init.decode(file) == null) {
            var code = name.equals("seedImage") ? "invalidSeedImage" : "invalidMaskImage";
            throw RunwareError.invalid(
                    code, name, "string", "It must be a PNG or JPG given as UUID, data URI, base64 or URL.");
        }
        return file;
    }

    /** What one result costs, USD. */
    BigDecimal price() {
        var base = PRICES.getOrDefault(model, CIVITAI_PRICE);
        var work = (double) width * height * steps / PRICED_WORK;
        return base.multiply(BigDecimal.valueOf(work))
                .setScale(6, RoundingMode.HALF_UP)
                .max(new BigDecimal("0.0001"));
    }
}
