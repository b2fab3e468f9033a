package fluxbridge.inpaint;

import fluxbridge.domain.Size;

/** Where a picture lies when it is scaled in proportion. */
final class Placement {

    private Placement() {}

    /** The largest region of {@code shape}'s proportions in the middle of {@code frame}. */
    static Region inside(Size shape, Size frame) {
        double scale = Math.min((double) frame.width() / shape.width(), (double) frame.height() / shape.height());
        int width = Math.clamp(Math.round(shape.width() * scale), 1, frame.width());
        int height = Math.clamp(Math.round(shape.height() * scale), 1, frame.height());
        return new Region((frame.width() - width) / 2, (frame.height() - height) / 2, width, height);
    }
}
