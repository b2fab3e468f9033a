package fluxbridge.openai;

import fluxbridge.BridgeUnderTest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;
import tools.jackson.databind.JsonNode;

/** Pictures of known pixels, and the pixels of answers. */
final class Pixels {

    static final int GREEN = 0xff2e8b57;

    private Pixels() {}

    /** A PNG with alpha. */
    static byte[] png(int width, int height, IntBinaryOperator argb) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, argb.applyAsInt(x, y));
            }
        }
        return written(image);
    }

    static byte[] green(int width, int height) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, GREEN);
            }
        }
        return written(image);
    }

    private static byte[] written(BufferedImage image) {
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static BufferedImage decoded(byte[] file) {
        try {
            return ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first picture of an answer. */
    static BufferedImage first(BridgeUnderTest.Reply reply) {
        return decoded(file(reply.json().path("data").get(0)));
    }

    static byte[] file(JsonNode item) {
        return Base64.getDecoder().decode(item.path("b64_json").asString());
    }

    /** Share of pixels in a part of the picture that are {@link #GREEN}. */
    static double green(BufferedImage image, int left, int top, int width, int height) {
        int same = 0;
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                same += image.getRGB(x, y) == GREEN ? 1 : 0;
            }
        }
        return (double) same / (width * height);
    }
}
