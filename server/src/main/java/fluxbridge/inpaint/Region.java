package fluxbridge.inpaint;

import fluxbridge.domain.Size;

/**
 * A rectangle of a picture's pixels.
 *
 * @param x of the left column, 0 or more
 * @param y of the top row, 0 or more
 * @param width at least 1
 * @param height at least 1
 */
public record Region(int x, int y, int width, int height) {

    public Region {
        if (x < 0 || y < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException("no region: " + width + "x" + height + " at " + x + "," + y);
        }
    }

    static Region whole(Size size) {
        return new Region(0, 0, size.width(), size.height());
    }

    Size size() {
        return new Size(width, height);
    }

    boolean covers(Region other) {
        return x <= other.x
                && y <= other.y
                && x + width >= other.x + other.width
                && y + height >= other.y + other.height;
    }

    /** With {@code padding} more pixels on every side, as far as the picture goes. */
    Region padded(int padding, Size within) {
        int left = Math.max(0, x - padding);
        int top = Math.max(0, y - padding);
        int right = (int) Math.min(within.width(), (long) x + width + padding);
        int bottom = (int) Math.min(within.height(), (long) y + height + padding);
        return new Region(left, top, right - left, bottom - top);
    }

    /** Grown on its short side until it has the shape of {@code wanted}, or until the picture ends. */
    Region shaped(Size wanted, Size within) {
        long right = (long) height * wanted.width() / wanted.height();
        long down = (long) width * wanted.height() / wanted.width();
        if (right > width) {
            int wide = (int) Math.min(right, within.width());
            return new Region(moved(x, width, wide, within.width()), y, wide, height);
        }
        int high = Math.clamp(down, height, within.height());
        return new Region(x, moved(y, height, high, within.height()), width, high);
    }

    /** Where a longer side begins that has the shorter one in its middle and ends within the picture. */
    private static int moved(int start, int length, int longer, int end) {
        return Math.clamp(start - (longer - length) / 2, 0, end - longer);
    }
}
