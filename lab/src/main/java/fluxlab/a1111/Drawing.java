package fluxlab.a1111;

import fluxlab.picture.Init;
import fluxlab.picture.LoraUse;
import fluxlab.picture.PictureFormat;
import fluxlab.picture.PictureSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A valid body of {@code txt2img} or {@code img2img}. Unknown fields are ignored, as at the real server.
 *
 * @param asked the prompt as it came, tags included
 * @param prompt the prompt that is drawn
 * @param seed negative where the server is to choose
 */
record Drawing(
        String asked,
        String prompt,
        String negative,
        int width,
        int height,
        int steps,
        double cfgScale,
        String sampler,
        long seed,
        List<LoraUse> loras,
        @Nullable Init init) {

    /** The files in the Lora folder, by stem. */
    static final List<String> FILES = List.of(
            "mira",
            "kael",
            "sorrel",
            "tavin",
            "ysolde",
            "oren",
            "nadira",
            "wren",
            "ink-wash",
            "golden-hour",
            "storybook",
            "night-neon");

    static final List<String> SAMPLERS =
            List.of("Euler", "Euler a", "DPM++ 2M", "DPM++ 2M SDE", "DPM++ SDE", "Heun", "LMS", "DDIM", "LCM", "UniPC");

    private static final Set<String> KNOWN_SAMPLERS = Set.copyOf(
            SAMPLERS.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());

    private static final Pattern TAG = Pattern.compile("<(\\w+):([^>]+)>");

    static Drawing read(JsonNode body, Dialect dialect, boolean fromInit) {
        var asked = body.path("prompt").asString("");
        var loras = dialect == Dialect.A1111 ? tagged(asked) : listed(body.path("lora"));
        var prompt = dialect == Dialect.A1111 ? TAG.matcher(asked).replaceAll("") : asked;
        return new Drawing(
                asked,
                prompt,
                body.path("negative_prompt").asString(""),
                side(body, "width", dialect),
                side(body, "height", dialect),
                whole(body, "steps", 1, 150, 50, dialect),
                body.path("cfg_scale").asDouble(7),
                sampler(body, dialect),
                body.path("seed").asLong(-1),
                loras,
                fromInit ? init(body, dialect) : null);
    }

    /** A tag that names no file is left out without a word, as at the real server. */
    private static List<LoraUse> tagged(String prompt) {
        var loras = new ArrayList<LoraUse>();
        var tags = TAG.matcher(prompt);
        while (tags.find()) {
            var parts = tags.group(2).split(":", -1);
            if (tags.group(1).equals("lora") && FILES.contains(parts[0])) {
                loras.add(new LoraUse(parts[0], weight(parts)));
            }
        }
        return loras;
    }

    private static double weight(String[] parts) {
        try {
            return parts.length < 2 ? 1 : Double.parseDouble(parts[1]);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static List<LoraUse> listed(JsonNode list) {
        var loras = new ArrayList<LoraUse>();
        for (var item : list) {
            var path = item.path("path").asString("");
            var name = path.endsWith(".safetensors") ? path.substring(0, path.length() - 12) : "";
            if (!FILES.contains(name)) {
                throw Dialect.SDCPP.new Refusal(400, "invalid lora path: " + path);
            }
            loras.add(new LoraUse(name, item.path("multiplier").asDouble(1)));
        }
        return loras;
    }

    private static String sampler(JsonNode body, Dialect dialect) {
        var name = body.path("sampler_name").asString(body.path("sampler_index").asString("Euler"));
        if (!KNOWN_SAMPLERS.contains(name.toLowerCase(Locale.ROOT))) {
            throw dialect.new Refusal(dialect == Dialect.A1111 ? 404 : 400, "Sampler not found");
        }
        return name;
    }

    private static Init init(JsonNode body, Dialect dialect) {
        var init = body.path("init_images").path(0).asString("");
        if (init.isEmpty()) {
            throw dialect.new Refusal(404, "Init image not found");
        }
        var mask = body.path("mask").asString("");
        var strength = body.path("denoising_strength").asDouble(0.75);
        if (!(strength >= 0 && strength <= 1)) {
            throw dialect.new Refusal(422, "denoising_strength must be 0..1");
        }
        return new Init(file(init, dialect), mask.isEmpty() ? null : file(mask, dialect), strength);
    }

    private static byte[] file(String base64, Dialect dialect) {
        try {
            var comma = base64.startsWith("data:") ? base64.indexOf(',') : -1;
            var file = Base64.getDecoder().decode(base64.substring(comma + 1));
            if (Init.decode(file) != null) {
                return file;
            }
        } catch (IllegalArgumentException _) {
            // Told below, as for a file that is no picture.
        }
        throw dialect.new Refusal(500, "Invalid encoded image");
    }

    private static int side(JsonNode body, String name, Dialect dialect) {
        return whole(body, name, 64, 2048, 512, dialect) / 8 * 8;
    }

    private static int whole(JsonNode body, String name, int min, int max, int otherwise, Dialect dialect) {
        var node = body.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isNumber() || node.intValue() < min || node.intValue() > max) {
            throw dialect.new Refusal(dialect == Dialect.A1111 ? 422 : 400, name + " must be " + min + ".." + max);
        }
        return node.intValue();
    }

    PictureSpec spec(long chosenSeed, int leastBytes) {
        return new PictureSpec(prompt, chosenSeed, width, height, PictureFormat.PNG, loras, init, leastBytes);
    }
}
