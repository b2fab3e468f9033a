package fluxbridge.storyboard;

import fluxbridge.domain.Mode;
import fluxbridge.domain.Picture;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Lays the sketch over the picture that an img2img or inpaint request starts from. */
final class InitImage {

    private InitImage() {}

    /** @throws IOException when the init image or the mask cannot be decoded */
    static void blend(int[] sketch, int width, int height, Mode mode) throws IOException {
        switch (mode) {
            case Mode.Txt2Img() -> {}
            case Mode.Img2Img(var init, var strength) -> over(cover(init, width, height), sketch, part(strength));
            case Mode.Inpaint(var init, var mask, var strength) ->
                masked(cover(init, width, height), cover(mask, width, height), sketch, part(strength));
        }
    }

    private static int part(double strength) {
        return (int) Math.round(Math.clamp(strength, 0, 1) * 256);
    }

    private static void over(int[] init, int[] sketch, int part) {
        for (int i = 0; i < sketch.length; i++) {
            sketch[i] = mix(init[i], sketch[i], part);
        }
    }

    private static void masked(int[] init, int[] mask, int[] sketch, int part) {
        for (int i = 0; i < sketch.length; i++) {
            int white = (((mask[i] >> 16) & 255) + ((mask[i] >> 8) & 255) + (mask[i] & 255)) / 3;
            int here = (part * (white + (white >> 7))) >> 8;
            sketch[i] = mix(init[i], sketch[i], here);
        }
    }

    private static int mix(int from, int to, int part) {
        if (part == 0) {
            return from;
        }
        int red = (((from >> 16) & 255) * (256 - part) + ((to >> 16) & 255) * part) >> 8;
        int green = (((from >> 8) & 255) * (256 - part) + ((to >> 8) & 255) * part) >> 8;
        int blue = ((from & 255) * (256 - part) + (to & 255) * part) >> 8;
        return (red << 16) | (green << 8) | blue;
    }

    /** The picture's pixels, scaled to cover the size and cropped in the middle; untouched where it has that size. */
    private static int[] cover(Picture picture, int width, int height) throws IOException {
        BufferedImage image = decode(picture);
        var canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = canvas.createGraphics();
        try {
            double scale = Math.max((double) width / image.getWidth(), (double) height / image.getHeight());
            int w = (int) Math.round(image.getWidth() * scale);
            int h = (int) Math.round(image.getHeight() * scale);
            if (w == image.getWidth() && h == image.getHeight()) {
                return image.getRGB((w - width) / 2, (h - height) / 2, width, height, null, 0, width);
            }
            g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            g.drawImage(image, (width - w) / 2, (height - h) / 2, w, h, null);
            return canvas.getRGB(0, 0, width, height, null, 0, width);
        } finally {
            g.dispose();
        }
    }

    private static BufferedImage decode(Picture picture) throws IOException {
        BufferedImage image;
        try {
            image = ImageIO.read(
                    new MemoryCacheImageInputStream(new ByteArrayInputStream(picture.bytes()))); // closes it
        } catch (RuntimeException e) {
            throw new IOException(
                    "broken " + picture.format() + ": " + e.getMessage(),
                    e); // ImageIO's readers throw these on bad data
        }
        if (image == null) {
            throw new IOException("no reader for " + picture.format());
        }
        return image;
    }
}
