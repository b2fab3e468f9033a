package fluxbridge.domain;

/**
 * A picture's width and height in pixels.
 *
 * @param width at least 1
 * @param height at least 1
 */
public record Size(int width, int height) {

    public Size {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a size is at least 1x1, was " + width + "x" + height);
        }
    }

    public long pixels() {
        return (long) width * height;
    }

    public double megapixels() {
        return pixels() / 1_000_000.0;
    }

    /** {@code WIDTHxHEIGHT}, as infotexts write it. */
    @Override
    public String toString() {
        return width + "x" + height;
    }
}
