package fluxlab.picture;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;

/**
 * The vivid colour a LoRA leaves in the lab's pictures, and how much of it there is.
 *
 * <p>A txt2img picture with n LoRAs at weight 1 carries each on 1/(n+1) of its cells. There are 108 colours; ids whose
 * colours are the same cannot be told apart ({@link #colour}). JPEG is measured as well as PNG.
 */
public final class LoraTrace {

    private static final int HUES = 36;
    private static final float[][] SHADES = {{1f, 1f}, {1f, 0.72f}, {0.65f, 1f}};
    private static final int TOLERANCE = 13;

    private LoraTrace() {}

    /** The colour of a LoRA as 0xRRGGBB. */
    public static int colour(String loraId) {
        var hash = loraId.hashCode() * 0x9E3779B1;
        hash ^= hash >>> 15;
        var step = Math.floorMod(hash, HUES * SHADES.length);
        var shade = SHADES[step / HUES];
        return Color.HSBtoRGB((float) (step % HUES) / HUES, shade[0], shade[1]) & 0xFFFFFF;
    }

    /** The share of pixels, 0..1, that carry the LoRA. */
    public static double share(BufferedImage picture, String loraId) {
        return share(picture, loraId, new Rectangle(picture.getWidth(), picture.getHeight()));
    }

    /** The share of the pixels inside {@code region}, 0..1, that carry the LoRA. */
    public static double share(BufferedImage picture, String loraId, Rectangle region) {
        var inside = region.intersection(new Rectangle(picture.getWidth(), picture.getHeight()));
        if (inside.isEmpty()) {
            return 0;
        }
        var colour = colour(loraId);
        var carrying = 0L;
        for (var y = inside.y; y < inside.y + inside.height; y++) {
            for (var x = inside.x; x < inside.x + inside.width; x++) {
                carrying += near(picture.getRGB(x, y), colour) ? 1 : 0;
            }
        }
        return (double) carrying / ((long) inside.width * inside.height);
    }

    /** The share of the pixels that are white in {@code mask} (of the picture's size), 0..1, that carry the LoRA. */
    public static double share(BufferedImage picture, String loraId, BufferedImage mask) {
        var colour = colour(loraId);
        var counted = 0L;
        var carrying = 0L;
        for (var y = 0; y < picture.getHeight(); y++) {
            for (var x = 0; x < picture.getWidth(); x++) {
                if ((mask.getRGB(x, y) & 255) >= 128) {
                    counted++;
                    carrying += near(picture.getRGB(x, y), colour) ? 1 : 0;
                }
            }
        }
        return counted == 0 ? 0 : (double) carrying / counted;
    }

    private static boolean near(int a, int b) {
        return Math.abs((a >> 16 & 255) - (b >> 16 & 255)) <= TOLERANCE
                && Math.abs((a >> 8 & 255) - (b >> 8 & 255)) <= TOLERANCE
                && Math.abs((a & 255) - (b & 255)) <= TOLERANCE;
    }
}
