package fluxbridge.image;

import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Size;

/**
 * How large a picture from outside may be.
 *
 * @param maxBytes of the file
 * @param maxPixels width times height
 * @param maxSide of width and of height, in pixels
 */
public record PictureLimits(int maxBytes, long maxPixels, int maxSide) {

    /** 25 MB, 16.8 megapixels (4096x4096), 8192 pixels a side. */
    public static final PictureLimits STANDARD = new PictureLimits(25_000_000, 16_800_000, 8192);

    public PictureLimits {
        if (maxBytes < 1 || maxPixels < 1 || maxSide < 1) {
            throw new IllegalArgumentException(
                    "limits are at least 1, were " + maxBytes + " bytes, " + maxPixels + " pixels, side " + maxSide);
        }
    }

    void check(int bytes) {
        if (bytes > maxBytes) {
            throw new UnreadablePictureException(
                    "a picture of " + bytes + " bytes is over the limit of " + maxBytes + " bytes");
        }
    }

    void check(Size size, PictureFormat format) {
        if (size.width() > maxSide || size.height() > maxSide) {
            throw new UnreadablePictureException(
                    "a " + size + " " + format + " is over the limit of " + maxSide + " pixels a side");
        }
        if (size.pixels() > maxPixels) {
            throw new UnreadablePictureException(
                    "a " + size + " " + format + " is over the limit of " + maxPixels / 1e6 + " megapixels");
        }
    }
}
