package fluxbridge.storyboard;

import fluxbridge.storyboard.Scene.Weather;

/** Paints streets, rooftops and markets. */
final class Town {

    private static final int[] BLOCKS = {0x7f8aa0, 0x97857f, 0x6f7d8f, 0xa39486};
    private static final int[] WALLS = {0xc98f72, 0xd9bd94, 0xb6a6a0, 0x9fb0a5, 0xc7a5a0, 0xa8798a};

    private final Canvas canvas;
    private final Scene scene;
    private final Palette palette;
    private final double w;
    private final double h;
    private final double u;

    Town(Canvas canvas, Scene scene, Palette palette) {
        this.canvas = canvas;
        this.scene = scene;
        this.palette = palette;
        this.w = canvas.w;
        this.h = canvas.h;
        this.u = canvas.unit;
    }

    void street(Dice dice) {
        skyline(0.68, 0.1, 0.5, dice.fork(1));
        skyline(0.42, 0.28, 0.4, dice.fork(2));
        houses(h * 0.81, 0.3, 0.44, dice.fork(3));
        paving(h * 0.8, scene.weather() == Weather.SNOW ? 0xd9e1ea : 0x8d8a8c, dice.fork(4));
        for (double x = u * 0.16; x < w; x += u * 0.62) {
            lamp(x, h * 0.84, u * 0.36);
        }
    }

    void market(Dice dice) {
        skyline(0.6, 0.3, 0.5, dice.fork(1));
        houses(h * 0.76, 0.28, 0.38, dice.fork(2));
        paving(h * 0.75, scene.weather() == Weather.SNOW ? 0xdde4ec : 0xb59f88, dice.fork(3));
        bunting(h * 0.34, dice.fork(4));
        int count = (int) Math.max(2, Math.round(2.6 * w / u));
        for (int i = 0; i < count; i++) {
            stall(w * (i + 0.5) / count + u * dice.between(-0.03, 0.03), h * 0.82, u * 0.3, dice);
        }
    }

    void rooftop(Dice dice) {
        skyline(0.66, 0.12, 0.66, dice.fork(1));
        skyline(0.42, 0.26, 0.72, dice.fork(2));
        skyline(0.2, 0.38, 0.84, dice.fork(3));
        double top = h * 0.8;
        int floor = palette.lit(Houses.roof(scene, 0x8a7f80));
        canvas.box(0, top, w, h - top, Canvas.down(top, Ink.lighter(floor, 0.08), h, Ink.darker(floor, 0.35)));
        canvas.box(0, top - u * 0.055, w, u * 0.06, Ink.darker(floor, 0.25));
        canvas.box(0, top - u * 0.065, w, u * 0.016, Ink.lighter(floor, 0.2));
        chimney(w * dice.between(0.04, 0.12), top, u * 0.2);
        chimney(w * dice.between(0.84, 0.93), top, u * 0.15);
        lights(dice.fork(5));
    }

    /** A row of towers at a distance; {@code height} is that of the highest as a part of the picture. */
    private void skyline(double distance, double lowest, double height, Dice dice) {
        double tallest = height * h * 0.8;
        double x = -u * 0.05;
        while (x < w) {
            double width = u * dice.between(0.07, 0.15) * (1.35 - distance * 0.5);
            double top = h * 0.8 - tallest * dice.between(0.45, 1) * (1 - lowest * 0.4);
            Houses.block(
                    canvas, palette, scene, x, top, width, h * 0.84, BLOCKS[dice.whole(BLOCKS.length)], distance, dice);
            if (dice.chance(0.25)) {
                canvas.line(
                        x + width / 2,
                        top,
                        x + width / 2,
                        top - u * 0.06,
                        Ink.paint(palette.far(0x6f7d8f, distance)),
                        Math.max(0.7, u * 0.004));
            }
            x += width + u * dice.between(-0.004, 0.03);
        }
    }

    private void houses(double foot, double low, double high, Dice dice) {
        double gapFrom = w * dice.between(0.38, 0.46);
        double gapTo = gapFrom + Math.min(w * 0.2, u * 0.24);
        double x = -u * 0.06;
        while (x < w) {
            double width = u * dice.between(0.17, 0.24);
            if (x + width > gapFrom && x < gapTo) {
                x = gapTo;
                continue;
            }
            Houses.townhouse(
                    canvas,
                    palette,
                    scene,
                    x,
                    foot,
                    width,
                    u * dice.between(low, high),
                    WALLS[dice.whole(WALLS.length)],
                    dice);
            x += width;
        }
    }

    private void paving(double top, int stone, Dice dice) {
        int colour = palette.lit(stone);
        canvas.box(0, top, w, h - top, Canvas.down(top, Ink.lighter(colour, 0.1), h, Ink.darker(colour, 0.35)));
        boolean wet = scene.weather() == Weather.RAIN || scene.weather() == Weather.STORM;
        double y = top;
        double step = u * 0.012;
        while (y < h) {
            for (double x = -step * dice.unit() * 3; x < w; x += step * 3.2) {
                if (dice.chance(0.5)) {
                    canvas.pill(
                            x,
                            y,
                            step * 3,
                            step * 0.9,
                            step * 0.5,
                            Ink.paint(dice.chance(0.5) ? Ink.lighter(colour, 0.2) : Ink.darker(colour, 0.35), 0.2));
                }
            }
            y += step;
            step *= 1.22;
        }
        if (wet) {
            for (int i = 0; i < 12 * w / u; i++) {
                double px = dice.unit() * w;
                double py = top + (h - top) * dice.between(0.1, 1);
                canvas.dot(
                        px,
                        py,
                        u * dice.between(0.03, 0.1),
                        u * dice.between(0.004, 0.01),
                        Ink.paint(Ink.lighter(palette.skyLow(), 0.2), 0.32));
            }
        }
    }

    private void lamp(double x, double foot, double height) {
        var iron = Ink.paint(Ink.darker(palette.lit(0x3a3f4a), 0.2));
        canvas.line(x, foot, x, foot - height * 0.86, iron, Math.max(1, height * 0.022));
        canvas.line(x - height * 0.04, foot, x + height * 0.04, foot, iron, Math.max(1, height * 0.03));
        boolean on = palette.dark()
                || scene.time() == Scene.Time.DUSK
                || scene.weather().grey();
        int light = on ? 0xffe0a0 : palette.lit(0xf3ecd8);
        canvas.fill(
                Canvas.shape(
                        x - height * 0.03,
                        foot - height * 0.86,
                        x - height * 0.05,
                        foot - height * 0.97,
                        x + height * 0.05,
                        foot - height * 0.97,
                        x + height * 0.03,
                        foot - height * 0.86),
                light);
        canvas.fill(
                Canvas.shape(
                        x - height * 0.06,
                        foot - height * 0.965,
                        x,
                        foot - height * 1.03,
                        x + height * 0.06,
                        foot - height * 0.965),
                iron);
        if (on) {
            canvas.glow(x, foot - height * 0.91, height * 0.55, 0xffd68a, 0.65);
            canvas.dot(x, foot + height * 0.06, height * 0.4, height * 0.06, Ink.paint(0xffd68a, 0.14));
        }
    }

    private void bunting(double y, Dice dice) {
        double sag = u * 0.09;
        double px = 0;
        double py = y;
        for (int i = 1; i <= 24 * w / u; i++) {
            double x = w * i / (24 * w / u);
            double py2 = y + sag * Math.abs(Math.sin(x / u * 4.2));
            canvas.line(px, py, x, py2, Ink.paint(palette.lit(0x5a4a44)), Math.max(0.6, u * 0.003));
            int colour = palette.lit(Ink.hsb(dice.unit(), 0.5, 0.85));
            canvas.fill(Canvas.shape(px, py, x, py2, (px + x) / 2, (py + py2) / 2 + u * 0.035), colour);
            px = x;
            py = py2;
        }
    }

    private void stall(double x, double foot, double size, Dice dice) {
        var pole = Ink.paint(palette.lit(0x6d4f3a));
        for (double dx : new double[] {-0.45, 0.45}) {
            canvas.line(x + dx * size, foot, x + dx * size, foot - size * 0.85, pole, Math.max(1, size * 0.03));
        }
        canvas.box(x - size * 0.5, foot - size * 0.32, size, size * 0.32, palette.lit(0x94694a));
        canvas.box(x - size * 0.53, foot - size * 0.35, size * 1.06, size * 0.06, palette.lit(0xb98a60));
        int[] goods = {0xd8634a, 0xe6a54a, 0x86a850, 0xb25a72, 0xe3cf7a};
        for (int i = 0; i < 15; i++) {
            double r = size * dice.between(0.025, 0.042);
            canvas.dot(
                    x + size * (-0.46 + 0.066 * i),
                    foot - size * 0.35 - r,
                    r,
                    r,
                    Ink.paint(palette.lit(goods[(i / 3) % goods.length])));
        }
        Houses.awning(
                canvas,
                palette,
                x - size * 0.56,
                foot - size * 0.95,
                size * 1.12,
                size * 0.22,
                Ink.hsb(dice.unit(), 0.5, 0.75));
        if (palette.dark() || scene.time() == Scene.Time.DUSK) {
            canvas.dot(x, foot - size * 0.64, size * 0.04, size * 0.05, Ink.paint(0xffe6b0));
            canvas.glow(x, foot - size * 0.62, size * 0.7, 0xffcf80, 0.5);
        }
    }

    private void chimney(double x, double foot, double height) {
        int brick = palette.lit(0x94574a);
        canvas.box(
                x,
                foot - height,
                height * 0.5,
                height,
                Canvas.down(foot - height, brick, foot, Ink.darker(brick, 0.3)));
        canvas.box(
                x - height * 0.05,
                foot - height * 1.06,
                height * 0.6,
                height * 0.12,
                palette.lit(Houses.roof(scene, 0x7a463c)));
        for (int i = 0; i < 4; i++) {
            double r = height * (0.12 + 0.07 * i);
            canvas.dot(
                    x + height * (0.25 + 0.16 * i),
                    foot - height * (1.2 + 0.26 * i),
                    r,
                    r * 0.8,
                    Ink.paint(Ink.lighter(palette.haze(), 0.2), 0.24 - 0.05 * i));
        }
    }

    /** A string of lights over the roof. */
    private void lights(Dice dice) {
        double y = h * dice.between(0.42, 0.48);
        double sag = u * 0.1;
        boolean on = scene.time() != Scene.Time.DAY;
        double span = u * 0.75;
        double px = 0;
        double py = y;
        for (double x = 0; x <= w + 4; x += u * 0.03) {
            double t = (x % span) / span;
            double at = y + sag * 4 * t * (1 - t);
            canvas.line(px, py, x, at, Ink.paint(0x2a2a36, 0.6), Math.max(0.6, u * 0.002));
            if ((int) (x / (u * 0.03)) % 2 == 0) {
                canvas.dot(x, at + u * 0.008, u * 0.007, on ? 0xffe4a8 : 0xf3ead2);
                if (on) {
                    canvas.glow(x, at + u * 0.008, u * 0.035, 0xffd68a, 0.5);
                }
            }
            px = x;
            py = at;
        }
    }
}
