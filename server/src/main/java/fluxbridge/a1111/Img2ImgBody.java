package fluxbridge.a1111;

import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import fluxbridge.failure.Failure.NotFound;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.PictureCodec;
import fluxbridge.image.UnreadablePictureException;
import fluxbridge.inpaint.MaskedContent;
import fluxbridge.inpaint.ResizeMode;
import fluxbridge.inpaint.Start;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of {@code POST /sdapi/v1/img2img} (a1111.md §1.4): that of txt2img, and what it begins from.
 *
 * @param init as sent, not decoded
 * @param mask as sent, null for none
 * @param strength denoising strength, 0..1
 */
record Img2ImgBody(
        Txt2ImgBody shared,
        String init,
        @Nullable String mask,
        ResizeMode resize,
        double strength,
        Start.Masking masking,
        List<Note> notes,
        ObjectNode parameters) {

    /** By A1111's numbers; 3 stretches in latent space, which is done in pixels. */
    private static final List<ResizeMode> RESIZE_MODES =
            List.of(ResizeMode.STRETCH, ResizeMode.CROP, ResizeMode.FILL, ResizeMode.STRETCH);

    /** By A1111's numbers. */
    private static final List<MaskedContent> CONTENTS =
            List.of(MaskedContent.FILL, MaskedContent.ORIGINAL, MaskedContent.NOISE, MaskedContent.NOTHING);

    private static final double DEFAULT_STRENGTH = 0.75;
    private static final int DEFAULT_BLUR = 4;
    private static final int MOST_BLUR = 64;

    /**
     * @throws GatewayException {@code BadRequest} when something cannot be used, {@code NotFound} without an init image
     */
    static Img2ImgBody read(ObjectNode body, Txt2ImgBody.Limits limits) {
        var shared = Txt2ImgBody.read(body, limits);
        var fields = new BodyFields(body);
        var inits =
                fields.texts("init_images").stream().filter(i -> !i.isBlank()).toList();
        var mask = fields.text("mask").filter(m -> !m.isBlank());
        var resize = (int) within(fields, "resize_mode", 0, 3, 0);
        var strength = strength(fields);
        var masking = masking(fields, limits, shared.seed().orElse(0));
        var notes = notes(fields, resize, inits.size(), mask.isPresent(), masking.content());
        var parameters = EchoedParameters.img2img(fields, shared.parameters());
        fields.check();
        if (inits.isEmpty()) {
            throw new GatewayException(new NotFound("Init image not found"));
        }
        return new Img2ImgBody(
                shared,
                inits.getFirst(),
                mask.orElse(null),
                RESIZE_MODES.get(resize),
                strength,
                masking,
                notes,
                parameters);
    }

    private static long within(BodyFields fields, String name, long least, long most, long fallback) {
        long value = fields.whole(name).orElse(fallback);
        if (value < least || value > most) {
            fields.refuse(name, "must be " + least + ".." + most + ", was " + value);
            return fallback;
        }
        return value;
    }

    private static double strength(BodyFields fields) {
        double strength = fields.decimal("denoising_strength").orElse(DEFAULT_STRENGTH);
        if (!(strength >= 0 && strength <= 1)) {
            fields.refuse("denoising_strength", "must be 0..1, was " + strength);
            return DEFAULT_STRENGTH;
        }
        return strength;
    }

    private static Start.Masking masking(BodyFields fields, Txt2ImgBody.Limits limits, long seed) {
        long both = within(fields, "mask_blur", 0, MOST_BLUR, DEFAULT_BLUR);
        boolean forBoth = fields.decimal("mask_blur").isPresent();
        long blurX = within(fields, "mask_blur_x", 0, MOST_BLUR, DEFAULT_BLUR);
        long blurY = within(fields, "mask_blur_y", 0, MOST_BLUR, DEFAULT_BLUR);
        var content = CONTENTS.get((int) within(fields, "inpainting_fill", 0, 3, 0));
        return new Start.Masking(
                fields.flag("inpainting_mask_invert"),
                fields.flagIfGiven("mask_round").orElse(true),
                forBoth ? both : blurX,
                forBoth ? both : blurY,
                content,
                fields.flagIfGiven("inpaint_full_res").orElse(true),
                (int) within(fields, "inpaint_full_res_padding", 0, limits.maxSide(), 0),
                seed);
    }

    /** What has no counterpart here, or a similar one. */
    private static List<Note> notes(BodyFields fields, int resize, int inits, boolean masked, MaskedContent content) {
        var ignored = new ArrayList<String>();
        if (inits > 1) {
            ignored.add("init_images after the first");
        }
        // One client sends the defaults of both with every request.
        if (fields.decimal("image_cfg_scale").orElse(1.5) != 1.5) {
            ignored.add("image_cfg_scale");
        }
        if (fields.decimal("initial_noise_multiplier").orElse(1) != 1) {
            ignored.add("initial_noise_multiplier");
        }
        if (fields.text("latent_mask").filter(m -> !m.isBlank()).isPresent()) {
            ignored.add("latent_mask");
        }
        var notes = new ArrayList<Note>();
        if (!ignored.isEmpty()) {
            notes.add(new Note("Ignored", String.join(", ", ignored)));
        }
        if (resize == 3) {
            notes.add(new Note("Resize mode", "3 (latent upscale) is done in pixels, as 0"));
        }
        if (masked && (content == MaskedContent.NOISE || content == MaskedContent.NOTHING)) {
            notes.add(new Note("Inpainting fill", content.wireName() + " is imitated in pixels"));
        }
        return notes;
    }

    /** Decodes the pictures and lays out the work. */
    Order order(SentPictures pictures, PictureCodec codec) {
        var first = pictures.read("init_images", init);
        var start = mask == null ? start(first, codec) : start(first, pictures.read("mask", mask), codec);
        return new Order(
                shared,
                start.mode(),
                start.paste(),
                OptionalDouble.of(strength),
                mask == null ? new LinkedHashMap<>() : pairs(),
                notes,
                parameters);
    }

    private Start start(Picture first, PictureCodec codec) {
        try {
            return Start.from(first, shared.size(), resize, strength, codec);
        } catch (UnreadablePictureException e) {
            throw SentPictures.unreadable("init_images", e);
        }
    }

    private Start start(Picture first, Picture cover, PictureCodec codec) {
        try {
            return Start.masked(first, cover, shared.size(), resize, masking, strength, codec);
        } catch (UnreadablePictureException e) {
            throw SentPictures.unreadable("mask", e);
        }
    }

    /** As A1111 writes them, each only where it is not the default of its page. */
    private SequencedMap<String, String> pairs() {
        var pairs = new LinkedHashMap<String, String>();
        if (masking.blurX() == masking.blurY()) {
            if (masking.blurX() > 0) {
                pairs.put("Mask blur", PictureInfo.plain(masking.blurX()));
            }
        } else {
            pairs.put("Mask blur X", PictureInfo.plain(masking.blurX()));
            pairs.put("Mask blur Y", PictureInfo.plain(masking.blurY()));
        }
        if (masking.inverted()) {
            pairs.put("Mask mode", "Inpaint not masked");
        }
        if (masking.onlyMasked()) {
            pairs.put("Inpaint area", "Only masked");
            pairs.put("Masked area padding", Integer.toString(masking.padding()));
        }
        if (masking.content() != MaskedContent.ORIGINAL) {
            pairs.put("Masked content", masking.content().wireName());
        }
        return pairs;
    }
}
