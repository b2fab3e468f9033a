package fluxlab.wavespeed;

import fluxlab.picture.Init;
import fluxlab.picture.LoraUse;
import fluxlab.picture.PictureFormat;
import fluxlab.picture.PictureSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The valid body of one prediction. Ranges: the vendor's page of flux-dev-lora. Unknown properties are refused.
 *
 * @param seed -1 where none was given
 */
record WavespeedInput(
        String prompt,
        int width,
        int height,
        long seed,
        int images,
        PictureFormat format,
        List<LoraUse> loras,
        @Nullable Init init,
        boolean base64,
        boolean sync,
        boolean checksSafety) {

    private static final Set<String> KNOWN = Set.of(
            "prompt",
            "image",
            "mask_image",
            "strength",
            "loras",
            "size",
            "num_inference_steps",
            "guidance_scale",
            "num_images",
            "seed",
            "output_format",
            "enable_base64_output",
            "enable_sync_mode",
            "enable_safety_checker");
    private static final Pattern SIZE = Pattern.compile("(\\d{3,4})\\*(\\d{3,4})");

    /** Reads a body; {@code pictures} turns an address into a file, or null where it cannot. */
    static WavespeedInput read(JsonNode body, int mostLoras, Function<String, byte @Nullable []> pictures) {
        for (var name : body.propertyNames()) {
            if (!KNOWN.contains(name)) {
                throw WavespeedError.invalid("property \"" + name + "\" is unsupported");
            }
        }
        if (body.path("prompt").asString("").isBlank()) {
            throw WavespeedError.invalid("property \"prompt\" is missing");
        }
        number(body, "num_inference_steps", 1, 50, 28);
        number(body, "guidance_scale", 0, 20, 3.5);
        var size = SIZE.matcher(body.path("size").asString("1024*1024"));
        if (!size.matches()) {
            throw WavespeedError.invalid("property \"size\" must look like 1024*1024");
        }
        return new WavespeedInput(
                body.path("prompt").asString(),
                side(size.group(1)),
                side(size.group(2)),
                (long) number(body, "seed", -1, Integer.MAX_VALUE, -1),
                (int) number(body, "num_images", 1, 4, 1),
                format(body),
                loras(body.path("loras"), mostLoras),
                init(body, pictures),
                flag(body, "enable_base64_output", false),
                flag(body, "enable_sync_mode", false),
                flag(body, "enable_safety_checker", true));
    }

    private static int side(String digits) {
        int side = Integer.parseInt(digits);
        if (side < 256 || side > 1536) {
            throw WavespeedError.invalid("property \"size\" must be 256..1536 each, was " + side);
        }
        return side;
    }

    private static double number(JsonNode body, String name, double least, double most, double otherwise) {
        if (!body.has(name)) {
            return otherwise;
        }
        var node = body.path(name);
        if (!node.isNumber() || node.doubleValue() < least || node.doubleValue() > most) {
            throw WavespeedError.invalid("property \"" + name + "\" must be a number " + least + ".." + most);
        }
        return node.doubleValue();
    }

    private static boolean flag(JsonNode body, String name, boolean otherwise) {
        if (body.has(name) && !body.path(name).isBoolean()) {
            throw WavespeedError.invalid("property \"" + name + "\" must be a boolean");
        }
        return body.path(name).asBoolean(otherwise);
    }

    private static PictureFormat format(JsonNode body) {
        return switch (body.path("output_format").asString("jpeg")) {
            case "jpeg" -> PictureFormat.JPEG;
            case "png" -> PictureFormat.PNG;
            case "webp" -> PictureFormat.WEBP;
            default -> throw WavespeedError.invalid("property \"output_format\" must be jpeg, png or webp");
        };
    }

    private static List<LoraUse> loras(JsonNode list, int most) {
        if (!list.isMissingNode() && !list.isArray()) {
            throw WavespeedError.invalid("property \"loras\" must be an array");
        }
        if (list.size() > most) {
            throw WavespeedError.invalid("property \"loras\": maximum number of items is " + most);
        }
        var loras = new ArrayList<LoraUse>();
        for (var element : list) {
            if (element.path("path").asString("").isEmpty() || !element.has("scale")) {
                throw WavespeedError.invalid("property \"loras\" needs path and scale in each item");
            }
            loras.add(new LoraUse(element.path("path").asString(), number(element, "scale", 0, 4, 1)));
        }
        return loras;
    }

    private static @Nullable Init init(JsonNode body, Function<String, byte @Nullable []> pictures) {
        var image = file(body, "image", pictures);
        var mask = file(body, "mask_image", pictures);
        if (mask != null && image == null) {
            throw WavespeedError.invalid("property \"mask_image\" needs an image");
        }
        return image == null ? null : new Init(image, mask, number(body, "strength", 0, 1, 0.8));
    }

    private static byte @Nullable [] file(JsonNode body, String name, Function<String, byte @Nullable []> pictures) {
        if (!body.has(name)) {
            return null;
        }
        var file = pictures.apply(body.path(name).asString(""));
        if (file == null || Init.decode(file) == null) {
            throw WavespeedError.invalid("property \"" + name + "\" must be the URL of a picture");
        }
        return file;
    }

    /** The first LoRA that the lab counts as unreachable, or null: it fetches nothing. */
    @Nullable
    String unreachable() {
        return loras.stream()
                .map(LoraUse::id)
                .filter(path -> !reachable(path))
                .findFirst()
                .orElse(null);
    }

    private static boolean reachable(String path) {
        if (path.contains("not-found")) {
            return false;
        }
        if (path.matches("[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")) {
            return true;
        }
        try {
            var uri = URI.create(path);
            return "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && !uri.getHost().endsWith(".invalid");
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    PictureSpec spec(long withSeed, int leastBytes) {
        return new PictureSpec(prompt, withSeed, width, height, format, loras, init, leastBytes);
    }
}
