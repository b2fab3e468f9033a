package fluxbridge.image;

import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Size;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Brings a picture to exactly the size that was asked for. */
public final class Fit {

    /** Pixels a side that a provider's rounding adds at most; its coarsest grid is 64. */
    private static final int ROUNDING = 63;

    private static final int JPEG_QUALITY = 95;

    private final PictureCodec codec;

    public Fit(PictureCodec codec) {
        this.codec = codec;
    }

    /**
     * The same picture when it has the size. Larger by a grid's rounding only: the centre is cut out. Otherwise: the largest centre part of the
     * wanted shape is scaled. Metadata is lost.
     *
     * @return PNG for PNG, WebP and GIF; JPEG of quality 95 for JPEG
     * @throws UnreadablePictureException when the pixels cannot be decoded
     */
    public Picture to(Picture picture, Size wanted) {
        if (picture.size().equals(wanted)) {
            return picture;
        }
        var format = picture.format() == PictureFormat.JPEG ? PictureFormat.JPEG : PictureFormat.PNG;
        return codec.rework(picture, format, JPEG_QUALITY, image -> fit(image, wanted));
    }

    private static BufferedImage fit(BufferedImage image, Size wanted) {
        int extraWidth = image.getWidth() - wanted.width();
        int extraHeight = image.getHeight() - wanted.height();
        boolean rounded = extraWidth >= 0 && extraWidth <= ROUNDING && extraHeight >= 0 && extraHeight <= ROUNDING;
        return rounded ? centre(image, wanted) : scale(centre(image, shape(image, wanted)), wanted);
    }

    /** The largest size of the wanted shape that lies within the image. */
    private static Size shape(BufferedImage image, Size wanted) {
        double scale =
                Math.min((double) image.getWidth() / wanted.width(), (double) image.getHeight() / wanted.height());
        return new Size(
                Math.clamp(Math.round(wanted.width() * scale), 1, image.getWidth()),
                Math.clamp(Math.round(wanted.height() * scale), 1, image.getHeight()));
    }

    private static BufferedImage centre(BufferedImage image, Size size) {
        return image.getSubimage(
                (image.getWidth() - size.width()) / 2,
                (image.getHeight() - size.height()) / 2,
                size.width(),
                size.height());
    }

    /** Halves by bilinear steps, each of which averages four pixels, then ends with one bicubic step; without the halving, fine detail would alias. */
    private static BufferedImage scale(BufferedImage image, Size wanted) {
        var step = image;
        while (step.getWidth() >= 2 * wanted.width() && step.getHeight() >= 2 * wanted.height()) {
            var half = new Size(step.getWidth() / 2, step.getHeight() / 2);
            step = draw(step, half, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        }
        return draw(step, wanted, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    }

    private static BufferedImage draw(BufferedImage image, Size size, Object interpolation) {
        var drawn = new BufferedImage(size.width(), size.height(), PlainPixels.type(image));
        Graphics2D graphics = drawn.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, interpolation);
        graphics.drawImage(image, 0, 0, size.width(), size.height(), null);
        graphics.dispose();
        return drawn;
    }
}
