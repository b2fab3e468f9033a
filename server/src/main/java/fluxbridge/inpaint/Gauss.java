package fluxbridge.inpaint;

/** A Gaussian blur, as three box blurs that together come within three percent of it, in time that does not depend on its width. */
final class Gauss {

    private static final int PASSES = 3;

    private Gauss() {}

    /** Blurs in place; beyond the edge the outermost value goes on. */
    static void blur(float[] values, int width, int height, double sigmaX, double sigmaY) {
        var boxesX = boxes(sigmaX);
        var boxesY = boxes(sigmaY);
        var line = new float[Math.max(width, height)];
        for (int pass = 0; pass < PASSES; pass++) {
            for (int y = 0; y < height && boxesX[pass] > 0; y++) {
                box(values, y * width, 1, width, boxesX[pass], line);
            }
            for (int x = 0; x < width && boxesY[pass] > 0; x++) {
                box(values, x, width, height, boxesY[pass], line);
            }
        }
    }

    /** Radii of box blurs whose variances add up to that of the Gaussian. */
    private static int[] boxes(double sigma) {
        double variance = 12 * sigma * sigma;
        int lower = (int) Math.floor(Math.sqrt(variance / PASSES + 1));
        if (lower % 2 == 0) {
            lower--;
        }
        long smaller = Math.round(
                (variance - PASSES * (double) lower * lower - 4.0 * PASSES * lower - 3 * PASSES) / (-4.0 * lower - 4));
        var radii = new int[PASSES];
        for (int i = 0; i < PASSES; i++) {
            radii[i] = ((i < smaller ? lower : lower + 2) - 1) / 2;
        }
        return radii;
    }

    private static void box(float[] values, int start, int step, int count, int radius, float[] line) {
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            sum += values[start + Math.clamp(i, 0, count - 1) * step];
        }
        int length = 2 * radius + 1;
        for (int i = 0; i < count; i++) {
            line[i] = (float) (sum / length);
            sum += values[start + Math.min(i + radius + 1, count - 1) * step]
                    - values[start + Math.max(i - radius, 0) * step];
        }
        for (int i = 0; i < count; i++) {
            values[start + i * step] = line[i];
        }
    }
}
