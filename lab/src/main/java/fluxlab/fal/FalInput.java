package fluxlab.fal;

import fluxlab.picture.Init;
import fluxlab.picture.LoraUse;
import fluxlab.picture.PictureFormat;
import fluxlab.picture.PictureSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The valid input of one request. Ranges and names: the input types of FAL's JavaScript client. Unknown keys are ignored, as FAL does.
 *
 * @param seed -1 where none was given
 */
record FalInput(
        String prompt,
        int width,
        int height,
        long seed,
        int images,
        PictureFormat format,
        List<LoraUse> loras,
        @Nullable Init init,
        boolean checksSafety,
        boolean syncMode) {

    /** What an app expects beyond a prompt. */
    enum Kind {
        TEXT,
        IMAGE,
        MASK
    }

    private static final Map<String, int[]> SIZES = Map.of(
            "square_hd", new int[] {1024, 1024},
            "square", new int[] {512, 512},
            "portrait_4_3", new int[] {768, 1024},
            "portrait_16_9", new int[] {576, 1024},
            "landscape_4_3", new int[] {1024, 768},
            "landscape_16_9", new int[] {1024, 576});
    private static final int LARGEST_SIDE = 14_142;

    /** Reads an input; {@code pictures} turns the address of a picture into a file, or null where it cannot. */
    static FalInput read(
            JsonNode body, Kind kind, Function<String, byte @Nullable []> pictures, @Nullable Integer most) {
        var prompt = text(body, "prompt");
        number(body, "num_inference_steps", 1, 50, 28);
        number(body, "guidance_scale", 0, 35, 3.5);
        choice(body, "acceleration", List.of("none", "regular"), "none");
        var size = size(body.path("image_size"));
        return new FalInput(
                prompt,
                size[0],
                size[1],
                seed(body),
                (int) number(body, "num_images", 1, 4, 1),
                choice(body, "output_format", List.of("jpeg", "png"), "jpeg").equals("png")
                        ? PictureFormat.PNG
                        : PictureFormat.JPEG,
                loras(body.path("loras"), most),
                init(body, kind, pictures),
                flag(body, "enable_safety_checker", true),
                flag(body, "sync_mode", false));
    }

    private static String text(JsonNode body, String name) {
        if (!body.has(name)) {
            throw FalError.input("value_error.missing", "field required", name);
        }
        if (!body.path(name).isString()) {
            throw FalError.input("string_type", "Input should be a valid string", name);
        }
        return body.path(name).stringValue();
    }

    private static double number(JsonNode body, String name, double least, double most, double otherwise) {
        if (!body.hasNonNull(name)) {
            return otherwise;
        }
        var node = body.path(name);
        if (!node.isNumber()) {
            throw FalError.input("float_type", "Input should be a valid number", name);
        }
        if (node.doubleValue() < least) {
            throw FalError.input("greater_than_equal", "Input should be greater than or equal to " + least, name);
        }
        if (node.doubleValue() > most) {
            throw FalError.input("less_than_equal", "Input should be less than or equal to " + most, name);
        }
        return node.doubleValue();
    }

    private static long seed(JsonNode body) {
        if (!body.hasNonNull("seed")) {
            return -1;
        }
        if (!body.path("seed").isIntegralNumber()) {
            throw FalError.input("int_type", "Input should be a valid integer", "seed");
        }
        return body.path("seed").longValue();
    }

    private static boolean flag(JsonNode body, String name, boolean otherwise) {
        if (!body.hasNonNull(name)) {
            return otherwise;
        }
        if (!body.path(name).isBoolean()) {
            throw FalError.input("bool_type", "Input should be a valid boolean", name);
        }
        return body.path(name).booleanValue();
    }

    private static String choice(JsonNode body, String name, List<String> values, String otherwise) {
        if (!body.hasNonNull(name)) {
            return otherwise;
        }
        if (!values.contains(body.path(name).asString(""))) {
            throw FalError.input("one_of", "Input should be '" + String.join("' or '", values) + "'", name);
        }
        return body.path(name).asString();
    }

    private static int[] size(JsonNode size) {
        if (size.isMissingNode() || size.isNull()) {
            return new int[] {1024, 768};
        }
        if (size.isString() && SIZES.containsKey(size.asString())) {
            return SIZES.getOrDefault(size.asString(), new int[2]).clone();
        }
        if (!size.isObject()) {
            throw FalError.input("one_of", "Input should be a named size or an object", "image_size");
        }
        return new int[] {side(size, "width"), side(size, "height")};
    }

    private static int side(JsonNode size, String name) {
        var node = size.path(name);
        if (node.isMissingNode()) {
            return 512;
        }
        if (!node.isIntegralNumber() || node.intValue() < 1 || node.intValue() > LARGEST_SIDE) {
            throw FalError.input("less_than_equal", "Input should be 1.." + LARGEST_SIDE, "image_size", name);
        }
        return node.intValue();
    }

    private static List<LoraUse> loras(JsonNode list, @Nullable Integer most) {
        if (list.isMissingNode() || list.isNull()) {
            return List.of();
        }
        if (!list.isArray()) {
            throw FalError.input("list_type", "Input should be a valid list", "loras");
        }
        if (most != null && list.size() > most) {
            throw FalError.input("sequence_too_long", "At most " + most + " LoRAs can be merged", "loras");
        }
        var loras = new ArrayList<LoraUse>();
        for (var element : list) {
            loras.add(lora(element, loras.size()));
        }
        return loras;
    }

    private static LoraUse lora(JsonNode element, int index) {
        if (!element.path("path").isString()) {
            throw FalError.input("value_error.missing", "field required", "loras", index, "path");
        }
        if (element.has("scale") && !element.path("scale").isNumber()) {
            throw FalError.input("float_type", "Input should be a valid number", "loras", index, "scale");
        }
        var path = element.path("path").asString();
        if (!reachable(path)) {
            throw FalError.input("file_download_error", "File download error", "loras", index, "path");
        }
        return new LoraUse(path, element.path("scale").asDouble(1));
    }

    /** The lab fetches nothing: an https address counts as reachable unless its host ends in .invalid or it contains not-found. */
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

    private static @Nullable Init init(JsonNode body, Kind kind, Function<String, byte @Nullable []> pictures) {
        if (kind == Kind.TEXT) {
            return null;
        }
        var picture = file(body, "image_url", pictures);
        var mask = kind == Kind.MASK ? file(body, "mask_url", pictures) : null;
        return new Init(picture, mask, number(body, "strength", 0.01, 1, 0.85));
    }

    private static byte[] file(JsonNode body, String name, Function<String, byte @Nullable []> pictures) {
        var file = pictures.apply(text(body, name));
        if (file == null) {
            throw FalError.input("file_download_error", "File download error", name);
        }
        if (Init.decode(file) == null) {
            throw FalError.input("image_load_error", "Failed to load the image", name);
        }
        return file;
    }

    PictureSpec spec(long withSeed, int leastBytes) {
        return new PictureSpec(prompt, withSeed, width, height, format, loras, init, leastBytes);
    }

    /** Whole megapixels of one picture, rounded up: what FAL bills. */
    int megapixels() {
        return (int) Math.ceilDiv((long) width * height, 1_000_000L);
    }
}
