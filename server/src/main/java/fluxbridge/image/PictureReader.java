package fluxbridge.image;

import fluxbridge.domain.Picture;

/**
 * Takes bytes from outside for a {@link Picture}, or says why they are none.
 *
 * <p>The format is sniffed from the first bytes; the size is read from the header and held against the limits; the structure is walked to its
 * end, so that a truncated file is refused. Nothing is decoded, and nothing is allocated by what a header claims.
 */
public final class PictureReader {

    private final PictureLimits limits;

    public PictureReader(PictureLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads a PNG, JPEG, WebP or GIF of one frame.
     *
     * @param bytes the whole file; kept, not copied
     * @throws UnreadablePictureException when it is something else, broken, cut off, animated or over a limit
     */
    public Picture read(byte[] bytes) {
        limits.check(bytes.length);
        var file = PictureFile.sniff(bytes);
        var size = file.size();
        limits.check(size, file.format());
        file.check();
        return new Picture(bytes, file.format(), size);
    }
}
