package fluxbridge.provider;

import fluxbridge.domain.Size;

/**
 * The sizes a provider draws: every multiple of {@code step} from {@code min} to {@code max} pixels, for width and height alike.
 *
 * @param step at least 1
 */
public record SizeGrid(int min, int max, int step) {

    public SizeGrid {
        if (step < 1 || min < 1 || max < min || min % step != 0 || max % step != 0) {
            throw new IllegalArgumentException("not a grid: " + min + ".." + max + " by " + step);
        }
    }

    /**
     * The size to ask for when {@code asked} is wanted: each side rounded up to the grid, so that the picture can be cropped to what was asked
     * without inventing pixels. Where a side is over the maximum, both sides are scaled down together and the picture is enlarged afterwards.
     */
    public Size fit(Size asked) {
        double scale = Math.min(1.0, (double) max / Math.max(asked.width(), asked.height()));
        return new Size(side(asked.width() * scale), side(asked.height() * scale));
    }

    private int side(double pixels) {
        int rounded = (int) Math.ceil((pixels - 1e-6) / step) * step;
        return Math.clamp(rounded, min, max);
    }
}
