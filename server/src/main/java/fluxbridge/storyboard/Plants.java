package fluxbridge.storyboard;

import fluxbridge.storyboard.Scene.Season;
import fluxbridge.storyboard.Scene.Weather;
import java.awt.geom.Path2D;

/** Trees, bushes, grass and flowers. */
final class Plants {

    private final Canvas canvas;
    private final Scene scene;
    private final Palette palette;

    Plants(Canvas canvas, Scene scene, Palette palette) {
        this.canvas = canvas;
        this.scene = scene;
        this.palette = palette;
    }

    private boolean snowy() {
        return scene.weather() == Weather.SNOW;
    }

    /** A conifer standing at the point; {@code distance} 0 (here) to 1 (in the haze). */
    void pine(double x, double foot, double height, double distance, Dice dice) {
        int green = palette.far(scene.season() == Season.AUTUMN ? 0x55633f : 0x2f5a48, distance);
        double half = height * dice.between(0.17, 0.23);
        canvas.box(
                x - height * 0.018,
                foot - height * 0.16,
                height * 0.036,
                height * 0.18,
                palette.far(0x5a4334, distance));
        int tiers = 4;
        var left = new Path2D.Double();
        for (int i = 0; i < tiers; i++) {
            double bottom = foot - height * (0.1 + 0.2 * i);
            double top = bottom - height * 0.36;
            double width = half * (1 - i * 0.21);
            double lean = dice.between(-0.05, 0.05) * half;
            canvas.fill(
                    Canvas.shape(
                            x + lean,
                            Math.max(top, foot - height),
                            x + width,
                            bottom,
                            x + width * 0.4,
                            bottom + height * 0.015,
                            x,
                            bottom - height * 0.01,
                            x - width * 0.45,
                            bottom + height * 0.015,
                            x - width,
                            bottom),
                    green);
            left.append(
                    Canvas.shape(x + lean, Math.max(top, foot - height), x + width, bottom, x + width * 0.15, bottom),
                    false);
        }
        canvas.fill(left, Ink.paint(Ink.darker(green, 0.6), 0.25 * (1 - distance)));
        if (snowy()) {
            for (int i = 0; i < tiers; i++) {
                double bottom = foot - height * (0.1 + 0.2 * i);
                double width = half * (1 - i * 0.21);
                double top = Math.max(bottom - height * 0.36, foot - height);
                canvas.fill(
                        Canvas.shape(
                                x,
                                top,
                                x - width * 0.62,
                                bottom - (bottom - top) * 0.38,
                                x - width * 0.1,
                                bottom - (bottom - top) * 0.52,
                                x + width * 0.3,
                                bottom - (bottom - top) * 0.6),
                        palette.far(0xf2f6fb, distance));
            }
        }
    }

    /** A broad-leaved tree. */
    void tree(double x, double foot, double height, double distance, Dice dice) {
        boolean bare = scene.season() == Season.WINTER && !snowy();
        int bark = palette.far(0x5c4436, distance);
        double trunk = height * 0.045;
        canvas.fill(
                Canvas.shape(
                        x - trunk,
                        foot,
                        x - trunk * 0.5,
                        foot - height * 0.5,
                        x + trunk * 0.5,
                        foot - height * 0.5,
                        x + trunk,
                        foot),
                bark);
        canvas.line(x, foot - height * 0.36, x + height * 0.16, foot - height * 0.6, Ink.paint(bark), trunk * 0.7);
        canvas.line(x, foot - height * 0.42, x - height * 0.15, foot - height * 0.64, Ink.paint(bark), trunk * 0.6);
        int base = Ink.turned(
                scene.season() == Season.SPRING && dice.chance(0.5) ? 0xe3a5b5 : palette.leaves(),
                dice.between(-0.03, 0.03));
        int leaf = palette.far(Ink.darker(base, 0.12), distance);
        if (bare) {
            for (int i = 0; i < 7; i++) {
                double a = dice.between(-1.1, 1.1);
                canvas.line(
                        x,
                        foot - height * 0.48,
                        x + Math.sin(a) * height * 0.36,
                        foot - height * 0.5 - Math.cos(a) * height * 0.4,
                        Ink.paint(bark),
                        Math.max(0.6, trunk * 0.35));
            }
            return;
        }
        double[][] heaps = {
            {-0.2, 0.56, 0.19}, {0.2, 0.58, 0.18}, {0, 0.7, 0.25}, {-0.11, 0.82, 0.16}, {0.12, 0.83, 0.15}
        };
        for (double[] heap : heaps) {
            double r = height * heap[2] * dice.between(0.9, 1.1);
            canvas.dot(x + heap[0] * height, foot - heap[1] * height, r, r * 0.92, Ink.paint(leaf));
        }
        for (double[] heap : heaps) {
            double r = height * heap[2] * 0.62;
            canvas.dot(
                    x + heap[0] * height - r * 0.35,
                    foot - heap[1] * height - r * 0.42,
                    r,
                    r * 0.8,
                    Ink.paint(Ink.lighter(leaf, 0.25), 0.33 * (1 - distance)));
        }
    }

    void bush(double x, double foot, double width, double distance, Dice dice) {
        int leaf = palette.far(Ink.darker(palette.leaves(), 0.22), distance);
        for (int i = 0; i < 5; i++) {
            double r = width * dice.between(0.16, 0.26);
            double px = x + (i - 2) * width * 0.18;
            canvas.dot(px, foot - r * 0.6, r, r, Ink.paint(leaf));
            canvas.dot(px - r * 0.25, foot - r * 0.9, r * 0.6, r * 0.5, Ink.paint(Ink.lighter(leaf, 0.2), 0.35));
        }
    }

    /** Blades along the lower edge, a dark frame for the picture. */
    void grass(double y, double height, int colour, Dice dice) {
        var blades = new Path2D.Double();
        double step = Math.max(2.5, height * 0.13);
        for (double x = -height; x < canvas.w + height; x += step * dice.between(0.5, 1.5)) {
            double tall = height * dice.between(0.35, 1);
            double lean = tall * dice.between(-0.4, 0.4);
            double half = Math.max(0.7, height * 0.035);
            blades.moveTo(x - half, y + height);
            blades.quadTo(x - half, y - tall * 0.4, x + lean, y - tall);
            blades.quadTo(x + half, y - tall * 0.4, x + half, y + height);
            blades.closePath();
        }
        canvas.fill(blades, colour);
    }

    void flowers(double top, double bottom, int many, Dice dice) {
        int[] colours = {0xe8748a, 0xf2c14e, 0xf4efe6, 0xb08ad6, 0xe98a4b};
        for (int i = 0; i < many; i++) {
            double depth = dice.unit();
            double y = top + (bottom - top) * depth;
            double r = canvas.unit * (0.0035 + 0.006 * depth);
            double x = dice.unit() * canvas.w;
            canvas.line(
                    x,
                    y,
                    x,
                    y + r * 3,
                    Ink.paint(palette.lit(Ink.darker(palette.leaves(), 0.25))),
                    Math.max(0.6, r * 0.4));
            int petal = palette.lit(colours[dice.whole(colours.length)]);
            canvas.dot(x - r * 0.5, y, r * 0.7, r * 0.7, Ink.paint(petal));
            canvas.dot(x + r * 0.5, y, r * 0.7, r * 0.7, Ink.paint(petal));
            canvas.dot(x, y - r * 0.5, r * 0.7, r * 0.7, Ink.paint(Ink.lighter(petal, 0.2)));
            canvas.dot(x, y, r * 0.35, r * 0.35, Ink.paint(palette.lit(0xf7d56a)));
        }
    }
}
