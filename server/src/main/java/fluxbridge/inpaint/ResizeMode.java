package fluxbridge.inpaint;

import fluxbridge.domain.Size;
import fluxbridge.image.Resample;
import java.awt.image.BufferedImage;

/** How a picture of another shape is brought to a size: A1111's {@code resize_mode}. */
public enum ResizeMode {
    /** To the whole size, out of proportion if need be. */
    STRETCH,
    /** In proportion, until it covers the size; what hangs over is cut off on both sides alike. */
    CROP,
    /** In proportion, until it fits in; the space beside it takes the colours of the edge. */
    FILL;

    public BufferedImage apply(BufferedImage image, Size size) {
        return switch (this) {
            case STRETCH -> Resample.LANCZOS.to(image, size);
            case CROP -> crop(image, size);
            case FILL -> fill(image, size);
        };
    }

    private static BufferedImage crop(BufferedImage image, Size size) {
        var part = Placement.inside(size, new Size(image.getWidth(), image.getHeight()));
        var middle = image.getSubimage(part.x(), part.y(), part.width(), part.height());
        return Resample.LANCZOS.to(middle, size);
    }

    private static BufferedImage fill(BufferedImage image, Size size) {
        var place = Placement.inside(new Size(image.getWidth(), image.getHeight()), size);
        var scaled = Resample.LANCZOS.to(image, place.size());
        if (place.size().equals(size)) {
            return scaled;
        }
        var filled = new BufferedImage(size.width(), size.height(), image.getType());
        var from = new int[place.width()];
        var row = new int[size.width()];
        for (int y = 0; y < size.height(); y++) {
            scaled.getRGB(0, Math.clamp(y - place.y(), 0, place.height() - 1), from.length, 1, from, 0, from.length);
            for (int x = 0; x < row.length; x++) {
                row[x] = from[Math.clamp(x - place.x(), 0, from.length - 1)];
            }
            filled.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return filled;
    }
}
