package fluxbridge.inpaint;

import fluxbridge.domain.Size;
import java.awt.image.BufferedImage;
import java.util.Optional;

/**
 * How much of each pixel is drawn anew: 0 is kept, 255 is repainted.
 *
 * @param weights row by row; never written to
 */
@SuppressWarnings("ArrayRecordComponent") // made here, read only
record Mask(Size size, byte[] weights) {

    /** Lightness from which a pixel belongs to a rounded mask, as A1111 has it. */
    private static final int HALF = 128;

    /** White is repainted; where a mask has transparency its opaque part is, whatever its colour (a1111.md §1.4). */
    static Mask of(BufferedImage image) {
        int width = image.getWidth();
        var pixels = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
        boolean byAlpha = false;
        for (int i = 0; i < pixels.length && !byAlpha; i++) {
            byAlpha = pixels[i] >>> 24 != 255;
        }
        var weights = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            weights[i] = (byte) (byAlpha ? pixels[i] >>> 24 > HALF ? 255 : 0 : lightness(pixels[i]));
        }
        return new Mask(new Size(width, image.getHeight()), weights);
    }

    /** ITU-R 601, in whole numbers that leave white at 255. */
    private static int lightness(int pixel) {
        return ((pixel >> 16 & 255) * 299 + (pixel >> 8 & 255) * 587 + (pixel & 255) * 114 + 500) / 1000;
    }

    int at(int x, int y) {
        return weights[y * size.width() + x] & 255;
    }

    Mask inverted() {
        var other = new byte[weights.length];
        for (int i = 0; i < other.length; i++) {
            other[i] = (byte) (255 - (weights[i] & 255));
        }
        return new Mask(size, other);
    }

    /** All or nothing. */
    Mask rounded() {
        var other = new byte[weights.length];
        for (int i = 0; i < other.length; i++) {
            other[i] = (byte) ((weights[i] & 255) >= HALF ? 255 : 0);
        }
        return new Mask(size, other);
    }

    /** The smallest region that holds everything that is repainted; empty when nothing is. */
    Optional<Region> box() {
        int left = size.width();
        int right = -1;
        int top = size.height();
        int bottom = -1;
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                if (at(x, y) != 0) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = y;
                }
            }
        }
        return right < 0 ? Optional.empty() : Optional.of(new Region(left, top, right - left + 1, bottom - top + 1));
    }

    /**
     * How strongly the new picture shows through: the mask with an edge that falls off to half within it over the blur. What the mask keeps
     * stays at 0, so that it comes back to the bit.
     *
     * @param sigmaX of a Gaussian blur in pixels, 0 for a hard edge
     */
    Mask feathered(double sigmaX, double sigmaY) {
        if (sigmaX <= 0 && sigmaY <= 0) {
            return this;
        }
        var soft = new float[weights.length];
        for (int i = 0; i < soft.length; i++) {
            soft[i] = weights[i] & 255;
        }
        Gauss.blur(soft, size.width(), size.height(), sigmaX, sigmaY);
        var other = new byte[weights.length];
        for (int i = 0; i < other.length; i++) {
            float weight = weights[i] & 255;
            float edge = Math.clamp(2 * soft[i] / 255 - 0.5f, 0.5f, 1);
            other[i] = (byte) Math.round(weight * edge);
        }
        return new Mask(size, other);
    }

    /** Grey pixels, white where it is repainted. */
    BufferedImage image() {
        var image = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
        var row = new int[size.width()];
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < row.length; x++) {
                row[x] = at(x, y) * 0x010101;
            }
            image.getRaster().setDataElements(0, y, row.length, 1, row);
        }
        return image;
    }

    /** The lightness of grey pixels, without a look at transparency. */
    static Mask ofGrey(BufferedImage image) {
        int width = image.getWidth();
        var pixels = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
        var weights = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            weights[i] = (byte) pixels[i];
        }
        return new Mask(new Size(width, image.getHeight()), weights);
    }
}
