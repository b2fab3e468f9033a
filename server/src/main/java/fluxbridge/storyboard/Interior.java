package fluxbridge.storyboard;

import fluxbridge.storyboard.Scene.Setting;
import fluxbridge.storyboard.Scene.Time;
import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;

/** Paints rooms, each with a window through which the world outside is seen. */
final class Interior {

    private static final int LAMPLIGHT = 0xffcf86;
    private static final int[] WALLPAPERS = {0xd9b99b, 0xa9b8a4, 0xb7a3b8, 0xc8a08c, 0x9db0c0, 0xd6c391};

    private final Canvas canvas;
    private final Scene scene;
    private final Palette palette;
    private final double w;
    private final double h;
    private final double u;
    private final double floor;
    private final int shade;

    Interior(Canvas canvas, Scene scene, Palette palette) {
        this.canvas = canvas;
        this.scene = scene;
        this.palette = palette;
        this.w = canvas.w;
        this.h = canvas.h;
        this.u = canvas.unit;
        this.floor = canvas.h * 0.76;
        boolean dim =
                palette.dark() || scene.time() == Time.DUSK || scene.weather().grey();
        this.shade = palette.dark() ? 0xb09a94 : dim ? 0xd8c2b4 : 0xffffff;
    }

    private int lit(int colour) {
        return Ink.multiply(colour, shade);
    }

    private boolean lamps() {
        return palette.dark() || scene.time() == Time.DUSK || scene.weather().grey();
    }

    /** @param view paints the world outside in a given size */
    void paint(java.util.function.BiFunction<Integer, Integer, BufferedImage> view, Dice dice) {
        if (scene.setting() == Setting.STARSHIP) {
            bridge(view);
            return;
        }
        boolean wooden = scene.setting() != Setting.ROOM;
        int wall = wooden ? 0x8a654c : WALLPAPERS[dice.whole(WALLPAPERS.length)];
        canvas.box(0, 0, w, floor, Canvas.down(0, Ink.darker(lit(wall), 0.18), floor, lit(wall)));
        wallPattern(lit(wall), wooden);
        boards(lit(wooden ? 0x6d4a36 : 0xa87a54), dice.fork(1));
        double wide = Math.min(w * 0.44, u * 0.62);
        double tall = Math.min(h * 0.47, wide * 1.25);
        double x = w * dice.between(0.46, 0.54) - wide / 2;
        double y = h * 0.13;
        switch (scene.setting()) {
            case LIBRARY -> shelves(x, wide, dice.fork(2));
            case TAVERN -> tavern(x, wide, dice.fork(3));
            default -> furnish(x, wide, dice.fork(4));
        }
        window(x, y, wide, tall, view);
        if (scene.setting() != Setting.TAVERN) {
            curtains(x, y, wide, tall, lit(Ink.hsb(dice.unit(), 0.38, 0.68)));
        }
        daylight(x, wide);
        rug(dice.fork(5));
    }

    private void wallPattern(int wall, boolean wooden) {
        double step = u * (wooden ? 0.11 : 0.045);
        for (double x = (w % step) / 2; x < w; x += step) {
            canvas.line(
                    x,
                    0,
                    x,
                    floor,
                    Ink.paint(wooden ? Ink.darker(wall, 0.5) : Ink.lighter(wall, 0.35), wooden ? 0.35 : 0.22),
                    Math.max(0.7, u * (wooden ? 0.004 : 0.007)));
        }
        int trim = wooden ? Ink.darker(wall, 0.35) : Ink.lighter(wall, 0.45);
        canvas.box(0, floor - u * 0.035, w, u * 0.035, trim);
        canvas.box(0, floor - u * 0.006, w, u * 0.006, Ink.darker(trim, 0.3));
    }

    private void boards(int wood, Dice dice) {
        canvas.box(0, floor, w, h - floor, Canvas.down(floor, Ink.darker(wood, 0.14), h, Ink.lighter(wood, 0.04)));
        double vanish = w / 2;
        for (double x = -w; x < w * 2; x += u * 0.09) {
            canvas.line(
                    vanish + (x - vanish) * 0.72,
                    floor,
                    x,
                    h,
                    Ink.paint(Ink.darker(wood, 0.5), 0.4),
                    Math.max(0.7, u * 0.003));
        }
        for (int i = 0; i < 14 * w / u; i++) {
            double y = floor + (h - floor) * dice.unit();
            double x = w * dice.unit();
            canvas.line(x, y, x + u * 0.06, y, Ink.paint(Ink.darker(wood, 0.45), 0.35), Math.max(0.6, u * 0.002));
        }
    }

    private void window(
            double x,
            double y,
            double wide,
            double tall,
            java.util.function.BiFunction<Integer, Integer, BufferedImage> view) {
        double frame = Math.max(2, u * 0.02);
        int wood = lit(scene.setting() == Setting.ROOM ? 0xf4ecdd : 0x5d4030);
        Shape opening = new RoundRectangle2D.Double(x, y, wide, tall, wide * 0.12, wide * 0.12);
        canvas.pill(x - frame, y - frame, wide + frame * 2, tall + frame * 2, wide * 0.16, Ink.paint(wood));
        canvas.pill(
                x - frame * 0.3,
                y - frame * 0.3,
                wide + frame * 0.6,
                tall + frame * 0.6,
                wide * 0.13,
                Ink.paint(Ink.darker(wood, 0.25)));
        var outside = view.apply((int) Math.max(8, Math.ceil(wide)), (int) Math.max(8, Math.ceil(tall)));
        canvas.fill(
                opening,
                new java.awt.TexturePaint(
                        outside, new java.awt.geom.Rectangle2D.Double(x, y, outside.getWidth(), outside.getHeight())));
        canvas.box(x + wide / 2 - frame * 0.28, y, frame * 0.56, tall, wood);
        canvas.box(x, y + tall * 0.38 - frame * 0.22, wide, frame * 0.44, wood);
        canvas.fill(
                Canvas.shape(
                        x + wide * 0.08,
                        y,
                        x + wide * 0.26,
                        y,
                        x + wide * 0.04,
                        y + tall,
                        x,
                        y + tall,
                        x,
                        y + tall * 0.5),
                Ink.paint(0xffffff, 0.1));
        canvas.pill(
                x - frame * 2.2,
                y + tall + frame * 0.4,
                wide + frame * 4.4,
                frame * 1.5,
                frame * 0.6,
                Ink.paint(Ink.lighter(wood, 0.1)));
        canvas.box(x - frame * 1.8, y + tall + frame * 1.9, wide + frame * 3.6, frame * 0.5, Ink.paint(0x20121a, 0.2));
        pot(x + wide * 0.86, y + tall + frame * 0.4, u * 0.06);
    }

    private void pot(double x, double foot, double size) {
        for (int i = -2; i <= 2; i++) {
            canvas.dot(
                    x + i * size * 0.2,
                    foot - size * (1.05 - Math.abs(i) * 0.12),
                    size * 0.13,
                    size * 0.36,
                    Ink.paint(lit(i % 2 == 0 ? 0x5d8f58 : 0x77a868)));
        }
        canvas.fill(
                Canvas.shape(
                        x - size * 0.36,
                        foot - size * 0.62,
                        x + size * 0.36,
                        foot - size * 0.62,
                        x + size * 0.26,
                        foot,
                        x - size * 0.26,
                        foot),
                lit(0xc0714f));
        canvas.box(x - size * 0.4, foot - size * 0.66, size * 0.8, size * 0.13, lit(0xcf8360));
    }

    private void curtains(double x, double y, double wide, double tall, int cloth) {
        double rod = y - u * 0.045;
        canvas.line(x - wide * 0.26, rod, x + wide * 1.26, rod, Ink.paint(lit(0x6d4f3a)), Math.max(1.2, u * 0.011));
        for (int side = 0; side < 2; side++) {
            double outer = side == 0 ? x - wide * 0.22 : x + wide * 1.22;
            double inner = side == 0 ? x + wide * 0.12 : x + wide * 0.88;
            double tied = outer + (inner - outer) * 0.45;
            double bottom = y + tall * 1.13;
            var drape = new Path2D.Double();
            drape.moveTo(outer, rod);
            drape.lineTo(inner, rod);
            drape.curveTo(inner, y + tall * 0.4, tied, y + tall * 0.56, tied, y + tall * 0.66);
            drape.quadTo(tied, y + tall * 0.9, inner + (outer - inner) * 0.35, bottom);
            drape.lineTo(outer, bottom);
            drape.closePath();
            canvas.fill(drape, Canvas.down(rod, Ink.lighter(cloth, 0.1), bottom, Ink.darker(cloth, 0.22)));
            for (int i = 1; i < 4; i++) {
                double t = i / 4.0;
                var fold = new Path2D.Double();
                fold.moveTo(outer + (inner - outer) * t, rod);
                fold.curveTo(
                        outer + (inner - outer) * t,
                        y + tall * 0.4,
                        outer + (tied - outer) * t,
                        y + tall * 0.5,
                        outer + (tied - outer) * t,
                        y + tall * 0.66);
                fold.lineTo(outer + (inner - outer) * t * 0.65, bottom);
                canvas.line(fold, Ink.paint(Ink.darker(cloth, 0.5), 0.28), Math.max(0.8, u * 0.005));
            }
            canvas.line(
                    outer, y + tall * 0.66, tied, y + tall * 0.66, Ink.paint(lit(0xe3c277)), Math.max(1, u * 0.012));
        }
    }

    /** The patch of light that the window throws on the floor. */
    private void daylight(double x, double wide) {
        double lean = u * 0.12;
        double strength = palette.dark() ? 0.14 : scene.weather().grey() ? 0.16 : 0.34;
        canvas.fill(
                Canvas.shape(
                        x + lean * 0.2,
                        floor,
                        x + wide + lean * 0.2,
                        floor,
                        x + wide * 1.25 + lean,
                        h * 0.97,
                        x + wide * 0.05 + lean,
                        h * 0.97),
                Canvas.down(floor, Ink.paint(palette.glow(), strength), h, Ink.paint(palette.glow(), strength * 0.35)));
        canvas.glow(x + wide / 2, h * 0.4, u * 0.75, palette.glow(), strength * 0.55);
    }

    private void rug(Dice dice) {
        int colour = lit(Ink.hsb(dice.unit(), 0.45, 0.58));
        double rx = Math.min(w * 0.44, u * 0.66);
        double ry = (h - floor) * 0.33;
        double y = h * 0.905;
        canvas.dot(w / 2, y, rx, ry, Ink.paint(colour, 0.9));
        canvas.line(
                new java.awt.geom.Ellipse2D.Double(w / 2 - rx * 0.92, y - ry * 0.88, rx * 1.84, ry * 1.76),
                Ink.paint(Ink.lighter(colour, 0.45), 0.8),
                Math.max(0.8, u * 0.006));
        canvas.line(
                new java.awt.geom.Ellipse2D.Double(w / 2 - rx * 0.8, y - ry * 0.72, rx * 1.6, ry * 1.44),
                Ink.paint(Ink.lighter(colour, 0.3), 0.6),
                Math.max(0.6, u * 0.003));
    }

    private void furnish(double x, double wide, Dice dice) {
        double left = x - wide * 0.3;
        double right = x + wide * 1.3;
        if (left > u * 0.1) {
            bookcase(left - u * 0.3, floor - u * 0.46, u * 0.26, u * 0.46, dice);
        }
        picture(right + u * 0.06, h * 0.24, u * 0.15, dice);
        floorLamp(Math.min(w * 0.94, right + u * 0.14), floor + u * 0.03, u * 0.5);
    }

    private void picture(double x, double y, double size, Dice dice) {
        canvas.box(x, y, size, size * 0.78, lit(0x7a573c));
        int a = lit(Ink.hsb(dice.unit(), 0.3, 0.85));
        canvas.box(x + size * 0.07, y + size * 0.07, size * 0.86, size * 0.64, a);
        canvas.fill(
                Canvas.shape(
                        x + size * 0.07,
                        y + size * 0.71,
                        x + size * 0.36,
                        y + size * 0.36,
                        x + size * 0.56,
                        y + size * 0.55,
                        x + size * 0.72,
                        y + size * 0.44,
                        x + size * 0.93,
                        y + size * 0.71),
                Ink.darker(a, 0.35));
    }

    private void floorLamp(double x, double foot, double height) {
        canvas.line(x, foot, x, foot - height * 0.8, Ink.paint(lit(0x4f3d35)), Math.max(1.2, height * 0.02));
        canvas.dot(x, foot, height * 0.11, height * 0.025, Ink.paint(lit(0x4f3d35)));
        canvas.fill(
                Canvas.shape(
                        x - height * 0.09,
                        foot - height,
                        x + height * 0.09,
                        foot - height,
                        x + height * 0.16,
                        foot - height * 0.76,
                        x - height * 0.16,
                        foot - height * 0.76),
                lamps() ? 0xffe2ab : lit(0xf1e2c6));
        if (lamps()) {
            canvas.glow(x, foot - height * 0.85, height * 0.95, LAMPLIGHT, 0.6);
        }
    }

    private void bookcase(double x, double y, double wide, double tall, Dice dice) {
        int wood = lit(0x6b4732);
        canvas.box(x, y, wide, tall, wood);
        int rows = (int) Math.max(2, Math.round(tall / (u * 0.115)));
        double row = tall / rows;
        double edge = u * 0.011;
        for (int i = 0; i < rows; i++) {
            double top = y + i * row + edge;
            double bottom = y + (i + 1) * row - edge * 0.4;
            canvas.box(x + edge, top, wide - edge * 2, bottom - top, Ink.darker(wood, 0.5));
            for (double bx = x + edge * 1.3; bx < x + wide - edge * 2.2; ) {
                double thick = u * dice.between(0.009, 0.02);
                double high = (bottom - top) * dice.between(0.62, 0.93);
                if (dice.chance(0.9)) {
                    int cover = lit(Ink.hsb(dice.unit(), dice.between(0.25, 0.5), dice.between(0.45, 0.8)));
                    canvas.box(bx, bottom - high, Math.min(thick, x + wide - edge - bx), high, cover);
                    canvas.box(
                            bx,
                            bottom - high * 0.8,
                            Math.min(thick, x + wide - edge - bx),
                            high * 0.06,
                            Ink.paint(0xf4e3b5, 0.6));
                }
                bx += thick + 0.6;
            }
        }
    }

    private void shelves(double x, double wide, Dice dice) {
        double unit = u * 0.3;
        double gap = wide * 0.3;
        for (double left = x - gap - unit; left > -unit; left -= unit * 1.04) {
            bookcase(left, h * 0.07, unit, floor - h * 0.07, dice);
        }
        for (double right = x + wide + gap; right < w; right += unit * 1.04) {
            bookcase(right, h * 0.07, unit, floor - h * 0.07, dice);
        }
        for (double px : new double[] {x - gap * 0.62, x + wide + gap * 0.62}) {
            hanging(px, h * 0.2);
        }
    }

    private void hanging(double x, double y) {
        canvas.line(x, 0, x, y, Ink.paint(0x2f2424), Math.max(0.8, u * 0.005));
        canvas.dot(x, y + u * 0.02, u * 0.026, u * 0.03, Ink.paint(0xffe6b4));
        canvas.fill(
                Canvas.shape(
                        x - u * 0.045,
                        y + u * 0.015,
                        x - u * 0.015,
                        y - u * 0.02,
                        x + u * 0.015,
                        y - u * 0.02,
                        x + u * 0.045,
                        y + u * 0.015),
                0x3d3030);
        canvas.glow(x, y + u * 0.02, u * 0.34, LAMPLIGHT, lamps() ? 0.6 : 0.3);
    }

    private void tavern(double x, double wide, Dice dice) {
        int wood = lit(0x54382a);
        for (double bx = 0; bx < w; bx += u * 0.5) {
            canvas.box(bx, 0, u * 0.035, floor, wood);
        }
        canvas.box(0, h * 0.035, w, u * 0.05, wood);
        canvas.box(0, h * 0.035 + u * 0.05, w, u * 0.008, Ink.paint(0x1a0f0c, 0.35));
        for (double side : new double[] {-1, 1}) {
            double cx = side < 0 ? x / 2 : (x + wide + w) / 2;
            shelf(cx, h * 0.3, Math.min(u * 0.36, x * 0.8), dice);
            barrel(cx, floor + u * 0.045, u * 0.15);
            hanging(cx + side * u * 0.02, h * 0.15);
        }
    }

    private void shelf(double x, double y, double wide, Dice dice) {
        for (int row = 0; row < 2; row++) {
            double sy = y + row * u * 0.15;
            for (double bx = x - wide * 0.45; bx < x + wide * 0.42; bx += u * 0.036) {
                int glass = lit(Ink.hsb(dice.between(0.05, 0.55), 0.4, 0.65));
                double high = u * dice.between(0.05, 0.085);
                canvas.pill(bx, sy - high, u * 0.023, high, u * 0.01, Ink.paint(glass, 0.9));
                canvas.box(bx + u * 0.0075, sy - high - u * 0.022, u * 0.008, u * 0.026, Ink.paint(glass, 0.9));
            }
            canvas.box(x - wide / 2, sy, wide, u * 0.016, lit(0x6f4a34));
        }
    }

    private void barrel(double x, double foot, double size) {
        int wood = lit(0x94663f);
        canvas.dot(x, foot, size * 0.5, size * 0.06, Ink.paint(0x1a0f0c, 0.35));
        var body = new Path2D.Double();
        body.moveTo(x - size * 0.36, foot);
        body.quadTo(x - size * 0.5, foot - size * 0.55, x - size * 0.36, foot - size * 1.1);
        body.lineTo(x + size * 0.36, foot - size * 1.1);
        body.quadTo(x + size * 0.5, foot - size * 0.55, x + size * 0.36, foot);
        body.closePath();
        canvas.fill(
                body,
                new java.awt.GradientPaint(
                        (float) (x - size * 0.4),
                        0,
                        Ink.paint(Ink.lighter(wood, 0.12)),
                        (float) (x + size * 0.45),
                        0,
                        Ink.paint(Ink.darker(wood, 0.45))));
        for (double t : new double[] {0.18, 0.82}) {
            canvas.box(x - size * 0.405, foot - size * 1.1 * t - size * 0.04, size * 0.81, size * 0.07, lit(0x4c4a4f));
        }
    }

    private void bridge(java.util.function.BiFunction<Integer, Integer, BufferedImage> view) {
        canvas.box(0, 0, w, h, Canvas.down(0, 0x3b465c, h, 0x56657c));
        double top = h * 0.1;
        double bottom = h * 0.62;
        var outside = view.apply(canvas.w, (int) Math.max(8, Math.ceil(bottom - top)));
        var pane = Canvas.shape(w * 0.1, top, w * 0.9, top, w * 0.97, bottom, w * 0.03, bottom);
        canvas.line(pane, Ink.paint(0x232c3d), u * 0.05);
        canvas.fill(
                pane,
                new java.awt.TexturePaint(
                        outside,
                        new java.awt.geom.Rectangle2D.Double(0, top, outside.getWidth(), outside.getHeight())));
        for (double t : new double[] {0.33, 0.67}) {
            canvas.line(w * (0.1 + 0.8 * t), top, w * (0.03 + 0.94 * t), bottom, Ink.paint(0x232c3d), u * 0.022);
        }
        canvas.box(0, h * 0.76, w, h * 0.24, Canvas.down(h * 0.76, 0x2c3546, h, 0x46546a));
        for (double x = -w; x < w * 2; x += u * 0.2) {
            canvas.line(w / 2 + (x - w / 2) * 0.7, h * 0.76, x, h, Ink.paint(0x8fd3e8, 0.16), Math.max(0.8, u * 0.004));
        }
        canvas.fill(
                Canvas.shape(0, h * 0.68, w, h * 0.68, w, h * 0.78, 0, h * 0.78),
                Canvas.down(h * 0.68, 0x4d5c75, h * 0.78, 0x242d3e));
        int[] lamps = {0x77e0d0, 0xffc46b, 0xf2757a, 0x8db7ff};
        int i = 0;
        for (double x = u * 0.05; x < w; x += u * 0.055) {
            int lamp = lamps[(i * 7 + i / 3) % lamps.length];
            canvas.pill(x, h * 0.705 + (i % 2) * u * 0.022, u * 0.03, u * 0.011, u * 0.006, Ink.paint(lamp, 0.9));
            i++;
        }
        canvas.glow(w / 2, h * 0.68, u * 0.8, 0x8fd3e8, 0.2);
    }
}
