package fluxbridge.openai;

import fluxbridge.domain.Note;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.SceneContext;
import fluxbridge.domain.Size;
import fluxbridge.failure.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of {@code /v1/images/generations}, {@code edits} and {@code variations} without the pictures (a1111.md §4; types of the npm
 * package {@code openai}), read and checked.
 *
 * @param negative empty for none
 * @param size empty for {@code auto}
 * @param model as the client wrote it, null for none
 * @param byUrl whether the pictures are answered as urls
 * @param jpegQuality 1 to 100
 * @param rewritten whether a JPEG is written anew so that this quality holds
 * @param quality as replies tell it: {@code low}, {@code medium}, {@code high} or {@code auto}
 * @param strength denoising strength of an edit, empty for the usual one
 * @param notes what was ignored
 */
record ImagesBody(
        String prompt,
        String negative,
        Optional<Size> size,
        int count,
        @Nullable String model,
        OptionalLong seed,
        OptionalInt steps,
        OptionalDouble guidance,
        boolean byUrl,
        PictureFormat format,
        int jpegQuality,
        boolean rewritten,
        String quality,
        boolean stream,
        OptionalDouble strength,
        LoraOrders loras,
        SceneContext scene,
        List<Note> notes) {

    static final int SMALLEST_SIDE = 64;
    private static final int MOST_STEPS = 150;
    private static final int LONGEST_PROMPT = 32_000;
    private static final long LARGEST_SEED = 4_294_967_295L;
    private static final int USUAL_JPEG_QUALITY = 90;
    private static final double STRENGTH_OF_HIGH_FIDELITY = 0.5;
    private static final int MOST_UNKNOWN_TOLD = 20;

    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

    private static final Set<String> KNOWN = Set.of(
            "prompt",
            "negative_prompt",
            "model",
            "n",
            "size",
            "quality",
            "style",
            "background",
            "moderation",
            "input_fidelity",
            "response_format",
            "output_format",
            "output_compression",
            "user",
            "stream",
            "partial_images",
            "seed",
            "steps",
            "num_inference_steps",
            "guidance",
            "guidance_scale",
            "strength",
            "loras",
            "visible_characters",
            "character_prompts");

    /**
     * The bounds of a request, from the settings.
     *
     * @param format of the pictures when the request names none
     */
    record Limits(int maxSide, int maxImages, PictureFormat format) {}

    ImagesBody {
        notes = List.copyOf(notes);
    }

    /** @throws GatewayException {@code BadRequest} with everything that cannot be used */
    static ImagesBody read(ObjectNode body, Kind kind, Limits limits) {
        var fields = new Fields(body);
        var format = format(fields, limits);
        var compression = fields.whole("output_compression", 0, 100);
        boolean byUrl = byUrl(fields);
        boolean stream = fields.flag("stream");
        boolean jpeg = format == PictureFormat.JPEG;
        var read = new ImagesBody(
                prompt(fields, kind),
                limited(fields, "negative_prompt"),
                size(fields, limits),
                (int) fields.whole("n", 1, limits.maxImages()).orElse(1),
                fields.text("model").filter(model -> !model.isBlank()).orElse(null),
                seed(fields),
                steps(fields),
                first(fields, "guidance", "guidance_scale"),
                byUrl && !stream,
                format,
                (int) Math.max(1, compression.orElse(USUAL_JPEG_QUALITY)),
                jpeg && compression.isPresent() && compression.getAsLong() < 100,
                quality(fields),
                stream,
                strength(fields, kind),
                LoraOrders.read(fields),
                SceneFields.read(fields),
                ignored(fields, kind, byUrl && stream, !jpeg && compression.orElse(100) < 100));
        fields.check();
        return read;
    }

    private static String prompt(Fields fields, Kind kind) {
        var prompt = limited(fields, "prompt");
        if (prompt.isBlank() && kind != Kind.VARIATION) {
            fields.problem(
                    "prompt",
                    "is required; say what to draw",
                    fields.text("prompt").isPresent() ? "invalid_value" : "missing_required_parameter");
        }
        return prompt;
    }

    private static String limited(Fields fields, String name) {
        var text = fields.text(name).orElse("");
        if (text.length() > LONGEST_PROMPT) {
            fields.problem(
                    name,
                    text.length() + " characters are over the limit of " + LONGEST_PROMPT,
                    "string_above_max_length");
        }
        return text;
    }

    private static Optional<Size> size(Fields fields, Limits limits) {
        var asked = fields.word("size").filter(size -> !size.equals("auto"));
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        var matcher = SIZE.matcher(asked.get());
        if (matcher.matches()) {
            int width = Integer.parseInt(matcher.group(1));
            int height = Integer.parseInt(matcher.group(2));
            if (Math.min(width, height) >= SMALLEST_SIDE && Math.max(width, height) <= limits.maxSide()) {
                return Optional.of(new Size(width, height));
            }
        }
        fields.refuse(
                "size",
                "must be auto or WIDTHxHEIGHT of " + SMALLEST_SIDE + ".." + limits.maxSide() + " pixels each, was '"
                        + Fields.shortened(asked.get()) + "'");
        return Optional.empty();
    }

    private static OptionalLong seed(Fields fields) {
        var seed = fields.whole("seed", -1, LARGEST_SEED);
        return seed.orElse(-1) < 0 ? OptionalLong.empty() : seed;
    }

    private static OptionalInt steps(Fields fields) {
        var steps = fields.whole("steps", 1, MOST_STEPS);
        var given = steps.isPresent() ? steps : fields.whole("num_inference_steps", 1, MOST_STEPS);
        return given.isPresent() ? OptionalInt.of((int) given.getAsLong()) : OptionalInt.empty();
    }

    private static OptionalDouble first(Fields fields, String name, String otherName) {
        var value = fields.decimal(name, 0, 50);
        return value.isPresent() ? value : fields.decimal(otherName, 0, 50);
    }

    /** {@code input_fidelity: high} keeps more of the picture than usual. */
    private static OptionalDouble strength(Fields fields, Kind kind) {
        var given = fields.decimal("strength", 0, 1);
        boolean faithful = kind != Kind.GENERATION
                && fields.word("input_fidelity").filter("high"::equals).isPresent();
        return given.isEmpty() && faithful ? OptionalDouble.of(STRENGTH_OF_HIGH_FIDELITY) : given;
    }

    /** Pictures come inline unless a url is asked for: most clients in use read nothing else. */
    private static boolean byUrl(Fields fields) {
        return switch (fields.word("response_format").orElse("b64_json")) {
            case "url" -> true;
            case "b64_json" -> false;
            default -> {
                fields.refuse("response_format", "must be b64_json or url");
                yield false;
            }
        };
    }

    private static PictureFormat format(Fields fields, Limits limits) {
        return switch (fields.word("output_format").orElse("")) {
            case "" -> limits.format();
            case "png" -> PictureFormat.PNG;
            case "jpeg", "jpg" -> PictureFormat.JPEG;
            case "webp" -> {
                fields.problem(
                        "output_format",
                        "webp cannot be written: this version has no encoder for it; use png or jpeg",
                        "unsupported_value");
                yield limits.format();
            }
            default -> {
                fields.refuse("output_format", "must be png or jpeg");
                yield limits.format();
            }
        };
    }

    private static String quality(Fields fields) {
        return switch (fields.word("quality").orElse("auto")) {
            case "low" -> "low";
            case "medium" -> "medium";
            case "high", "hd" -> "high";
            default -> "auto";
        };
    }

    /** What was asked for and has no counterpart at a hosted Flux. */
    private static List<Note> ignored(Fields fields, Kind kind, boolean urlInStream, boolean compressedPng) {
        var ignored = new ArrayList<String>();
        fields.word("quality")
                .filter(quality -> !Set.of("auto", "standard").contains(quality))
                .ifPresent(_ -> ignored.add("quality (a Flux takes steps)"));
        fields.word("style").ifPresent(_ -> ignored.add("style"));
        fields.word("background")
                .filter(background -> !Set.of("auto", "opaque").contains(background))
                .ifPresent(_ -> ignored.add("background (pictures are opaque)"));
        fields.word("moderation")
                .filter(moderation -> !moderation.equals("auto"))
                .ifPresent(_ -> ignored.add("moderation (the providers' settings decide)"));
        if (fields.whole("partial_images", 0, 3).orElse(0) > 0) {
            ignored.add("partial_images (no provider sends previews)");
        }
        if (kind == Kind.GENERATION) {
            fields.word("input_fidelity").ifPresent(_ -> ignored.add("input_fidelity"));
            fields.word("strength").ifPresent(_ -> ignored.add("strength"));
        }
        if (urlInStream) {
            ignored.add("response_format (events carry b64_json)");
        }
        if (compressedPng) {
            ignored.add("output_compression (png is lossless)");
        }
        fields.others(KNOWN).stream()
                .limit(MOST_UNKNOWN_TOLD)
                .map(Fields::shortened)
                .forEach(ignored::add);
        return ignored.isEmpty() ? List.of() : List.of(new Note("Ignored", String.join(", ", ignored)));
    }
}
