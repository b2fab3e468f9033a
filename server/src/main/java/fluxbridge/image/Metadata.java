package fluxbridge.image;

import fluxbridge.domain.Picture;
import java.util.Map;
import java.util.Optional;

/**
 * The infotext inside a picture's file, where A1111 keeps it: PNG text chunk {@code parameters}, JPEG and WebP EXIF UserComment.
 *
 * <p>The pixels are never decoded: the file is spliced.
 */
public final class Metadata {

    private Metadata() {}

    /**
     * The picture with this infotext in place of any it had. An EXIF block that was there is replaced whole.
     *
     * @return the same picture where the file has no room for the text: a GIF, or a JPEG with more than about 32,700 characters
     */
    public static Picture embed(Picture picture, String infotext) {
        return PictureFile.sniff(picture.bytes())
                .withInfotext(infotext)
                .map(file -> new Picture(file.toBytes(), picture.format(), picture.size()))
                .orElse(picture);
    }

    /** The file that {@link #embed} makes, in pieces: for answers that are written once. */
    public static Slices splice(Picture picture, String infotext) {
        return PictureFile.sniff(picture.bytes()).withInfotext(infotext).orElseGet(() -> Slices.of(picture.bytes()));
    }

    /** The infotext of a file, where it is a picture that has one. Broken files are read as far as they are sound; nothing is thrown. */
    public static Optional<String> read(byte[] bytes) {
        return isPicture(bytes) ? PictureFile.sniff(bytes).infotext() : Optional.empty();
    }

    /** The other texts of a PNG by keyword, in the file's order; empty for the other formats. Nothing is thrown. */
    public static Map<String, String> textItems(byte[] bytes) {
        return isPicture(bytes) ? PictureFile.sniff(bytes).texts() : Map.of();
    }

    private static boolean isPicture(byte[] bytes) {
        return PngFile.matches(bytes) || JpegFile.matches(bytes) || WebpFile.matches(bytes) || GifFile.matches(bytes);
    }
}
