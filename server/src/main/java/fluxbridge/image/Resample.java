package fluxbridge.image;

import fluxbridge.domain.Size;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Scales pixels with a kernel, first along the rows, then along the columns. When it shrinks, the kernel widens with the factor, so that fine
 * detail is averaged and does not alias.
 */
public enum Resample {
    /** The pixel that lies nearest. */
    NEAREST(0.5),
    /** Catmull-Rom: Keys' cubic with a = -0.5. */
    BICUBIC(2),
    /** A windowed sinc of three lobes. */
    LANCZOS(3);

    private final double radius;

    Resample(double radius) {
        this.radius = radius;
    }

    private double weight(double x) {
        return switch (this) {
            case NEAREST -> x >= -0.5 && x < 0.5 ? 1 : 0;
            case BICUBIC -> cubic(x);
            case LANCZOS -> lanczos(x);
        };
    }

    private static double cubic(double signed) {
        double x = Math.abs(signed);
        if (x < 1) {
            return (1.5 * x - 2.5) * x * x + 1;
        }
        return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    }

    private static double lanczos(double x) {
        return Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    /** The same picture at another size; of the same size it is the picture itself. Transparency is kept. */
    public BufferedImage to(BufferedImage image, Size size) {
        if (image.getWidth() == size.width() && image.getHeight() == size.height()) {
            return image;
        }
        boolean alpha = image.getColorModel().hasAlpha();
        var columns = taps(image.getWidth(), size.width());
        var rows = taps(image.getHeight(), size.height());
        var scaled = new BufferedImage(size.width(), size.height(), PlainPixels.type(image));
        var line = new int[image.getWidth()];
        var out = new int[size.width()];
        var wide = new ArrayList<float[]>(); // the source rows that the target row needs, scaled to its width
        int first = 0;
        int next = 0;
        for (int y = 0; y < size.height(); y++) {
            var tap = rows[y];
            for (; next < tap.first + tap.weights.length; next++) {
                image.getRGB(0, next, line.length, 1, line, 0, line.length);
                wide.add(row(line, columns));
            }
            for (; first < tap.first; first++) {
                wide.removeFirst();
            }
            column(wide, tap, alpha, out);
            scaled.setRGB(0, y, out.length, 1, out, 0, out.length);
        }
        return scaled;
    }

    /** The source pixels that make one target pixel, from {@code first} on. */
    private static final class Taps {
        private final int first;
        private final float[] weights;

        private Taps(int first, float[] weights) {
            this.first = first;
            this.weights = weights;
        }
    }

    private Taps[] taps(int from, int to) {
        var taps = new Taps[to];
        double factor = (double) from / to;
        double stretch = this == NEAREST ? 1 : Math.max(1, factor);
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * factor - 0.5;
            if (this == NEAREST) {
                taps[i] = new Taps(Math.clamp((int) Math.floor((i + 0.5) * factor), 0, from - 1), new float[] {1});
            } else {
                taps[i] = around(centre, stretch, from);
            }
        }
        return taps;
    }

    private Taps around(double centre, double stretch, int from) {
        int first = Math.clamp((int) Math.ceil(centre - radius * stretch), 0, from - 1);
        int last = Math.clamp((int) Math.floor(centre + radius * stretch), first, from - 1);
        var weights = new float[last - first + 1];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double weight = weight((first + i - centre) / stretch);
            weights[i] = (float) weight;
            sum += weight;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= (float) sum;
        }
        return new Taps(first, weights);
    }

    /** Red, green, blue, each times alpha, and alpha, of every target column. */
    private static float[] row(int[] line, Taps[] columns) {
        var row = new float[columns.length * 4];
        for (int x = 0; x < columns.length; x++) {
            var tap = columns[x];
            float red = 0;
            float green = 0;
            float blue = 0;
            float opacity = 0;
            for (int i = 0; i < tap.weights.length; i++) {
                int pixel = line[tap.first + i];
                float part = tap.weights[i] * (pixel >>> 24);
                red += part * (pixel >> 16 & 255);
                green += part * (pixel >> 8 & 255);
                blue += part * (pixel & 255);
                opacity += part;
            }
            row[4 * x] = red;
            row[4 * x + 1] = green;
            row[4 * x + 2] = blue;
            row[4 * x + 3] = opacity;
        }
        return row;
    }

    private static void column(List<float[]> rows, Taps tap, boolean alpha, int[] out) {
        for (int x = 0; x < out.length; x++) {
            float red = 0;
            float green = 0;
            float blue = 0;
            float opacity = 0;
            for (int i = 0; i < tap.weights.length; i++) {
                var row = rows.get(i);
                float weight = tap.weights[i];
                red += weight * row[4 * x];
                green += weight * row[4 * x + 1];
                blue += weight * row[4 * x + 2];
                opacity += weight * row[4 * x + 3];
            }
            float by = opacity <= 0 ? 0 : 1 / opacity;
            int a = alpha ? level(opacity) : 255;
            out[x] = a << 24 | level(red * by) << 16 | level(green * by) << 8 | level(blue * by);
        }
    }

    private static int level(float value) {
        return Math.clamp(Math.round(value), 0, 255);
    }
}
