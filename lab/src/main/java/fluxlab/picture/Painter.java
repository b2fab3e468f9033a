package fluxlab.picture;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Paints a spec: a muted gradient with a few discs, over it diagonals of cells in the vivid colour of each LoRA.
 *
 * <p>Strength decides cell by cell whether the new picture or the init image shows, so that a trace is there or not and
 * never a shade in between; a mask decides pixel by pixel.
 */
final class Painter {

    private static final int DISCS = 5;

    private Painter() {}

    static Canvas paint(PictureSpec spec) {
        var cells = paintCells(spec);
        var init = spec.init();
        if (init == null) {
            return new Canvas(spec.width(), spec.height(), cells, new int[0]);
        }
        return new Canvas(spec.width(), spec.height(), cells, blend(spec, cells, init));
    }

    private static int[] paintCells(PictureSpec spec) {
        var random = new SplittableRandom(spec.seed() * 31 + spec.prompt().hashCode());
        var columns = Canvas.columns(spec.width());
        var rows = Canvas.columns(spec.height());
        var hue = random.nextDouble();
        var top = muted(hue, 0.45, 0.85);
        var bottom = muted(hue + 0.12, 0.45, 0.35);
        var cells = new int[columns * rows];
        for (var y = 0; y < rows; y++) {
            var colour = mix(top, bottom, (double) y / rows);
            java.util.Arrays.fill(cells, y * columns, (y + 1) * columns, colour);
        }
        for (var i = 0; i < DISCS; i++) {
            disc(
                    cells,
                    columns,
                    rows,
                    random,
                    muted(hue + random.nextDouble(0.4), 0.4, 0.3 + 0.5 * random.nextDouble()));
        }
        traces(spec, cells, columns);
        return cells;
    }

    private static void disc(int[] cells, int columns, int rows, SplittableRandom random, int colour) {
        var centreX = random.nextDouble(columns);
        var centreY = random.nextDouble(rows);
        var radius = Math.min(columns, rows) * (0.06 + 0.16 * random.nextDouble());
        var fromY = (int) Math.max(0, centreY - radius);
        var toY = (int) Math.min(rows - 1.0, centreY + radius);
        for (var y = fromY; y <= toY; y++) {
            var half = Math.sqrt(Math.max(0, radius * radius - (y - centreY) * (y - centreY)));
            var toX = (int) Math.min(columns - 1.0, centreX + half);
            for (var x = (int) Math.max(0, centreX - half); x <= toX; x++) {
                cells[y * columns + x] = colour;
            }
        }
    }

    private static void traces(PictureSpec spec, int[] cells, int columns) {
        var loras = spec.loras();
        if (loras.isEmpty()) {
            return;
        }
        var colours =
                loras.stream().mapToInt(lora -> LoraTrace.colour(lora.id())).toArray();
        var slots = colours.length + 1;
        for (var i = 0; i < cells.length; i++) {
            var slot = (i % columns + i / columns) % slots;
            if (slot > 0 && chance(i, 17) < Math.abs(loras.get(slot - 1).weight())) {
                cells[i] = colours[slot - 1];
            }
        }
    }

    private static int[] blend(PictureSpec spec, int[] cells, Init init) {
        var width = spec.width();
        var height = spec.height();
        var below = pixels(init.picture(), width, height);
        if (below == null) {
            throw new IllegalArgumentException("the init image is not a picture this lab can decode");
        }
        var maskFile = init.mask();
        var mask = maskFile == null ? null : pixels(maskFile, width, height);
        var columns = Canvas.columns(width);
        var shows = new boolean[cells.length];
        for (var i = 0; i < cells.length; i++) {
            shows[i] = chance(i, spec.seed()) < init.strength();
        }
        for (var y = 0; y < height; y++) {
            for (var x = 0; x < width; x++) {
                var cell = y / Canvas.CELL * columns + x / Canvas.CELL;
                var at = y * width + x;
                if (shows[cell] && (mask == null || white(mask[at]))) {
                    below[at] = cells[cell];
                }
            }
        }
        return below;
    }

    private static boolean white(int rgb) {
        return (rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255) >= 3 * 128;
    }

    /** The file's pixels at the asked size, scaled by nearest neighbour, or null if it is no picture. */
    private static int @Nullable [] pixels(byte[] file, int width, int height) {
        var read = Init.decode(file);
        if (read == null) {
            return null;
        }
        var drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = drawn.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        graphics.drawImage(read, 0, 0, width, height, null);
        graphics.dispose();
        return drawn.getRGB(0, 0, width, height, null, 0, width);
    }

    /** A number in 0..1 that belongs to cell {@code i} and {@code salt}. */
    private static double chance(int i, long salt) {
        var mixed = (i + 1) * 0x9E3779B97F4A7C15L + salt * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return ((mixed ^ mixed >>> 31) >>> 11) * 0x1.0p-53;
    }

    /** Colours of the background keep their channels within 70 of each other, far from any LoRA's. */
    private static int muted(double hue, double saturation, double brightness) {
        var rgb = Color.HSBtoRGB((float) hue, (float) saturation, (float) brightness);
        var grey = ((rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255)) / 3;
        return mix(rgb, grey << 16 | grey << 8 | grey, 0.4);
    }

    private static int mix(int from, int to, double share) {
        var mixed = 0;
        for (var shift = 16; shift >= 0; shift -= 8) {
            var a = from >> shift & 255;
            var b = to >> shift & 255;
            mixed |= (int) Math.round(a + (b - a) * share) << shift;
        }
        return mixed;
    }
}
