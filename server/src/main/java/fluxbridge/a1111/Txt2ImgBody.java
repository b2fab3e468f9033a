package fluxbridge.a1111;

import fluxbridge.domain.ImageRequest;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Note;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.SceneContext;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure.UnknownScript;
import fluxbridge.failure.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of {@code POST /sdapi/v1/txt2img} (a1111.md §1.3), read and checked.
 *
 * <p>{@code url} and {@code auth}, which SillyTavern puts into the body, are not read at all, so they cannot be logged or echoed.
 *
 * @param scene what the client knows about the story
 * @param model title asked for in this request ({@code override_settings.sd_model_checkpoint} or {@code model}), null for the caller's own
 * @param keepModel whether that model stays chosen afterwards ({@code override_settings_restore_afterwards: false})
 * @param cfgScale as sent, default 7; not a Flux guidance, only echoed
 * @param parameters the whole request with defaults, as the reply echoes it
 */
record Txt2ImgBody(
        Prompt prompt,
        Size size,
        OptionalLong seed,
        OptionalInt steps,
        OptionalDouble guidance,
        double cfgScale,
        @Nullable String sampler,
        @Nullable String scheduler,
        int batchSize,
        int iterations,
        @Nullable String model,
        boolean keepModel,
        boolean applyLoras,
        boolean sendImages,
        @Nullable String taskId,
        SceneContext scene,
        List<Note> notes,
        ObjectNode parameters) {

    static final int MOST_STEPS = 150;
    static final int LONGEST_PROMPT = 20_000;
    static final int SMALLEST_SIDE = 64;
    private static final long LARGEST_SEED = 4_294_967_295L;
    private static final int DEFAULT_SIDE = 512;
    private static final double DEFAULT_CFG_SCALE = 7;

    /** The only sampler that is listed; a hosted Flux picks its own, so any name is taken. */
    static final String SAMPLER = "Euler";

    private static final Pattern PATH_IN_TAG = Pattern.compile("<\\w+:[^>]*\\.\\.[/\\\\][^>]*>");

    /** The bounds of a request, from the settings. */
    record Limits(int maxSide, int maxImages) {}

    /** @throws GatewayException {@code BadRequest} or {@code UnknownScript} when something cannot be used */
    static Txt2ImgBody read(ObjectNode body, Limits limits) {
        var fields = new BodyFields(body);
        var prompt = new Prompt(prompt(fields, "prompt"), prompt(fields, "negative_prompt"));
        var size = new Size(side(fields, "width", limits), side(fields, "height", limits));
        var seed = seed(fields);
        var steps = steps(fields);
        int batchSize = count(fields, "batch_size", limits);
        int iterations = count(fields, "n_iter", limits);
        if ((long) batchSize * iterations > limits.maxImages()) {
            fields.refuse(
                    "batch_size",
                    "batch_size x n_iter is " + (long) batchSize * iterations + " pictures, over the limit of "
                            + limits.maxImages() + " (MAX_IMAGES_PER_REQUEST)");
        }
        var guidance = guidance(fields);
        var cfgScale = fields.decimal("cfg_scale");
        var sampler = fields.text("sampler_name")
                .or(() -> fields.text("sampler_index"))
                .filter(s -> !s.isBlank());
        var scheduler = fields.text("scheduler").filter(s -> !s.isBlank());
        var model = fields.inside("override_settings")
                .flatMap(override -> override.text("sd_model_checkpoint"))
                .or(() -> fields.text("model"))
                .filter(m -> !m.isBlank());
        model.filter(m -> m.contains("../") || m.contains("..\\"))
                .ifPresent(m -> fields.refuse("model", "'" + m + "' is a path, not the title of a model"));
        boolean keepModel =
                !fields.flagIfGiven("override_settings_restore_afterwards").orElse(true);
        boolean applyLoras = !fields.flag("disable_extra_networks");
        boolean sendImages = fields.flagIfGiven("send_images").orElse(true);
        var taskId = fields.text("force_task_id").filter(t -> !t.isBlank());
        var unusable = new ArrayList<String>();
        var scene = SceneFields.read(body, unusable);
        var notes = ignored(fields, cfgScale, guidance, sampler, scheduler, unusable);
        var parameters = EchoedParameters.of(fields);
        fields.check();
        script(fields);
        return new Txt2ImgBody(
                prompt,
                size,
                seed,
                steps,
                guidance,
                cfgScale.orElse(DEFAULT_CFG_SCALE),
                sampler.orElse(null),
                scheduler.orElse(null),
                batchSize,
                iterations,
                model.orElse(null),
                keepModel,
                applyLoras,
                sendImages,
                taskId.orElse(null),
                scene,
                notes,
                parameters);
    }

    private static String prompt(BodyFields fields, String name) {
        var text = fields.text(name).orElse("");
        if (text.length() > LONGEST_PROMPT) {
            fields.refuse(name, text.length() + " characters are over the limit of " + LONGEST_PROMPT);
        }
        if (PATH_IN_TAG.matcher(text).find()) {
            fields.refuse(name, "a tag names a path with '../'; name the LoRA as /sdapi/v1/loras lists it");
        }
        return text;
    }

    private static int side(BodyFields fields, String name, Limits limits) {
        long pixels = fields.whole(name).orElse(DEFAULT_SIDE);
        if (pixels < SMALLEST_SIDE || pixels > limits.maxSide()) {
            fields.refuse(name, "must be " + SMALLEST_SIDE + ".." + limits.maxSide() + " pixels, was " + pixels);
            return DEFAULT_SIDE;
        }
        return (int) pixels;
    }

    private static OptionalLong seed(BodyFields fields) {
        var seed = fields.whole("seed");
        if (seed.orElse(0) > LARGEST_SEED) {
            fields.refuse("seed", "must be -1 (random) or 0.." + LARGEST_SEED + ", was " + seed.getAsLong());
        }
        return seed.orElse(-1) < 0 ? OptionalLong.empty() : seed;
    }

    private static OptionalInt steps(BodyFields fields) {
        var steps = fields.whole("steps");
        if (steps.isPresent() && (steps.getAsLong() < 1 || steps.getAsLong() > MOST_STEPS)) {
            fields.refuse(
                    "steps",
                    "must be 1.." + MOST_STEPS + ", was " + steps.getAsLong()
                            + "; leave it out for the model's default");
            return OptionalInt.empty();
        }
        return steps.isPresent() ? OptionalInt.of((int) steps.getAsLong()) : OptionalInt.empty();
    }

    private static int count(BodyFields fields, String name, Limits limits) {
        long count = fields.whole(name).orElse(1);
        if (count < 1 || count > limits.maxImages()) {
            fields.refuse(name, "must be 1.." + limits.maxImages() + ", was " + count);
            return 1;
        }
        return (int) count;
    }

    private static OptionalDouble guidance(BodyFields fields) {
        var guidance = fields.decimal("distilled_cfg_scale");
        if (guidance.isPresent() && !(guidance.getAsDouble() >= 0 && guidance.getAsDouble() <= 50)) {
            fields.refuse("distilled_cfg_scale", "must be 0..50, was " + guidance.getAsDouble());
            return OptionalDouble.empty();
        }
        return guidance;
    }

    private static void script(BodyFields fields) {
        var script = fields.text("script_name").filter(s -> !s.isBlank() && !s.equalsIgnoreCase("none"));
        if (script.isPresent()) {
            throw new GatewayException(new UnknownScript(script.get()));
        }
    }

    /** What was asked for and has no counterpart at a hosted Flux. */
    private static List<Note> ignored(
            BodyFields fields,
            OptionalDouble cfgScale,
            OptionalDouble guidance,
            Optional<String> sampler,
            Optional<String> scheduler,
            List<String> unusable) {
        var ignored = new ArrayList<>(unusable);
        if (cfgScale.isPresent() && cfgScale.getAsDouble() != 1 && guidance.isEmpty()) {
            ignored.add("cfg_scale (a Flux takes distilled_cfg_scale)");
        }
        sampler.filter(name -> !name.equals(SAMPLER)).ifPresent(_ -> ignored.add("sampler_name"));
        scheduler
                .filter(name -> !List.of("automatic", "simple").contains(name.toLowerCase(java.util.Locale.ROOT)))
                .ifPresent(_ -> ignored.add("scheduler"));
        for (var flag : List.of("enable_hr", "restore_faces", "tiling")) {
            if (fields.flag(flag)) {
                ignored.add(flag);
            }
        }
        if (fields.decimal("subseed_strength").orElse(0) > 0) {
            ignored.add("subseed");
        }
        if (fields.whole("clip_skip").orElse(1) > 1) {
            ignored.add("clip_skip");
        }
        if (fields.text("refiner_checkpoint").filter(s -> !s.isBlank()).isPresent()) {
            ignored.add("refiner_checkpoint");
        }
        fields.object("alwayson_scripts")
                .ifPresent(scripts ->
                        ignored.addAll(scripts.propertyNames().stream().sorted().toList()));
        return ignored.isEmpty() ? List.of() : List.of(new Note("Ignored", String.join(", ", ignored)));
    }

    int count() {
        return batchSize * iterations;
    }

    /** Names of {@code /sdapi/v1/prompt-styles}, as sent. */
    List<String> styles() {
        return parameters.path("styles").valueStream().map(JsonNode::asString).toList();
    }

    /** @param styled the prompt with its styles */
    ImageRequest toRequest(
            Prompt styled, @Nullable ProviderId provider, @Nullable String modelName, Mode mode, List<Note> more) {
        var all = new ArrayList<>(notes);
        all.addAll(more);
        return new ImageRequest(
                styled,
                size,
                seed,
                steps,
                guidance,
                sampler,
                modelName,
                provider,
                count(),
                applyLoras,
                mode,
                scene,
                all);
    }
}
