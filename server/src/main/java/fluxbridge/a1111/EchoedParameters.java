package fluxbridge.a1111;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code parameters} of a reply: A1111's txt2img fields in A1111's order, each as it was sent or with its default (a1111.md §1.5). Fields
 * that are not A1111's, such as SillyTavern's {@code url} and {@code auth}, are never among them.
 */
final class EchoedParameters {

    private enum Kind {
        TEXT,
        WHOLE,
        DECIMAL,
        FLAG,
        TEXTS,
        LIST,
        OBJECT
    }

    /** @param fallback stands in the reply when the field was not sent; copied where it can be changed */
    private record Field(String name, Kind kind, JsonNode fallback) {

        /** @param json {@code null} for none */
        Field(String name, Kind kind, String json) {
            this(name, kind, A1111Json.MAPPER.readTree(json));
        }
    }

    private static final List<Field> FIELDS = List.of(
            new Field("prompt", Kind.TEXT, "\"\""),
            new Field("negative_prompt", Kind.TEXT, "\"\""),
            new Field("styles", Kind.TEXTS, "null"),
            new Field("seed", Kind.WHOLE, "-1"),
            new Field("subseed", Kind.WHOLE, "-1"),
            new Field("subseed_strength", Kind.DECIMAL, "0"),
            new Field("seed_resize_from_h", Kind.WHOLE, "-1"),
            new Field("seed_resize_from_w", Kind.WHOLE, "-1"),
            new Field("sampler_name", Kind.TEXT, "null"),
            new Field("scheduler", Kind.TEXT, "null"),
            new Field("batch_size", Kind.WHOLE, "1"),
            new Field("n_iter", Kind.WHOLE, "1"),
            new Field("steps", Kind.WHOLE, "50"),
            new Field("cfg_scale", Kind.DECIMAL, "7.0"),
            new Field("width", Kind.WHOLE, "512"),
            new Field("height", Kind.WHOLE, "512"),
            new Field("restore_faces", Kind.FLAG, "null"),
            new Field("tiling", Kind.FLAG, "null"),
            new Field("do_not_save_samples", Kind.FLAG, "false"),
            new Field("do_not_save_grid", Kind.FLAG, "false"),
            new Field("eta", Kind.DECIMAL, "null"),
            new Field("denoising_strength", Kind.DECIMAL, "null"),
            new Field("s_min_uncond", Kind.DECIMAL, "null"),
            new Field("s_churn", Kind.DECIMAL, "null"),
            new Field("s_tmax", Kind.DECIMAL, "null"),
            new Field("s_tmin", Kind.DECIMAL, "null"),
            new Field("s_noise", Kind.DECIMAL, "null"),
            new Field("override_settings", Kind.OBJECT, "null"),
            new Field("override_settings_restore_afterwards", Kind.FLAG, "true"),
            new Field("refiner_checkpoint", Kind.TEXT, "null"),
            new Field("refiner_switch_at", Kind.DECIMAL, "null"),
            new Field("disable_extra_networks", Kind.FLAG, "false"),
            new Field("firstpass_image", Kind.TEXT, "null"),
            new Field("comments", Kind.OBJECT, "null"),
            new Field("enable_hr", Kind.FLAG, "false"),
            new Field("firstphase_width", Kind.WHOLE, "0"),
            new Field("firstphase_height", Kind.WHOLE, "0"),
            new Field("hr_scale", Kind.DECIMAL, "2.0"),
            new Field("hr_upscaler", Kind.TEXT, "null"),
            new Field("hr_second_pass_steps", Kind.WHOLE, "0"),
            new Field("hr_resize_x", Kind.WHOLE, "0"),
            new Field("hr_resize_y", Kind.WHOLE, "0"),
            new Field("hr_checkpoint_name", Kind.TEXT, "null"),
            new Field("hr_sampler_name", Kind.TEXT, "null"),
            new Field("hr_scheduler", Kind.TEXT, "null"),
            new Field("hr_prompt", Kind.TEXT, "\"\""),
            new Field("hr_negative_prompt", Kind.TEXT, "\"\""),
            new Field("force_task_id", Kind.TEXT, "null"),
            new Field("sampler_index", Kind.TEXT, "\"Euler\""),
            new Field("script_name", Kind.TEXT, "null"),
            new Field("script_args", Kind.LIST, "[]"),
            new Field("send_images", Kind.FLAG, "true"),
            new Field("save_images", Kind.FLAG, "false"),
            new Field("alwayson_scripts", Kind.OBJECT, "{}"),
            new Field("infotext", Kind.TEXT, "null"));

    /** Those of txt2img that img2img has not. */
    private static final Set<String> TXT2IMG_ONLY = Set.of(
            "enable_hr",
            "firstphase_width",
            "firstphase_height",
            "hr_scale",
            "hr_upscaler",
            "hr_second_pass_steps",
            "hr_resize_x",
            "hr_resize_y",
            "hr_checkpoint_name",
            "hr_sampler_name",
            "hr_scheduler",
            "hr_prompt",
            "hr_negative_prompt");

    /** What img2img has beside those of txt2img, in A1111's order (a1111.md §1.4). */
    private static final List<Field> IMG2IMG = List.of(
            new Field("init_images", Kind.TEXTS, "null"),
            new Field("resize_mode", Kind.WHOLE, "0"),
            new Field("image_cfg_scale", Kind.DECIMAL, "null"),
            new Field("mask", Kind.TEXT, "null"),
            new Field("mask_blur_x", Kind.WHOLE, "4"),
            new Field("mask_blur_y", Kind.WHOLE, "4"),
            new Field("mask_blur", Kind.WHOLE, "null"),
            new Field("mask_round", Kind.FLAG, "true"),
            new Field("inpainting_fill", Kind.WHOLE, "0"),
            new Field("inpaint_full_res", Kind.FLAG, "true"),
            new Field("inpaint_full_res_padding", Kind.WHOLE, "0"),
            new Field("inpainting_mask_invert", Kind.WHOLE, "0"),
            new Field("initial_noise_multiplier", Kind.DECIMAL, "null"),
            new Field("latent_mask", Kind.TEXT, "null"),
            new Field("include_init_images", Kind.FLAG, "false"));

    private static final double DENOISING_STRENGTH = 0.75;

    private EchoedParameters() {}

    /**
     * Those of img2img, from the fields that both have.
     *
     * @param shared as {@link #of} gave them; left as it is
     */
    static ObjectNode img2img(BodyFields fields, ObjectNode shared) {
        var echo = JsonNodeFactory.instance.objectNode();
        shared.properties().stream()
                .filter(field -> !TXT2IMG_ONLY.contains(field.getKey()))
                .forEach(field -> echo.set(field.getKey(), field.getValue()));
        if (echo.path("denoising_strength").isNull()) {
            echo.put("denoising_strength", DENOISING_STRENGTH);
        }
        add(IMG2IMG, fields, echo);
        if (!echo.path("include_init_images").asBoolean(false)) {
            echo.putNull("init_images");
            echo.putNull("mask");
        }
        return echo;
    }

    /** Reads every field, so that what cannot be coerced is among the problems of {@code fields}. */
    static ObjectNode of(BodyFields fields) {
        var echo = JsonNodeFactory.instance.objectNode();
        add(FIELDS, fields, echo);
        return echo;
    }

    private static void add(List<Field> all, BodyFields fields, ObjectNode echo) {
        for (var field : all) {
            var name = field.name();
            echo.set(name, field.fallback().isContainer() ? field.fallback().deepCopy() : field.fallback());
            switch (field.kind()) {
                case TEXT -> fields.text(name).ifPresent(text -> echo.put(name, text));
                case WHOLE -> fields.whole(name).ifPresent(number -> echo.put(name, number));
                case DECIMAL -> fields.decimal(name).ifPresent(number -> echo.put(name, number));
                case FLAG -> fields.flagIfGiven(name).ifPresent(flag -> echo.put(name, flag));
                case TEXTS -> {
                    var texts = fields.texts(name);
                    if (!texts.isEmpty()) {
                        var list = echo.putArray(name);
                        texts.forEach(list::add);
                    }
                }
                case LIST -> {
                    var _ = fields.isList(name);
                }
                case OBJECT -> fields.object(name).ifPresent(object -> echo.set(name, object.deepCopy()));
            }
        }
    }
}
