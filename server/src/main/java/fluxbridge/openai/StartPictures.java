package fluxbridge.openai;

import fluxbridge.domain.Mode;
import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure.BadRequest;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.Fit;
import fluxbridge.image.PictureReader;
import fluxbridge.image.Transparency;
import fluxbridge.image.UnreadablePictureException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What an edit starts from: the first picture, and what of it is to be repainted.
 *
 * <p>OpenAI's masks say it by transparency; where there is no mask, the transparent part of the picture itself counts.
 */
public final class StartPictures {

    /** Without a mask the picture is to stay recognisable; what a mask sets free is drawn anew. */
    private static final double STRENGTH = 0.75;

    private static final double STRENGTH_UNDER_MASK = 1;
    private static final double STRENGTH_OF_VARIATION = 0.6;

    private final PictureReader reader;
    private final Transparency transparency;
    private final Fit fit;

    public StartPictures(PictureReader reader, Transparency transparency, Fit fit) {
        this.reader = reader;
        this.transparency = transparency;
        this.fit = fit;
    }

    /** A start and the size of the pictures that come of it; init image and mask have that size. */
    record Start(Mode mode, Size size) {}

    /**
     * @param images files, at least one; those after the first are noted as ignored
     * @param mask a file, null for none
     * @param asked empty for the picture's own size
     * @param maxSide longest side that may be drawn
     * @throws GatewayException {@code BadRequest} when a file cannot be used
     */
    Start edit(
            List<byte[]> images,
            byte @Nullable [] mask,
            Optional<Size> asked,
            OptionalDouble strength,
            int maxSide,
            List<Note> notes) {
        var image = read("image", images.getFirst());
        var size = size(image, asked, maxSide, notes);
        if (images.size() > 1) {
            notes.add(new Note(
                    "Ignored",
                    "image 2" + (images.size() > 2 ? ".." + images.size() : "")
                            + " (an edit starts from the first picture)"));
        }
        var holes = holes(image);
        var opaque = holes.isPresent() ? transparency.laidOnWhite(image) : image;
        var repaint = mask == null ? holes : Optional.of(mask(mask, image));
        var init = fit.to(opaque, size);
        if (repaint.isEmpty()) {
            return new Start(new Mode.Img2Img(init, strength.orElse(STRENGTH)), size);
        }
        if (mask == null) {
            notes.add(new Note("Mask", "the transparent part of image"));
        }
        return new Start(
                new Mode.Inpaint(init, fit.to(repaint.get(), size), strength.orElse(STRENGTH_UNDER_MASK)), size);
    }

    /** As {@link #edit} without a mask: the whole picture is the pattern. */
    Start variation(List<byte[]> images, Optional<Size> asked, OptionalDouble strength, int maxSide, List<Note> notes) {
        var image = read("image", images.getFirst());
        var size = size(image, asked, maxSide, notes);
        var opaque = holes(image).isPresent() ? transparency.laidOnWhite(image) : image;
        return new Start(new Mode.Img2Img(fit.to(opaque, size), strength.orElse(STRENGTH_OF_VARIATION)), size);
    }

    private Picture read(String field, byte[] file) {
        try {
            return reader.read(file);
        } catch (UnreadablePictureException e) {
            throw unusable(field, e.getMessage());
        }
    }

    private Optional<Picture> holes(Picture image) {
        try {
            return transparency.asMask(image);
        } catch (UnreadablePictureException e) {
            throw unusable("image", e.getMessage());
        }
    }

    private Picture mask(byte[] file, Picture image) {
        var mask = read("mask", file);
        if (!mask.size().equals(image.size())) {
            throw unusable("mask", "must have the size of image, " + image.size() + ", was " + mask.size());
        }
        try {
            return transparency
                    .asMask(mask)
                    .orElseThrow(() -> unusable(
                            "mask",
                            "has no transparent pixel, so there is nothing to edit; make transparent what is to be"
                                    + " repainted"));
        } catch (UnreadablePictureException e) {
            throw unusable("mask", e.getMessage());
        }
    }

    private static GatewayException unusable(String field, @Nullable String why) {
        return new GatewayException(new BadRequest(
                List.of(new BadRequest.Problem(List.of("body", field), String.valueOf(why), "invalid_image_file"))));
    }

    private static Size size(Picture image, Optional<Size> asked, int maxSide, List<Note> notes) {
        if (asked.isPresent()) {
            return asked.get();
        }
        var own = image.size();
        double scale = Math.min(1, (double) maxSide / Math.max(own.width(), own.height()));
        var size = new Size(side(own.width() * scale, maxSide), side(own.height() * scale, maxSide));
        if (!size.equals(own)) {
            notes.add(new Note("Size change", "image is " + own + ", drawn at " + size));
        }
        return size;
    }

    private static int side(double pixels, int maxSide) {
        return Math.clamp(Math.round(pixels), ImagesBody.SMALLEST_SIDE, maxSide);
    }
}
