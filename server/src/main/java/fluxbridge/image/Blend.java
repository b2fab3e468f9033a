package fluxbridge.image;

import java.awt.image.BufferedImage;

/** Two pictures of one size seen through each other. */
public final class Blend {

    private Blend() {}

    /** @param part of the upper one that shows, 0..1 */
    public static BufferedImage of(BufferedImage lower, BufferedImage upper, double part) {
        int width = lower.getWidth();
        var blended = new BufferedImage(width, lower.getHeight(), PlainPixels.type(lower));
        var below = new int[width];
        var above = new int[width];
        int weight = (int) Math.round(part * 256);
        for (int y = 0; y < lower.getHeight(); y++) {
            lower.getRGB(0, y, width, 1, below, 0, width);
            upper.getRGB(0, y, width, 1, above, 0, width);
            for (int x = 0; x < width; x++) {
                below[x] = mix(below[x], above[x], weight);
            }
            blended.setRGB(0, y, width, 1, below, 0, width);
        }
        return blended;
    }

    private static int mix(int below, int above, int weight) {
        int mixed = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int level = (below >>> shift & 255) * (256 - weight) + (above >>> shift & 255) * weight + 128;
            mixed |= (level >>> 8) << shift;
        }
        return mixed;
    }
}
