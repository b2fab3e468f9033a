package fluxlab.picture;

/**
 * A picture in 8×8 cells of one colour, some of them replaced by single pixels of an init image. The grid is that of
 * JPEG, so a cell's colour survives it; and seven of eight rows repeat the one above, so PNG is quick and small.
 */
final class Canvas {

    static final int CELL = 8;

    private final int width;
    private final int height;
    private final int columns;
    private final int[] cells;
    private final int[] pixels;

    /** {@code cells}: colours by row; {@code pixels}: the finished picture where cells do not do, or empty. */
    Canvas(int width, int height, int[] cells, int[] pixels) {
        this.width = width;
        this.height = height;
        this.columns = columns(width);
        this.cells = cells;
        this.pixels = pixels;
    }

    static int columns(int width) {
        return (width + CELL - 1) / CELL;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Whether row {@code y} is the row above once more. */
    boolean repeats(int y) {
        return pixels.length == 0 && y % CELL != 0;
    }

    int rgb(int x, int y) {
        return pixels.length == 0 ? cells[y / CELL * columns + x / CELL] : pixels[y * width + x];
    }
}
