package fluxbridge.image;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import javax.imageio.ImageIO;

/** Real picture files for tests. */
public final class SamplePictures {

    /** A lossy WebP of 24x16 with a gradient. */
    private static final String LOSSY =
            "UklGRmIAAABXRUJQVlA4IFYAAACQAwCdASoYABAAPxF6tFAsKCUisAgBgCIJbACdMoRwACm73xYgAP7pPEEkkwua2R/PkzYQPt+PESXqkajfGyvGaNiw2ngcf+yjgdLbAo/XuPbRThgAAA==";

    private SamplePictures() {}

    public static byte[] png(int width, int height) {
        return written("png", image(width, height, BufferedImage.TYPE_INT_RGB));
    }

    public static byte[] jpeg(int width, int height) {
        return written("jpeg", image(width, height, BufferedImage.TYPE_INT_RGB));
    }

    /** Black, with a white square in the middle. */
    public static byte[] mask(int width, int height) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        var graphics = image.createGraphics();
        graphics.setPaint(Color.WHITE);
        graphics.fillRect(width / 4, height / 4, width / 2, height / 2);
        graphics.dispose();
        return written("png", image);
    }

    static byte[] gif(int width, int height) {
        return written("gif", image(width, height, BufferedImage.TYPE_BYTE_INDEXED));
    }

    static byte[] lossyWebp() {
        return Base64.getDecoder().decode(LOSSY);
    }

    /** A gradient with noise in its lower half, so that it compresses about as a photograph does. */
    static BufferedImage image(int width, int height, int type) {
        var image = new BufferedImage(width, height, type);
        var graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, width, height, Color.BLUE));
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        var random = new Random(7);
        for (int y = height / 2; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, image.getRGB(x, y) ^ (random.nextInt(0x1000000) & 0x0f0f0f));
            }
        }
        return image;
    }

    static byte[] written(String format, BufferedImage image) {
        var out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalStateException("no writer for " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static BufferedImage decoded(byte[] bytes) {
        try {
            var image = ImageIO.read(new ByteArrayInputStream(bytes));
            if (image == null) {
                throw new IllegalStateException("no reader");
            }
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A lossless WebP of one colour: five prefix codes of one symbol each, so that a pixel takes no bits (RFC 9649 §3). */
    public static byte[] webp(int width, int height, Color colour) {
        var bits = new Bits();
        bits.put(0x2f, 8);
        bits.put(width - 1, 14);
        bits.put(height - 1, 14);
        bits.put(colour.getAlpha() == 255 ? 0 : 1, 1);
        bits.put(0, 3); // version
        bits.put(0, 1); // no transform
        bits.put(0, 1); // no colour cache
        bits.put(0, 1); // one set of prefix codes
        for (int symbol : new int[] {colour.getGreen(), colour.getRed(), colour.getBlue(), colour.getAlpha(), 0}) {
            bits.put(1, 1); // simple code
            bits.put(0, 1); // of one symbol
            bits.put(1, 1); // that has 8 bits
            bits.put(symbol, 8);
        }
        return riff("VP8L", bits.bytes());
    }

    static byte[] riff(String chunk, byte[] data) {
        int padded = data.length + (data.length & 1);
        return ByteBuffer.allocate(20 + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt(12 + padded)
                .put(ascii("WEBP" + chunk))
                .putInt(data.length)
                .put(data)
                .array();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Bits in the order of WebP, lowest first. */
    private static final class Bits {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int pending;
        private int count;

        void put(int value, int width) {
            for (int i = 0; i < width; i++) {
                pending |= (value >> i & 1) << count;
                if (++count == 8) {
                    flush();
                }
            }
        }

        byte[] bytes() {
            if (count > 0) {
                flush();
            }
            return out.toByteArray();
        }

        private void flush() {
            out.write(pending);
            pending = 0;
            count = 0;
        }
    }
}
