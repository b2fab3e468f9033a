package fluxbridge.image;

import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import java.util.function.UnaryOperator;

/** Brings a picture to the file format that was asked for. */
public final class Transcode {

    private final PictureCodec codec;

    public Transcode(PictureCodec codec) {
        this.codec = codec;
    }

    /**
     * The same picture when it already has the format; otherwise decoded and written anew, without its metadata. Transparency turns white in a
     * JPEG.
     *
     * @param wanted PNG or JPEG, or what the picture is
     * @param quality of a JPEG, 1 to 100
     * @throws IllegalArgumentException when another format is wanted
     * @throws UnreadablePictureException when the pixels cannot be decoded
     */
    public Picture to(Picture picture, PictureFormat wanted, int quality) {
        return picture.format() == wanted ? picture : codec.rework(picture, wanted, quality, UnaryOperator.identity());
    }

    /**
     * The picture written anew in the format, also when it already has it, so that {@code quality} holds.
     *
     * @param wanted PNG or JPEG
     * @param quality of a JPEG, 1 to 100
     * @throws UnreadablePictureException when the pixels cannot be decoded
     */
    public Picture anew(Picture picture, PictureFormat wanted, int quality) {
        return codec.rework(picture, wanted, quality, UnaryOperator.identity());
    }
}
