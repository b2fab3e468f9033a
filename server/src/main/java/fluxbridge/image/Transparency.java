package fluxbridge.image;

import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Masks that are told by transparency, as the OpenAI API does: what is transparent is to be repainted. */
public final class Transparency {

    private final PictureCodec codec;

    public Transparency(PictureCodec codec) {
        this.codec = codec;
    }

    /**
     * The transparent part of a picture as a mask of its size: white where it is transparent, black where it is opaque, grey between.
     *
     * @return empty when every pixel is opaque
     * @throws UnreadablePictureException when the pixels cannot be decoded
     */
    public Optional<Picture> asMask(Picture picture) {
        if (picture.format() == PictureFormat.JPEG) {
            return Optional.empty();
        }
        var found = new AtomicBoolean();
        var mask = codec.rework(picture, PictureFormat.PNG, 100, image -> {
            var inverse = inverseOfAlpha(image, found);
            return found.get() ? inverse : new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        });
        return found.get() ? Optional.of(mask) : Optional.empty();
    }

    /**
     * The picture as an opaque PNG, laid on white.
     *
     * @throws UnreadablePictureException when the pixels cannot be decoded
     */
    public Picture laidOnWhite(Picture picture) {
        return codec.rework(picture, PictureFormat.PNG, 100, image -> {
            var flat = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
            var graphics = flat.createGraphics();
            graphics.drawImage(image, 0, 0, Color.WHITE, null);
            graphics.dispose();
            return flat;
        });
    }

    private static BufferedImage inverseOfAlpha(BufferedImage image, AtomicBoolean found) {
        var mask = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        if (!image.getColorModel().hasAlpha()) {
            return mask;
        }
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int x = 0; x < row.length; x++) {
                int white = 255 - (row[x] >>> 24);
                if (white > 0) {
                    found.set(true);
                }
                row[x] = white * 0x010101;
            }
            mask.getRaster().setDataElements(0, y, row.length, 1, row);
        }
        return mask;
    }
}
