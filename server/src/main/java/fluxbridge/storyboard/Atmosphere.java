package fluxbridge.storyboard;

import fluxbridge.storyboard.Scene.Weather;
import java.awt.Color;
import java.awt.geom.Path2D;

/** What hangs or falls between the viewer and the scene, and the finish of the picture: vignette and paper grain. */
final class Atmosphere {

    private Atmosphere() {}

    /** Behind the figures: drifting fog, the flash of a storm. */
    static void behind(Canvas canvas, Scene scene, Palette palette, Dice dice) {
        if (scene.weather() == Weather.STORM) {
            lightning(canvas, dice);
        }
        if (scene.weather() == Weather.FOG) {
            fog(canvas, palette, dice, 0.5);
        }
    }

    /** Before the figures: rain and snow. */
    static void before(Canvas canvas, Scene scene, Palette palette, Dice dice) {
        switch (scene.weather()) {
            case RAIN, STORM -> rain(canvas, scene.weather() == Weather.STORM, dice);
            case SNOW -> snow(canvas, dice);
            case FOG -> fog(canvas, palette, dice, 0.06);
            case CLEAR -> {}
        }
    }

    private static void rain(Canvas canvas, boolean storm, Dice dice) {
        double u = canvas.unit;
        double lean = storm ? 0.5 : 0.22;
        int count = (int) Math.min(900, 260.0 * canvas.w * canvas.h / (u * u));
        for (int layer = 0; layer < 2; layer++) {
            var drops = new Path2D.Double();
            for (int i = 0; i < count / 2; i++) {
                double x = dice.unit() * canvas.w * 1.2;
                double y = dice.unit() * canvas.h;
                double length = u * dice.between(0.03, 0.06) * (1 + layer * 0.5);
                drops.moveTo(x, y);
                drops.lineTo(x - length * lean, y + length);
            }
            canvas.line(
                    drops,
                    new Color(226, 236, 248, layer == 0 ? 62 : 92),
                    Math.max(0.6, u * (0.0014 + 0.0008 * layer)));
        }
    }

    private static void snow(Canvas canvas, Dice dice) {
        double u = canvas.unit;
        int count = (int) Math.min(900, 240.0 * canvas.w * canvas.h / (u * u));
        for (int i = 0; i < count; i++) {
            double near = dice.unit() * dice.unit();
            double r = Math.max(0.6, u * (0.0018 + 0.0075 * near * near));
            canvas.dot(dice.unit() * canvas.w, dice.unit() * canvas.h, r, r, Ink.paint(0xffffff, 0.9 - near * 0.35));
        }
    }

    private static void fog(Canvas canvas, Palette palette, Dice dice, double alpha) {
        int mist = Ink.lighter(palette.haze(), palette.dark() ? 0.08 : 0.25);
        for (int i = 0; i < 6; i++) {
            double y = canvas.h * dice.between(0.42, 0.9);
            double high = canvas.h * dice.between(0.08, 0.18);
            canvas.box(
                    0, y - high, canvas.w, high, Canvas.down(y - high, Ink.paint(mist, 0), y, Ink.paint(mist, alpha)));
            canvas.box(0, y, canvas.w, high, Canvas.down(y, Ink.paint(mist, alpha), y + high, Ink.paint(mist, 0)));
        }
    }

    private static void lightning(Canvas canvas, Dice dice) {
        double u = canvas.unit;
        double x = canvas.w * dice.between(0.2, 0.8);
        double y = 0;
        canvas.glow(x, canvas.h * 0.2, u * 0.6, 0xe6ecff, 0.5);
        var bolt = new Path2D.Double();
        bolt.moveTo(x, y);
        while (y < canvas.h * 0.55) {
            x += u * dice.between(-0.06, 0.06);
            y += u * dice.between(0.03, 0.07);
            bolt.lineTo(x, y);
        }
        canvas.line(bolt, Ink.paint(0xdfe6ff, 0.35), Math.max(2, u * 0.014));
        canvas.line(bolt, Ink.paint(0xffffff, 0.95), Math.max(1, u * 0.005));
    }

    /** Darkens the corners a little and lays a fine grain over everything. */
    static void finish(Canvas canvas, long seed) {
        int[] pixels = canvas.pixels();
        var dice = new Dice(seed);
        int[] grain = new int[4096];
        for (int i = 0; i < grain.length; i++) {
            grain[i] = (dice.whole(5) + dice.whole(5) - 4) / 2;
        }
        double halfW = canvas.w / 2.0;
        double halfH = canvas.h / 2.0;
        int[] across = new int[canvas.w];
        for (int x = 0; x < canvas.w; x++) {
            double d = (x - halfW) / halfW;
            across[x] = (int) (d * d * d * d * 30);
        }
        for (int y = 0; y < canvas.h; y++) {
            double d = (y - halfH) / halfH;
            int down = 256 - (int) (d * d * d * d * 26);
            int row = y * canvas.w;
            int shift = (y * 1657) & 4095;
            for (int x = 0; x < canvas.w; x++) {
                int pixel = pixels[row + x];
                int keep = down - across[x];
                int noise = grain[(x + shift) & 4095];
                int red = clamp(((((pixel >> 16) & 255) * keep) >> 8) + noise);
                int green = clamp(((((pixel >> 8) & 255) * keep) >> 8) + noise);
                int blue = clamp((((pixel & 255) * keep) >> 8) + noise);
                pixels[row + x] = (red << 16) | (green << 8) | blue;
            }
        }
    }

    private static int clamp(int value) {
        return value < 0 ? 0 : Math.min(value, 255);
    }
}
