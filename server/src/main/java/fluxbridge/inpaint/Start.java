package fluxbridge.inpaint;

import fluxbridge.domain.Mode;
import fluxbridge.domain.Picture;
import fluxbridge.domain.Size;
import fluxbridge.image.PictureCodec;
import fluxbridge.image.UnreadablePictureException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;

/**
 * What a provider is sent for a picture that begins from another, and what becomes of its answer.
 *
 * @param mode with pictures of the asked size
 * @param paste lays the answer over the original; empty when the answer is the whole result
 */
public record Start(Mode mode, Optional<Paste> paste) {

    /**
     * How the mask is used.
     *
     * @param inverted repaints the black part
     * @param rounded makes every pixel of the mask all or nothing
     * @param blurX sigma of the soft edge in pixels, 0 for a hard one
     * @param onlyMasked redraws the surroundings of the mask at the whole asked size and lays them back
     * @param padding pixels around the mask that are redrawn with it, where only the masked part is
     * @param seed of the noise that {@link MaskedContent#NOISE} puts under the mask
     */
    public record Masking(
            boolean inverted,
            boolean rounded,
            double blurX,
            double blurY,
            MaskedContent content,
            boolean onlyMasked,
            int padding,
            long seed) {}

    /**
     * Without a mask: the init image is brought to the size and drawn over as a whole.
     *
     * @throws UnreadablePictureException when its pixels cannot be decoded
     */
    public static Start from(Picture init, Size size, ResizeMode resize, double strength, PictureCodec codec) {
        return codec.work(List.of(init), pixels -> {
            var brought = resize.apply(onWhite(pixels.getFirst()), size);
            return new Start(new Mode.Img2Img(PictureCodec.png(brought), strength), Optional.empty());
        });
    }

    /**
     * With a mask. A mask of another size than the init image is stretched to it; one that covers nothing leaves the picture as it is where
     * only the masked part is redrawn, which then is the whole.
     *
     * @throws UnreadablePictureException when the pixels of one cannot be decoded
     */
    public static Start masked(
            Picture init,
            Picture mask,
            Size size,
            ResizeMode resize,
            Masking masking,
            double strength,
            PictureCodec codec) {
        return codec.work(List.of(init, mask), pixels -> {
            var original = pixels.getFirst();
            var shape = ResizeMode.STRETCH.apply(pixels.getLast(), init.size());
            var repainted = mask(shape, masking);
            var box = masking.onlyMasked() ? repainted.box() : Optional.<Region>empty();
            return box.isPresent()
                    ? part(init, original, repainted, box.get(), size, masking, strength)
                    : whole(init, original, repainted, size, resize, masking, strength);
        });
    }

    private static Mask mask(BufferedImage image, Masking masking) {
        var mask = Mask.of(image);
        var sharp = masking.rounded() ? mask.rounded() : mask;
        return masking.inverted() ? sharp.inverted() : sharp;
    }

    private static Start part(
            Picture file, BufferedImage original, Mask mask, Region box, Size size, Masking masking, double strength) {
        var all = mask.size();
        var region = box.padded(masking.padding(), all).shaped(size, all);
        var init = crop(onWhite(original), region);
        masking.content().apply(init, Mask.ofGrey(crop(mask.image(), region)), masking.seed());
        return new Start(
                new Mode.Inpaint(
                        PictureCodec.png(ResizeMode.FILL.apply(init, size)),
                        PictureCodec.png(sharp(ResizeMode.FILL.apply(crop(mask.image(), region), size), masking)),
                        strength),
                Optional.of(paste(file, mask, region, Placement.inside(region.size(), size), masking)));
    }

    private static Start whole(
            Picture file,
            BufferedImage original,
            Mask mask,
            Size size,
            ResizeMode resize,
            Masking masking,
            double strength) {
        var brought = resize.apply(original, size);
        var broughtMask = Mask.ofGrey(sharp(resize.apply(mask.image(), size), masking));
        var init = copy(onWhite(brought));
        masking.content().apply(init, broughtMask, masking.seed());
        var all = Region.whole(size);
        var below = file.size().equals(size) ? file : PictureCodec.png(brought);
        return new Start(
                new Mode.Inpaint(PictureCodec.png(init), PictureCodec.png(broughtMask.image()), strength),
                Optional.of(paste(below, broughtMask, all, all, masking)));
    }

    private static Paste paste(Picture original, Mask mask, Region region, Region within, Masking masking) {
        var strength = mask.feathered(masking.blurX(), masking.blurY());
        return new Paste(original, PictureCodec.png(strength.image()), region, within);
    }

    /** Scaling makes greys of a mask that was all or nothing. */
    private static BufferedImage sharp(BufferedImage mask, Masking masking) {
        return masking.rounded() ? Mask.ofGrey(mask).rounded().image() : mask;
    }

    private static BufferedImage crop(BufferedImage image, Region region) {
        return copy(image.getSubimage(region.x(), region.y(), region.width(), region.height()));
    }

    private static BufferedImage copy(BufferedImage image) {
        var copy = new BufferedImage(image.getWidth(), image.getHeight(), image.getType());
        int width = image.getWidth();
        var row = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            copy.setRGB(0, y, width, 1, row, 0, width);
        }
        return copy;
    }

    /** Providers read transparency differently, so they get none. */
    private static BufferedImage onWhite(BufferedImage image) {
        if (!image.getColorModel().hasAlpha()) {
            return image;
        }
        var flat = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = flat.createGraphics();
        graphics.drawImage(image, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return flat;
    }
}
