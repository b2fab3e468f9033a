package fluxbridge.inpaint;

import java.awt.image.BufferedImage;

/**
 * Spreads the colours around a mask smoothly over what it covers. Pull: halve the picture until every pixel knows a colour, averaging only
 * those that do. Push: from the coarsest on, give each unknown pixel the colour of the one above it. Linear in the number of pixels.
 */
final class Surroundings {

    /** Red, green, blue and how much of the pixel is known, 0 to 1. */
    @SuppressWarnings("ArrayRecordComponent") // a working buffer
    private record Level(int width, int height, float[] values) {

        boolean isComplete() {
            for (int i = 3; i < values.length; i += 4) {
                if (values[i] == 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private Surroundings() {}

    /** Writes into the masked pixels; where everything is masked nothing changes. */
    static void spread(BufferedImage image, Mask mask) {
        var filled = filled(level(image, mask));
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int at = 4 * (y * image.getWidth() + x);
                if (mask.at(x, y) != 0 && filled.values[at + 3] > 0) {
                    image.setRGB(x, y, pixel(filled.values, at));
                }
            }
        }
    }

    private static int pixel(float[] values, int at) {
        return 0xff000000 | Math.round(values[at]) << 16 | Math.round(values[at + 1]) << 8 | Math.round(values[at + 2]);
    }

    private static Level level(BufferedImage image, Mask mask) {
        var values = new float[4 * image.getWidth() * image.getHeight()];
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (mask.at(x, y) == 0) {
                    int at = 4 * (y * image.getWidth() + x);
                    int pixel = image.getRGB(x, y);
                    values[at] = pixel >> 16 & 255;
                    values[at + 1] = pixel >> 8 & 255;
                    values[at + 2] = pixel & 255;
                    values[at + 3] = 1;
                }
            }
        }
        return new Level(image.getWidth(), image.getHeight(), values);
    }

    private static Level filled(Level level) {
        if (level.isComplete() || (level.width == 1 && level.height == 1)) {
            return level;
        }
        push(filled(half(level)), level);
        return level;
    }

    private static Level half(Level fine) {
        int width = (fine.width + 1) / 2;
        int height = (fine.height + 1) / 2;
        var values = new float[4 * width * height];
        for (int y = 0; y < fine.height; y++) {
            for (int x = 0; x < fine.width; x++) {
                int from = 4 * (y * fine.width + x);
                int to = 4 * (y / 2 * width + x / 2);
                float known = fine.values[from + 3];
                for (int channel = 0; channel < 3; channel++) {
                    values[to + channel] += known * fine.values[from + channel];
                }
                values[to + 3] += known;
            }
        }
        for (int at = 0; at < values.length; at += 4) {
            float known = values[at + 3];
            for (int channel = 0; channel < 3 && known > 0; channel++) {
                values[at + channel] /= known;
            }
            values[at + 3] = Math.min(1, known);
        }
        return new Level(width, height, values);
    }

    /** Between the centres of the coarse pixels the colour changes evenly. */
    private static void push(Level coarse, Level fine) {
        for (int y = 0; y < fine.height; y++) {
            for (int x = 0; x < fine.width; x++) {
                int to = 4 * (y * fine.width + x);
                if (fine.values[to + 3] == 0) {
                    between(coarse, (x - 0.5f) / 2, (y - 0.5f) / 2, fine.values, to);
                }
            }
        }
    }

    private static void between(Level coarse, float x, float y, float[] out, int to) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        for (int corner = 0; corner < 4; corner++) {
            int cx = left + (corner & 1);
            int cy = top + (corner >> 1);
            float weight = (1 - Math.abs(x - cx)) * (1 - Math.abs(y - cy));
            int from = 4 * (Math.clamp(cy, 0, coarse.height - 1) * coarse.width + Math.clamp(cx, 0, coarse.width - 1));
            for (int channel = 0; channel < 4; channel++) {
                out[to + channel] += weight * coarse.values[from + channel];
            }
        }
    }
}
