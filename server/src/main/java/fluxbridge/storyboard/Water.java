package fluxbridge.storyboard;

import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;

/** Paints the sea and the harbour. */
final class Water {

    private final Canvas canvas;
    private final Scene scene;
    private final Palette palette;
    private final double w;
    private final double h;
    private final double u;

    Water(Canvas canvas, Scene scene, Palette palette) {
        this.canvas = canvas;
        this.scene = scene;
        this.palette = palette;
        this.w = canvas.w;
        this.h = canvas.h;
        this.u = canvas.unit;
    }

    /** @param sun where the sun stands, as a part of the width */
    void sea(double sun, Dice dice) {
        double horizon = h * 0.6;
        plane(horizon, sun, dice);
        headland(horizon, sun > 0.5 ? 0 : 1, dice.fork(1));
        for (int i = 0; i < 2; i++) {
            sail(w * dice.between(0.25, 0.75), horizon + u * dice.between(0.015, 0.05), u * dice.between(0.05, 0.09));
        }
        shore(dice.fork(2));
        gulls(horizon, dice.fork(3));
    }

    void harbour(double sun, Dice dice) {
        double horizon = h * 0.58;
        plane(horizon, sun, dice);
        headland(horizon, sun > 0.5 ? 0 : 1, dice.fork(1));
        lighthouse(sun > 0.5 ? w * 0.13 : w * 0.87, horizon - u * 0.035, u * 0.24);
        for (int i = 0; i < 4; i++) {
            double x = w * (0.12 + 0.25 * i + dice.between(-0.06, 0.06));
            ship(x, h * dice.between(0.67, 0.76), u * dice.between(0.16, 0.26), dice);
        }
        quay(dice.fork(2));
        gulls(horizon, dice.fork(3));
    }

    private void plane(double horizon, double sun, Dice dice) {
        int far = Ink.mix(palette.skyLow(), palette.lit(0x5c9fb5), 0.45);
        int near = palette.lit(0x1f5a7c);
        canvas.box(0, horizon, w, h - horizon, Canvas.down(horizon, far, h, Ink.darker(near, 0.15)));
        int light = Ink.mix(palette.glow(), palette.skyLow(), 0.3);
        boolean clear = !scene.weather().grey();
        for (int i = 0; i < 240; i++) {
            double depth = dice.unit() * dice.unit();
            double y = horizon + (h - horizon) * depth;
            boolean glitter = clear && i % 2 == 0;
            double x =
                    glitter ? w * sun + (dice.unit() + dice.unit() - 1) * u * (0.05 + depth * 0.35) : dice.unit() * w;
            double length = u * (0.01 + depth * 0.09) * dice.between(0.5, 1.4);
            int colour = glitter ? light : Ink.lighter(far, 0.25);
            canvas.line(
                    x - length,
                    y,
                    x + length,
                    y,
                    Ink.paint(colour, glitter ? 0.6 : 0.22),
                    Math.max(0.6, u * (0.0015 + depth * 0.005)));
        }
    }

    private void headland(double horizon, int side, Dice dice) {
        for (int i = 0; i < 2; i++) {
            double reach = w * (0.42 - 0.16 * i);
            var ridge = new Ridge(horizon - u * (0.05 + 0.03 * i), u * 0.035, u * 0.3, true, dice.fork(i));
            var land = new Path2D.Double();
            double from = side == 0 ? -2 : w + 2;
            double to = side == 0 ? reach : w - reach;
            land.moveTo(from, horizon + u * 0.004);
            for (int s = 0; s <= 40; s++) {
                double x = from + (to - from) * s / 40;
                double fade = Math.sqrt(1 - s / 40.0);
                land.lineTo(x, horizon - (horizon - ridge.at(x)) * fade);
            }
            land.lineTo(to, horizon + u * 0.004);
            land.closePath();
            canvas.fill(land, palette.far(Ink.mix(palette.leaves(), 0x5b6478, 0.6), 0.6 - 0.2 * i));
        }
    }

    private void sail(double x, double y, double size) {
        canvas.fill(
                Canvas.shape(x, y - size, x + size * 0.45, y - size * 0.12, x, y - size * 0.12),
                palette.far(0xf6f0e2, 0.2));
        canvas.fill(
                Canvas.shape(
                        x - size * 0.05,
                        y - size * 0.85,
                        x - size * 0.05,
                        y - size * 0.12,
                        x - size * 0.35,
                        y - size * 0.12),
                palette.far(0xe3dac6, 0.25));
        canvas.fill(
                Canvas.shape(
                        x - size * 0.45,
                        y - size * 0.08,
                        x + size * 0.5,
                        y - size * 0.08,
                        x + size * 0.3,
                        y + size * 0.06,
                        x - size * 0.3,
                        y + size * 0.06),
                palette.far(0x7c4b3a, 0.25));
    }

    private void ship(double x, double y, double size, Dice dice) {
        int[] hulls = {0x8f4a3c, 0x3f5f7c, 0x4f6b55, 0xd8cbb0};
        int hull = palette.far(hulls[dice.whole(hulls.length)], 0.14);
        var wood = Ink.paint(palette.far(0x5a4334, 0.14));
        canvas.line(x, y, x, y - size * 1.1, wood, Math.max(0.8, size * 0.03));
        canvas.line(x, y - size * 0.15, x + size * 0.42, y - size * 0.22, wood, Math.max(0.7, size * 0.022));
        canvas.line(x, y - size * 1.08, x + size * 0.52, y - size * 0.12, wood, Math.max(0.5, size * 0.008));
        canvas.line(x, y - size * 1.08, x - size * 0.5, y - size * 0.12, wood, Math.max(0.5, size * 0.008));
        canvas.pill(
                x + size * 0.02,
                y - size * 0.24,
                size * 0.4,
                size * 0.06,
                size * 0.06,
                Ink.paint(palette.far(0xe9dfc8, 0.14)));
        canvas.box(x - size * 0.32, y - size * 0.24, size * 0.24, size * 0.16, palette.far(0xe6dcc6, 0.14));
        var body = new Path2D.Double();
        body.moveTo(x - size * 0.5, y - size * 0.12);
        body.lineTo(x + size * 0.56, y - size * 0.15);
        body.quadTo(x + size * 0.44, y + size * 0.08, x + size * 0.32, y + size * 0.08);
        body.lineTo(x - size * 0.36, y + size * 0.08);
        body.quadTo(x - size * 0.47, y + size * 0.06, x - size * 0.5, y - size * 0.12);
        canvas.fill(body, Canvas.down(y - size * 0.12, hull, y + size * 0.08, Ink.darker(hull, 0.35)));
        canvas.dot(x, y + size * 0.1, size * 0.5, size * 0.03, Ink.paint(0x10283a, 0.3));
    }

    private void lighthouse(double x, double foot, double height) {
        int white = palette.far(0xf1ebde, 0.25);
        int red = palette.far(0xb9473c, 0.25);
        double half = height * 0.1;
        canvas.fill(
                Canvas.shape(
                        x - half,
                        foot,
                        x - half * 0.65,
                        foot - height * 0.78,
                        x + half * 0.65,
                        foot - height * 0.78,
                        x + half,
                        foot),
                white);
        canvas.fill(
                Canvas.shape(
                        x - half * 0.92,
                        foot - height * 0.2,
                        x - half * 0.83,
                        foot - height * 0.4,
                        x + half * 0.83,
                        foot - height * 0.4,
                        x + half * 0.92,
                        foot - height * 0.2),
                red);
        canvas.fill(
                Canvas.shape(
                        x - half * 0.74,
                        foot - height * 0.58,
                        x - half * 0.65,
                        foot - height * 0.78,
                        x + half * 0.65,
                        foot - height * 0.78,
                        x + half * 0.74,
                        foot - height * 0.58),
                red);
        canvas.box(x - half * 0.45, foot - height * 0.92, half * 0.9, height * 0.14, 0xffe3a0);
        canvas.fill(
                Canvas.shape(
                        x - half * 0.65,
                        foot - height * 0.91,
                        x,
                        foot - height * 1.04,
                        x + half * 0.65,
                        foot - height * 0.91),
                red);
        if (palette.dark() || scene.weather().grey()) {
            canvas.glow(x, foot - height * 0.85, height * 0.8, 0xffe3a0, 0.6);
        }
    }

    private void shore(Dice dice) {
        int sand = palette.lit(scene.weather() == Scene.Weather.SNOW ? 0xe6edf4 : 0xe2c898);
        var ridge = new Ridge(h * 0.84, u * 0.02, u * 0.8, false, dice);
        canvas.g.translate(0, -u * 0.035);
        canvas.fill(ridge.land(w, h), Ink.paint(palette.lit(0x8fc5cc), 0.55));
        canvas.g.translate(0, u * 0.022);
        canvas.fill(ridge.land(w, h), Ink.paint(Ink.lighter(palette.lit(0xf4fafa), 0.1), 0.85));
        canvas.g.translate(0, u * 0.013);
        canvas.fill(ridge.land(w, h + 4), Canvas.down(h * 0.82, Ink.darker(sand, 0.16), h, sand));
        for (int i = 0; i < 26; i++) {
            double r = u * dice.between(0.002, 0.007);
            canvas.dot(
                    dice.unit() * w,
                    h * dice.between(0.88, 0.995),
                    r * 1.5,
                    r,
                    Ink.paint(Ink.darker(sand, dice.between(0.1, 0.4)), 0.7));
        }
    }

    private void quay(Dice dice) {
        double top = h * 0.83;
        int wood = palette.lit(scene.weather() == Scene.Weather.SNOW ? 0xcfd8e2 : 0x9a7350);
        for (double x = w * 0.06; x < w; x += u * 0.42) {
            double height = u * 0.1;
            canvas.pill(x, top - height, u * 0.03, height + u * 0.04, u * 0.02, Ink.paint(Ink.darker(wood, 0.4)));
            canvas.line(
                    new QuadCurve2D.Double(
                            x + u * 0.015,
                            top - height * 0.7,
                            x + u * 0.225,
                            top + u * 0.01,
                            x + u * 0.435,
                            top - height * 0.7),
                    Ink.paint(palette.lit(0xd8c7a0)),
                    Math.max(0.8, u * 0.006));
        }
        canvas.box(0, top, w, h - top, Canvas.down(top, Ink.lighter(wood, 0.12), h, Ink.darker(wood, 0.3)));
        var seam = Ink.paint(Ink.darker(wood, 0.55), 0.5);
        double y = top;
        for (double step = u * 0.016; y < h; step *= 1.35) {
            y += step;
            canvas.line(0, y, w, y, seam, Math.max(0.6, u * 0.003));
            for (int i = 0; i < 5 * w / u; i++) {
                double x = dice.unit() * w;
                canvas.line(x, y, x, y - step, seam, Math.max(0.5, u * 0.002));
            }
        }
        canvas.box(0, top, w, Math.max(1, u * 0.008), Ink.paint(Ink.lighter(wood, 0.4), 0.6));
    }

    private void gulls(double horizon, Dice dice) {
        if (palette.dark()) {
            return;
        }
        for (int i = 0; i < 6; i++) {
            double x = w * dice.between(0.1, 0.9);
            double y = horizon * dice.between(0.35, 0.85);
            double s = u * dice.between(0.008, 0.018);
            var colour = Ink.paint(Ink.darker(palette.haze(), 0.45), 0.8);
            canvas.line(
                    new QuadCurve2D.Double(x - s, y - s * 0.4, x - s * 0.4, y - s * 0.7, x, y),
                    colour,
                    Math.max(0.7, s * 0.16));
            canvas.line(
                    new QuadCurve2D.Double(x, y, x + s * 0.4, y - s * 0.7, x + s, y - s * 0.4),
                    colour,
                    Math.max(0.7, s * 0.16));
        }
    }
}
