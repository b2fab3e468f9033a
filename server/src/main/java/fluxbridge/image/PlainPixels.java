package fluxbridge.image;

import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;

/** Brings what readers decode to one of two types, {@code TYPE_INT_RGB} or {@code TYPE_INT_ARGB}, without changing a colour. */
final class PlainPixels {

    private PlainPixels() {}

    static BufferedImage of(BufferedImage image) {
        int type = type(image);
        if (image.getType() == type) {
            return image;
        }
        var plain = new BufferedImage(image.getWidth(), image.getHeight(), type);
        boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && !(image.getColorModel() instanceof IndexColorModel);
        if (grey) {
            copyGrey(image, plain);
        } else if (type == BufferedImage.TYPE_INT_RGB) {
            Graphics2D graphics = plain.createGraphics();
            graphics.drawImage(image, 0, 0, null);
            graphics.dispose();
        } else {
            copyExactly(image, plain);
        }
        return plain;
    }

    static int type(BufferedImage image) {
        return image.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    }

    /** Drawing would multiply by alpha and back, which loses low bits. */
    private static void copyExactly(BufferedImage from, BufferedImage to) {
        int[] row = new int[from.getWidth()];
        for (int y = 0; y < from.getHeight(); y++) {
            from.getRGB(0, y, row.length, 1, row, 0, row.length);
            to.getRaster().setDataElements(0, y, row.length, 1, row);
        }
    }

    /** Java takes grey samples for linear light and would brighten them; in PNG and JPEG files they are sRGB. */
    private static void copyGrey(BufferedImage from, BufferedImage to) {
        var samples = from.getRaster();
        int shift = from.getColorModel().getComponentSize(0) - 8;
        boolean alpha = from.getColorModel().hasAlpha();
        int[] row = new int[from.getWidth()];
        for (int y = 0; y < from.getHeight(); y++) {
            for (int x = 0; x < row.length; x++) {
                int grey = samples.getSample(x, y, 0) >> shift;
                int opacity = alpha ? samples.getSample(x, y, 1) >> shift : 0xff;
                row[x] = opacity << 24 | grey * 0x010101;
            }
            to.getRaster().setDataElements(0, y, row.length, 1, row);
        }
    }
}
