package fluxbridge.inpaint;

import fluxbridge.domain.Picture;
import fluxbridge.domain.Size;
import fluxbridge.image.PictureCodec;
import fluxbridge.image.Resample;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * How a drawn picture is laid over the original. Where the mask keeps a pixel, the result has the original's own, to the bit.
 *
 * @param original what is drawn over, of any size
 * @param strength grey, of the original's size: how much of the drawn picture shows
 * @param region of the original that was redrawn
 * @param within where the region lies in the drawn picture, which may have another shape
 */
public record Paste(Picture original, Picture strength, Region region, Region within) {

    /** One that lays a drawn picture over an original of the same size. */
    public static Paste whole(Picture original, Picture strength) {
        var all = Region.whole(original.size());
        return new Paste(original, strength, all, all);
    }

    /**
     * The original with the drawn picture over it, as a PNG of the original's size.
     *
     * @param drawn of the size that was asked for
     * @throws fluxbridge.image.UnreadablePictureException when its pixels cannot be decoded
     */
    public Picture over(Picture drawn, PictureCodec codec) {
        return codec.work(List.of(original, strength, drawn), pixels -> {
            var canvas = pixels.getFirst();
            compose(canvas, Mask.ofGrey(pixels.get(1)), cut(pixels.get(2), drawn.size()));
            return PictureCodec.png(canvas);
        });
    }

    private BufferedImage cut(BufferedImage drawn, Size size) {
        boolean all = within.equals(Region.whole(size));
        var part = all ? drawn : drawn.getSubimage(within.x(), within.y(), within.width(), within.height());
        return Resample.LANCZOS.to(part, region.size());
    }

    private void compose(BufferedImage canvas, Mask strength, BufferedImage drawn) {
        for (int y = 0; y < region.height(); y++) {
            for (int x = 0; x < region.width(); x++) {
                int weight = strength.at(region.x() + x, region.y() + y);
                if (weight != 0) {
                    int below = canvas.getRGB(region.x() + x, region.y() + y);
                    canvas.setRGB(region.x() + x, region.y() + y, mix(below, drawn.getRGB(x, y), weight));
                }
            }
        }
    }

    /** @param weight of {@code above}, 0..255; the ends give exactly one of the two */
    static int mix(int below, int above, int weight) {
        int mixed = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int level = ((below >>> shift & 255) * (255 - weight) + (above >>> shift & 255) * weight + 127) / 255;
            mixed |= level << shift;
        }
        return mixed;
    }
}
