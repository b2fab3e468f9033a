package fluxbridge.storyboard;

import fluxbridge.storyboard.Scene.Time;
import fluxbridge.storyboard.Scene.Weather;

/** Buildings seen from outside. */
final class Houses {

    private static final int LAMPLIGHT = 0xffd27a;

    private Houses() {}

    private static boolean lamps(Scene scene) {
        return scene.time() == Time.NIGHT || scene.time() == Time.DUSK || scene.weather() == Weather.STORM;
    }

    static int roof(Scene scene, int colour) {
        return scene.weather() == Weather.SNOW ? 0xeef3f9 : colour;
    }

    /** A small house with a gable; {@code size} is its width. */
    static void cottage(
            Canvas canvas, Palette palette, Scene scene, double x, double foot, double size, int wall, Dice dice) {
        double height = size * 0.55;
        int[] roofs = {0xa8533f, 0x7d5648, 0x8a5f6b, 0x5d6b7c};
        int front = palette.far(wall, 0.2);
        canvas.box(x - size / 2, foot - height, size, height, front);
        canvas.box(x, foot - height, size / 2, height, Ink.paint(Ink.darker(front, 0.5), 0.16));
        double ridge = foot - height - size * 0.42;
        canvas.box(x + size * 0.2, ridge + size * 0.02, size * 0.1, size * 0.24, palette.far(0x8f6a58, 0.2));
        canvas.fill(
                Canvas.shape(
                        x - size * 0.6,
                        foot - height + size * 0.03,
                        x,
                        ridge,
                        x + size * 0.6,
                        foot - height + size * 0.03),
                palette.far(roof(scene, roofs[dice.whole(roofs.length)]), 0.2));
        boolean on = lamps(scene);
        for (double dx : new double[] {-0.3, 0.14}) {
            pane(canvas, palette, x + dx * size, foot - height * 0.78, size * 0.16, size * 0.2, on);
        }
        canvas.box(x - size * 0.07, foot - height * 0.55, size * 0.15, height * 0.55, palette.far(0x6d4a3a, 0.2));
    }

    private static void pane(
            Canvas canvas, Palette palette, double x, double y, double width, double height, boolean on) {
        canvas.box(x, y, width, height, on ? LAMPLIGHT : palette.far(0x6f8ba3, 0.2));
        if (on) {
            canvas.glow(x + width / 2, y + height / 2, width * 2.4, LAMPLIGHT, 0.3);
        }
    }

    /** A tall block of windows. */
    static void block(
            Canvas canvas,
            Palette palette,
            Scene scene,
            double x,
            double top,
            double width,
            double bottom,
            int wall,
            double distance,
            Dice dice) {
        int face = palette.far(wall, distance);
        canvas.box(
                x,
                top,
                width,
                bottom - top,
                Canvas.down(top, face, bottom, Ink.mix(face, palette.haze(), 0.3 + distance * 0.3)));
        canvas.box(x + width * 0.72, top, width * 0.28, bottom - top, Ink.paint(Ink.darker(face, 0.6), 0.18));
        double step = Math.max(4, canvas.unit * 0.03 * (1.1 - distance));
        boolean on = lamps(scene);
        int dark = Ink.mix(face, palette.dark() ? 0x0c1428 : 0x3f5a74, 0.42);
        for (double y = top + step * 0.8; y < bottom - step; y += step * 1.25) {
            for (double wx = x + step * 0.5; wx < x + width - step * 0.7; wx += step) {
                boolean lamp = on && dice.chance(palette.dark() ? 0.42 : 0.3);
                canvas.box(wx, y, step * 0.48, step * 0.66, lamp ? Ink.mix(LAMPLIGHT, face, distance * 0.55) : dark);
            }
        }
        if (scene.weather() == Weather.SNOW) {
            canvas.box(x - 1, top - step * 0.2, width + 2, step * 0.3, palette.far(0xf2f6fb, distance));
        }
    }

    /** A narrow town house with shop front, standing beside its neighbours. */
    static void townhouse(
            Canvas canvas,
            Palette palette,
            Scene scene,
            double x,
            double foot,
            double width,
            double height,
            int wall,
            Dice dice) {
        int face = palette.lit(wall);
        double top = foot - height;
        canvas.box(x, top, width, height, Canvas.down(top, face, foot, Ink.darker(face, 0.25)));
        int tile = palette.lit(roof(scene, dice.chance(0.5) ? 0x8d4f43 : 0x5b5f73));
        canvas.fill(
                Canvas.shape(
                        x - width * 0.05,
                        top,
                        x + width * 0.5,
                        top - width * dice.between(0.35, 0.65),
                        x + width * 1.05,
                        top),
                tile);
        boolean on = lamps(scene);
        int columns = 2;
        int rows = (int) Math.max(1, Math.min(5, height / (width * 0.5)));
        double pane = width * 0.2;
        for (int row = 0; row < rows; row++) {
            double y = top + height * 0.09 + row * (height * 0.62 / rows);
            for (int column = 0; column < columns; column++) {
                double px = x + width * (0.2 + 0.4 * column);
                boolean lamp = on && dice.chance(0.65);
                canvas.box(px - pane * 0.12, y - pane * 0.12, pane * 1.24, pane * 1.6, Ink.lighter(face, 0.25));
                canvas.box(px, y, pane, pane * 1.35, lamp ? LAMPLIGHT : Ink.mix(palette.skyMiddle(), 0x2a3a50, 0.5));
                canvas.box(px + pane * 0.46, y, pane * 0.08, pane * 1.35, Ink.lighter(face, 0.2));
                if (lamp) {
                    canvas.glow(px + pane / 2, y + pane * 0.6, pane * 2, LAMPLIGHT, 0.3);
                }
            }
        }
        double shop = height * 0.22;
        canvas.box(
                x + width * 0.12,
                foot - shop,
                width * 0.48,
                shop * 0.86,
                on ? 0xffdf9c : Ink.mix(palette.skyMiddle(), 0x2a3a50, 0.4));
        canvas.box(x + width * 0.68, foot - shop, width * 0.2, shop, Ink.darker(face, 0.5));
        int cloth = Ink.hsb(dice.unit(), 0.42, 0.72);
        awning(canvas, palette, x + width * 0.08, foot - shop * 1.12, width * 0.56, shop * 0.26, cloth);
    }

    /** A striped cloth roof. */
    static void awning(Canvas canvas, Palette palette, double x, double y, double width, double height, int colour) {
        int stripes = 7;
        double step = width / stripes;
        for (int i = 0; i < stripes; i++) {
            int cloth = palette.lit(i % 2 == 0 ? colour : 0xf3ead8);
            double sx = x + i * step;
            canvas.box(sx, y, step + 0.4, height * 0.8, cloth);
            canvas.dot(sx + step / 2, y + height * 0.8, step / 2, height * 0.28, Ink.paint(Ink.darker(cloth, 0.08)));
        }
    }

    /** Towers and walls; {@code size} is the width of the whole. */
    static void castle(Canvas canvas, Palette palette, Scene scene, double x, double foot, double size) {
        int stone = palette.far(0xb9b2ae, 0.34);
        boolean on = lamps(scene);
        double[][] towers = {
            {-0.42, 0.4, 0.13}, {0.42, 0.44, 0.13}, {-0.2, 0.62, 0.12}, {0.22, 0.56, 0.12}, {0.02, 0.86, 0.16}
        };
        canvas.box(x - size * 0.42, foot - size * 0.25, size * 0.84, size * 0.3, stone);
        battlements(canvas, x - size * 0.42, foot - size * 0.25, size * 0.84, size * 0.035, stone);
        for (double[] tower : towers) {
            double cx = x + tower[0] * size;
            double top = foot - tower[1] * size;
            double width = tower[2] * size;
            int face = Ink.mix(stone, palette.haze(), tower[1] * 0.2);
            canvas.box(cx - width / 2, top, width, foot - top, face);
            canvas.box(cx + width * 0.14, top, width * 0.36, foot - top, Ink.paint(Ink.darker(face, 0.6), 0.22));
            battlements(canvas, cx - width * 0.58, top, width * 1.16, width * 0.2, face);
            canvas.fill(
                    Canvas.shape(
                            cx - width * 0.6,
                            top - width * 0.1,
                            cx,
                            top - width * 1.45,
                            cx + width * 0.6,
                            top - width * 0.1),
                    palette.far(roof(scene, 0x54648f), 0.26));
            canvas.line(cx, top - width * 1.4, cx, top - width * 1.9, Ink.paint(face), Math.max(0.6, width * 0.04));
            canvas.fill(
                    Canvas.shape(cx, top - width * 1.9, cx + width * 0.5, top - width * 1.75, cx, top - width * 1.6),
                    palette.far(0xb5483f, 0.2));
            canvas.pill(
                    cx - width * 0.1,
                    top + width * 0.5,
                    width * 0.2,
                    width * 0.42,
                    width * 0.2,
                    Ink.paint(on ? LAMPLIGHT : Ink.darker(face, 0.5)));
        }
        canvas.pill(
                x - size * 0.07,
                foot - size * 0.17,
                size * 0.14,
                size * 0.3,
                size * 0.14,
                Ink.paint(Ink.darker(stone, 0.6)));
    }

    private static void battlements(Canvas canvas, double x, double y, double width, double tooth, int colour) {
        canvas.box(x, y - tooth * 0.4, width, tooth, colour);
        for (double t = x; t < x + width - tooth * 0.4; t += tooth * 1.4) {
            canvas.box(t, y - tooth, Math.min(tooth * 0.8, x + width - t), tooth, colour);
        }
    }
}
