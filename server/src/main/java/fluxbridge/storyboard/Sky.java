package fluxbridge.storyboard;

import fluxbridge.storyboard.Scene.Time;
import fluxbridge.storyboard.Scene.Weather;

/** Paints the sky: its gradient, sun or moon, stars and clouds. */
final class Sky {

    private final Canvas canvas;
    private final Scene scene;
    private final Palette palette;
    private final Dice dice;

    Sky(Canvas canvas, Scene scene, Palette palette, Dice dice) {
        this.canvas = canvas;
        this.scene = scene;
        this.palette = palette;
        this.dice = dice;
    }

    /**
     * Paints it over the whole picture.
     *
     * @param horizon where the sky is brightest, in pixels from the top
     * @return where the sun or moon stands, as a part of the width
     */
    double paint(double horizon) {
        boolean low = scene.time() == Time.DAWN || scene.time() == Time.DUSK;
        double side = dice.chance(0.5) ? dice.between(0.14, 0.34) : dice.between(0.66, 0.86);
        double x = canvas.w * side;
        double y = low ? horizon * dice.between(0.72, 0.86) : horizon * dice.between(0.26, 0.4);
        double r = canvas.unit * (low ? 0.07 : 0.052);
        boolean clear = scene.weather() == Weather.CLEAR;
        gradient(horizon);
        if (scene.time() == Time.NIGHT && (clear || scene.weather() == Weather.SNOW)) {
            stars(horizon, clear ? 1 : 0.3);
        }
        if (clear || scene.weather() == Weather.SNOW) {
            canvas.glow(x, y, r * (low ? 8 : 6), palette.glow(), clear ? low ? 0.75 : 0.5 : 0.3);
            disc(x, y, r, clear ? 1 : 0.6);
        } else {
            canvas.glow(x, y, r * 7, palette.glow(), 0.22);
        }
        clouds(horizon);
        return side;
    }

    private void gradient(double horizon) {
        int[] pixels = canvas.pixels();
        for (int y = 0; y < canvas.h; y++) {
            double t = Math.min(1, y / Math.max(1, horizon));
            int colour = t < 0.6
                    ? Ink.mix(palette.skyTop(), palette.skyMiddle(), t / 0.6)
                    : Ink.mix(palette.skyMiddle(), palette.skyLow(), (t - 0.6) / 0.4);
            java.util.Arrays.fill(pixels, y * canvas.w, (y + 1) * canvas.w, colour);
        }
    }

    private void stars(double horizon, double many) {
        int count = (int) (many * (50 + 130 * canvas.w / (double) canvas.h));
        for (int i = 0; i < Math.min(500, count); i++) {
            double depth = dice.unit();
            double r = Math.max(0.45, canvas.unit * 0.0016 * (0.5 + dice.unit() * dice.unit() * 1.8));
            canvas.dot(
                    dice.unit() * canvas.w,
                    depth * horizon,
                    r,
                    r,
                    Ink.paint(0xf4f3ff, (1 - depth * 0.8) * dice.between(0.4, 0.95)));
        }
    }

    private void disc(double x, double y, double r, double alpha) {
        if (scene.time() != Time.NIGHT) {
            canvas.dot(x, y, r, r, Ink.paint(Ink.lighter(palette.glow(), 0.3), alpha));
            return;
        }
        canvas.dot(x, y, r, r, Ink.paint(0xf3f1e2, alpha));
        double[][] spots = {{-0.3, -0.25, 0.24}, {0.28, 0.1, 0.17}, {-0.12, 0.42, 0.14}, {0.3, -0.45, 0.1}};
        for (double[] spot : spots) {
            canvas.dot(x + spot[0] * r, y + spot[1] * r, spot[2] * r, spot[2] * r, Ink.paint(0xc9c9c4, alpha * 0.55));
        }
    }

    private void clouds(double horizon) {
        boolean heavy = scene.weather().grey() && scene.weather() != Weather.FOG;
        boolean night = scene.time() == Time.NIGHT;
        int count = heavy ? 7 : 2 + dice.whole(3);
        int lit = heavy
                ? Ink.mix(palette.skyMiddle(), palette.skyLow(), 0.35)
                : Ink.lighter(palette.skyLow(), night ? 0.08 : 0.5);
        double alpha = heavy ? 0.55 : night ? 0.2 : 0.62;
        for (int i = 0; i < count; i++) {
            double y = horizon * dice.between(heavy ? 0.02 : 0.14, heavy ? 0.5 : 0.6);
            double length = canvas.unit * dice.between(0.22, 0.5) * (heavy ? 1.5 : 1);
            cloud(dice.unit() * canvas.w, y, length, lit, alpha);
        }
    }

    /** A flat-bottomed heap of rounds, as cut from paper. */
    private void cloud(double x, double y, double length, int colour, double alpha) {
        var heap = new java.awt.geom.Area();
        double thick = length * 0.085;
        heap.add(new java.awt.geom.Area(
                new java.awt.geom.RoundRectangle2D.Double(x - length / 2, y - thick, length, thick, thick, thick)));
        int bumps = 3 + dice.whole(2);
        for (int i = 0; i < bumps; i++) {
            double t = (i + 0.8) / (bumps + 0.6);
            double r = length * dice.between(0.09, 0.15) * (1 - Math.abs(t - 0.5));
            heap.add(new java.awt.geom.Area(new java.awt.geom.Ellipse2D.Double(
                    x - length / 2 + t * length - r, y - thick * 0.7 - r * 0.9, r * 2, r * 1.8)));
        }
        heap.subtract(new java.awt.geom.Area(new java.awt.geom.Rectangle2D.Double(x - length, y, length * 2, length)));
        canvas.fill(heap, Canvas.down(y - length * 0.2, Ink.paint(colour, alpha), y, Ink.paint(colour, alpha * 0.45)));
    }
}
