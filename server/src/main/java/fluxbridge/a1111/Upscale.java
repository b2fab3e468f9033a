package fluxbridge.a1111;

import fluxbridge.domain.Size;
import fluxbridge.image.Blend;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.Resample;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a picture is made larger.
 *
 * @param toSize whether {@code target} says how large, not {@code factor}
 * @param factor of each side
 * @param crop cuts off what hangs over the target's shape
 * @param first empty for "None", which leaves the picture as it is
 * @param secondPart how much of the second shows, 0..1
 * @param ignored what was asked for and is not done here
 */
record Upscale(
        boolean toSize,
        double factor,
        Size target,
        boolean crop,
        Optional<Resample> first,
        Optional<Resample> second,
        double secondPart,
        List<String> ignored) {

    /** As {@code /sdapi/v1/upscalers} lists them, after "None". */
    static final List<String> NAMES = List.of("Lanczos", "Nearest", "Bicubic");

    private static final Map<String, Resample> BY_NAME =
            Map.of("lanczos", Resample.LANCZOS, "nearest", Resample.NEAREST, "bicubic", Resample.BICUBIC);
    private static final PictureLimits LIMITS = PictureLimits.STANDARD;

    /** Reads the fields; what cannot be used is among their problems. */
    static Upscale read(BodyFields fields) {
        double factor = fields.decimal("upscaling_resize").orElse(2);
        if (!(factor > 0 && factor <= 16)) {
            fields.refuse("upscaling_resize", "must be over 0 and at most 16, was " + factor);
            factor = 1;
        }
        long mode = fields.whole("resize_mode").orElse(0);
        if (mode != 0 && mode != 1) {
            fields.refuse(
                    "resize_mode", "must be 0 (by upscaling_resize) or 1 (to upscaling_resize_w and _h), was " + mode);
        }
        double part = fields.decimal("extras_upscaler_2_visibility").orElse(0);
        if (!(part >= 0 && part <= 1)) {
            fields.refuse("extras_upscaler_2_visibility", "must be 0..1, was " + part);
        }
        return new Upscale(
                mode == 1,
                factor,
                new Size(side(fields, "upscaling_resize_w"), side(fields, "upscaling_resize_h")),
                fields.flagIfGiven("upscaling_crop").orElse(true),
                upscaler(fields, "upscaler_1"),
                upscaler(fields, "upscaler_2"),
                part,
                ignored(fields));
    }

    private static int side(BodyFields fields, String name) {
        long side = fields.whole(name).orElse(512);
        if (side < 1 || side > LIMITS.maxSide()) {
            fields.refuse(name, "must be 1.." + LIMITS.maxSide() + " pixels, was " + side);
            return 512;
        }
        return (int) side;
    }

    private static Optional<Resample> upscaler(BodyFields fields, String name) {
        var asked = fields.text(name).filter(n -> !n.isBlank() && !n.equalsIgnoreCase("None"));
        var found = asked.map(n -> BY_NAME.get(n.toLowerCase(Locale.ROOT)));
        if (asked.isPresent() && found.isEmpty()) {
            fields.refuse(name, "upscaler '" + asked.get() + "' not found; known: None, " + String.join(", ", NAMES));
        }
        return found;
    }

    private static List<String> ignored(BodyFields fields) {
        var ignored = new ArrayList<String>();
        for (var name : List.of("gfpgan_visibility", "codeformer_visibility")) {
            if (fields.decimal(name).orElse(0) > 0) {
                ignored.add(name);
            }
        }
        return ignored;
    }

    String htmlInfo() {
        return ignored.isEmpty() ? "" : "<p>Ignored: " + String.join(", ", ignored) + "</p>";
    }

    private Size scaled(Size from) {
        double by = toSize
                ? Math.max((double) target.width() / from.width(), (double) target.height() / from.height())
                : factor;
        return new Size((int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(from.width() * by))), (int)
                Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(from.height() * by))));
    }

    /** Why the result would be too large; empty when it would not. */
    Optional<String> objectionTo(Size from) {
        var to = scaled(from);
        boolean fits =
                to.width() <= LIMITS.maxSide() && to.height() <= LIMITS.maxSide() && to.pixels() <= LIMITS.maxPixels();
        return fits || first.isEmpty()
                ? Optional.empty()
                : Optional.of("a picture of " + from + " would become " + to + ", over the limit of " + LIMITS.maxSide()
                        + " pixels a side and " + LIMITS.maxPixels() / 1e6 + " megapixels");
    }

    BufferedImage apply(BufferedImage image) {
        if (first.isEmpty()) {
            return image;
        }
        var size = scaled(new Size(image.getWidth(), image.getHeight()));
        var larger = first.get().to(image, size);
        if (second.isPresent() && secondPart > 0) {
            larger = Blend.of(larger, second.get().to(image, size), secondPart);
        }
        return toSize && crop ? middle(larger) : larger;
    }

    private BufferedImage middle(BufferedImage image) {
        int width = Math.min(target.width(), image.getWidth());
        int height = Math.min(target.height(), image.getHeight());
        return image.getSubimage((image.getWidth() - width) / 2, (image.getHeight() - height) / 2, width, height);
    }
}
