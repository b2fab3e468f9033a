package fluxbridge.storyboard;

import fluxbridge.storyboard.Scene.Season;
import fluxbridge.storyboard.Scene.Setting;
import fluxbridge.storyboard.Scene.Weather;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;

/** Paints open land: hills, forest, mountains, desert, snow, gardens, and the castle on its hill. */
final class Country {

    private final Canvas canvas;
    private final Scene scene;
    private final Palette palette;
    private final Plants plants;
    private final double w;
    private final double h;
    private final double u;

    Country(Canvas canvas, Scene scene, Palette palette) {
        this.canvas = canvas;
        this.scene = scene;
        this.palette = palette;
        this.plants = new Plants(canvas, scene, palette);
        this.w = canvas.w;
        this.h = canvas.h;
        this.u = canvas.unit;
    }

    private int grass() {
        return palette.leaves();
    }

    /** A hill range whose foot fades into mist. */
    private Ridge range(
            double base, double swing, double wave, boolean jagged, int colour, double distance, Dice dice) {
        var ridge = new Ridge(base, swing, wave, jagged, dice);
        int top = palette.far(colour, distance);
        canvas.fill(
                ridge.land(w, h + 4),
                Canvas.down(
                        base - swing,
                        top,
                        base + Math.max(swing, u * 0.14) * 1.3,
                        Ink.mix(top, palette.haze(), 0.22 + distance * 0.3)));
        return ridge;
    }

    /** The ground that figures stand on: lighter at its far edge, darker below. */
    private Ridge ground(double base, double swing, int colour, Dice dice) {
        var ridge = new Ridge(base, swing, u * 1.6, false, dice);
        int near = palette.lit(colour);
        canvas.fill(
                ridge.land(w, h + 4),
                Canvas.down(base - swing, Ink.lighter(near, palette.dark() ? 0.06 : 0.16), h, Ink.darker(near, 0.42)));
        return ridge;
    }

    void meadow(Dice dice, boolean village) {
        range(h * 0.56, u * 0.11, u * 0.9, true, 0x6f84a0, 0.72, dice.fork(1));
        Ridge far = range(h * 0.63, u * 0.05, u * 0.9, false, Ink.mix(grass(), 0x5d8a80, 0.4), 0.5, dice.fork(2));
        scatter(far, 10, 0.05, 0.5, false, dice.fork(3));
        Ridge middle = range(h * 0.71, u * 0.05, u * 1.2, false, grass(), 0.26, dice.fork(4));
        if (village) {
            houses(middle, dice.fork(5));
        }
        scatter(middle, village ? 4 : 6, 0.15, 0.24, false, dice.fork(6));
        ground(h * 0.81, u * 0.03, Ink.darker(grass(), 0.1), dice.fork(7));
        path(h * 0.8, dice.fork(8));
        finishMeadow(dice);
    }

    private void finishMeadow(Dice dice) {
        if (scene.season() != Season.WINTER && scene.weather() != Weather.SNOW) {
            plants.flowers(h * 0.86, h * 0.99, (int) Math.min(160, 26 * w / u), dice.fork(9));
            plants.grass(h, u * 0.05, Ink.darker(palette.lit(grass()), 0.5), dice.fork(10));
        }
    }

    private void scatter(Ridge ridge, int many, double height, double distance, boolean pines, Dice dice) {
        int count = (int) Math.max(2, Math.min(60, many * w / u));
        for (int i = 0; i < count; i++) {
            double x = dice.unit() * w;
            double tall = u * height * dice.between(0.7, 1.25);
            if (pines || dice.chance(0.25)) {
                plants.pine(x, ridge.at(x) + tall * 0.06, tall * 1.15, distance, dice);
            } else {
                plants.tree(x, ridge.at(x) + tall * 0.06, tall, distance, dice);
            }
        }
    }

    /** A winding path from the lower edge to the far rim of the ground. */
    private void path(double rim, Dice dice) {
        double x = w * dice.between(0.38, 0.62);
        double end = x + u * dice.between(-0.25, 0.25);
        var path = new Path2D.Double();
        path.moveTo(x - u * 0.2, h + 2);
        path.quadTo(x - u * 0.02, rim + (h - rim) * 0.45, end - u * 0.012, rim + u * 0.015);
        path.lineTo(end + u * 0.012, rim + u * 0.015);
        path.quadTo(x + u * 0.1, rim + (h - rim) * 0.45, x + u * 0.22, h + 2);
        path.closePath();
        int sand = palette.lit(scene.weather() == Weather.SNOW ? 0xd5dde8 : 0xcbb489);
        canvas.fill(path, Canvas.down(rim, Ink.paint(sand, 0.55), h, Ink.paint(Ink.darker(sand, 0.25), 0.75)));
    }

    private void houses(Ridge on, Dice dice) {
        int[] walls = {0xeadbc0, 0xd9b99a, 0xe7e3da, 0xc9a98c};
        int count = (int) Math.max(3, Math.min(24, 6 * w / u));
        for (int i = 0; i < count; i++) {
            double x = w * (i + dice.between(0.1, 0.9)) / count;
            double size = u * dice.between(0.075, 0.12);
            Houses.cottage(
                    canvas, palette, scene, x, on.at(x) + size * 0.12, size, walls[dice.whole(walls.length)], dice);
        }
    }

    void forest(Dice dice) {
        canvas.glow(w * 0.5, h * 0.56, Math.max(w, h) * 0.5, palette.glow(), palette.dark() ? 0.25 : 0.5);
        double[] distances = {0.74, 0.52, 0.3, 0.12};
        for (int layer = 0; layer < distances.length; layer++) {
            Dice own = dice.fork(layer);
            double base = h * (0.62 + 0.055 * layer);
            Ridge ridge = range(base, u * 0.025, u, false, Ink.mix(grass(), 0x2f5a48, 0.5), distances[layer], own);
            double tall = u * (0.26 + 0.11 * layer);
            int count = (int) Math.min(60, (13 - layer * 2.4) * w / u + 3);
            for (int i = 0; i < count; i++) {
                double x = w * (i + own.between(-0.2, 1.2)) / count;
                if (layer > 1 && Math.abs(x / w - 0.5) < 0.16 + 0.05 * layer) {
                    continue;
                }
                if (scene.season() == Season.AUTUMN || own.chance(0.3)) {
                    plants.tree(x, ridge.at(x) + tall * 0.03, tall * own.between(0.75, 1), distances[layer], own);
                } else {
                    plants.pine(x, ridge.at(x) + tall * 0.03, tall * own.between(0.8, 1.2), distances[layer], own);
                }
            }
        }
        shafts(dice.fork(20));
        ground(h * 0.83, u * 0.02, Ink.mix(grass(), 0x3f5a3c, 0.4), dice.fork(21));
        path(h * 0.825, dice.fork(22));
        trunks(dice.fork(23));
        if (scene.weather() != Weather.SNOW) {
            plants.grass(h, u * 0.07, Ink.darker(palette.lit(Ink.mix(grass(), 0x2f5a48, 0.5)), 0.62), dice.fork(24));
        }
    }

    private void shafts(Dice dice) {
        if (palette.dark() || scene.weather().grey()) {
            return;
        }
        for (int i = 0; i < 4; i++) {
            double x = w * dice.between(0.2, 0.8);
            double wide = u * dice.between(0.03, 0.08);
            double lean = u * 0.28;
            canvas.fill(
                    Canvas.shape(x, 0, x + wide, 0, x + wide * 2.2 - lean, h * 0.84, x - lean, h * 0.84),
                    Canvas.down(0, Ink.paint(palette.glow(), 0.13), h * 0.84, Ink.paint(palette.glow(), 0)));
        }
    }

    /** Dark trunks at both edges. */
    private void trunks(Dice dice) {
        int bark = Ink.darker(palette.lit(0x4a372c), 0.45);
        double wide = u * 0.042;
        for (int side = -1; side <= 1; side += 2) {
            double x = side < 0 ? w * 0.01 : w * 0.99;
            var trunk = new Path2D.Double();
            trunk.moveTo(x - wide * 0.7, 0);
            trunk.curveTo(x - wide * 0.3, h * 0.3, x - wide, h * 0.7, x - wide * 1.9, h);
            trunk.lineTo(x + wide * 1.9, h);
            trunk.curveTo(x + wide, h * 0.7, x + wide * 0.4, h * 0.3, x + wide * 0.7, 0);
            trunk.closePath();
            canvas.fill(trunk, bark);
            canopy(side < 0 ? 0 : w, side, dice);
        }
    }

    /** Leaves that hang into an upper corner. */
    private void canopy(double x, int side, Dice dice) {
        int leaf = palette.lit(Ink.mix(grass(), 0x2f5a48, 0.4));
        for (int layer = 0; layer < 2; layer++) {
            var colour = Ink.paint(Ink.darker(leaf, layer == 0 ? 0.35 : 0.55));
            for (int i = 0; i < 9; i++) {
                double out = u * (0.38 - 0.12 * layer) * i / 9;
                double r = u * dice.between(0.05, 0.085) * (1.15 - i * 0.07);
                double y = u * (0.1 - 0.04 * layer) * (1 - i / 11.0) - r * 0.35;
                canvas.dot(x - side * out, y, r * 1.2, r, colour);
            }
        }
    }

    void mountains(Dice dice) {
        boolean capped = scene.season() != Season.AUTUMN;
        Ridge far = range(h * 0.46, u * 0.2, u * 0.62, true, 0x74819c, 0.62, dice.fork(1));
        if (capped) {
            snowCaps(far, h * 0.43, 0.5);
        }
        Ridge near = range(h * 0.6, u * 0.17, u * 0.5, true, 0x5a6b80, 0.36, dice.fork(2));
        snowCaps(near, h * 0.54, 0.24);
        Ridge hills = range(h * 0.71, u * 0.045, u * 0.8, false, Ink.mix(grass(), 0x35594c, 0.6), 0.28, dice.fork(3));
        scatter(hills, 26, 0.08, 0.26, true, dice.fork(4));
        Ridge front = ground(h * 0.81, u * 0.03, Ink.mix(grass(), 0x55674c, 0.35), dice.fork(5));
        for (double x : new double[] {0.04, 0.13, 0.9, 0.98}) {
            plants.pine(w * x, front.at(w * x) + u * 0.05, u * dice.between(0.28, 0.42), 0.04, dice);
        }
        path(h * 0.805, dice.fork(6));
        finishMeadow(dice);
    }

    /** Snow on what rises above a height. */
    private void snowCaps(Ridge ridge, double line, double distance) {
        int snow = palette.far(0xf6f8fc, distance);
        int shade = palette.far(0xb9c6dc, distance);
        double step = Math.max(2, u * 0.006);
        var cap = new Path2D.Double();
        var dark = new Path2D.Double();
        for (double x = 0; x < w; x += step) {
            double y = ridge.at(x);
            if (y >= line) {
                continue;
            }
            double depth = (line - y) * (0.55 + 0.3 * Math.sin(x / u * 61) * Math.sin(x / u * 23));
            boolean falling = ridge.at(x + step * 3) > y;
            (falling ? dark : cap)
                    .append(
                            Canvas.shape(
                                    x - 0.3,
                                    y,
                                    x + step + 0.3,
                                    ridge.at(x + step),
                                    x + step + 0.3,
                                    ridge.at(x + step) + depth,
                                    x - 0.3,
                                    y + depth),
                            false);
        }
        canvas.fill(cap, snow);
        canvas.fill(dark, shade);
    }

    void desert(Dice dice) {
        range(h * 0.58, u * 0.09, u * 0.55, true, 0xb07a5c, 0.6, dice.fork(1));
        int[] sands = {0xe3b67c, 0xdba766, 0xcd9355};
        for (int i = 0; i < 3; i++) {
            Dice own = dice.fork(2 + i);
            double base = h * (0.65 + 0.08 * i);
            Ridge dune = range(base, u * 0.06, u * 1.1, false, sands[i], 0.34 - 0.16 * i, own);
            double crest = w * own.between(0.2, 0.8);
            var shade = new Path2D.Double();
            shade.moveTo(crest, dune.at(crest));
            for (double x = crest; x < crest + u * 0.6; x += Math.max(2, u * 0.02)) {
                shade.lineTo(x, dune.at(x));
            }
            shade.quadTo(crest + u * 0.2, base + u * 0.02, crest - u * 0.05, base + u * 0.16);
            shade.closePath();
            canvas.fill(shade, Ink.paint(palette.lit(0x8a5336), 0.25));
        }
        for (int i = 0; i < 3; i++) {
            cactus(w * dice.between(0.05, 0.95), h * 0.8, u * dice.between(0.08, 0.16));
        }
        ground(h * 0.84, u * 0.02, 0xd29c5e, dice.fork(9));
        for (int i = 0; i < 5; i++) {
            double y = h * (0.87 + 0.025 * i);
            double x = w * dice.between(0, 0.8);
            canvas.line(
                    new QuadCurve2D.Double(x, y, x + u * 0.12, y - u * 0.012, x + u * 0.25, y),
                    Ink.paint(palette.lit(0xa8713f), 0.4),
                    Math.max(0.7, u * 0.004));
        }
    }

    private void cactus(double x, double foot, double height) {
        var green = Ink.paint(palette.far(0x4f7a4e, 0.12));
        double width = height * 0.16;
        canvas.line(x, foot, x, foot - height, green, width);
        for (int side = -1; side <= 1; side += 2) {
            double y = foot - height * (side < 0 ? 0.42 : 0.55);
            var arm = new Path2D.Double();
            arm.moveTo(x, y);
            arm.quadTo(x + side * height * 0.26, y, x + side * height * 0.26, y - height * 0.26);
            canvas.line(arm, green, width * 0.75);
        }
    }

    void snowfield(Dice dice) {
        Ridge peaks = range(h * 0.55, u * 0.14, u * 0.6, true, 0x8ea0bc, 0.55, dice.fork(1));
        snowCaps(peaks, h * 0.53, 0.4);
        Ridge far = range(h * 0.66, u * 0.04, u * 0.9, false, 0xdbe6f2, 0.4, dice.fork(2));
        scatter(far, 12, 0.1, 0.4, true, dice.fork(3));
        Ridge middle = range(h * 0.74, u * 0.045, u * 1.1, false, 0xe4ecf5, 0.18, dice.fork(4));
        scatter(middle, 5, 0.2, 0.18, true, dice.fork(5));
        ground(h * 0.82, u * 0.03, 0xeef3f9, dice.fork(6));
    }

    void garden(Dice dice) {
        range(h * 0.6, u * 0.06, u * 0.7, false, Ink.mix(grass(), 0x5d8a80, 0.5), 0.6, dice.fork(1));
        Ridge trees = range(h * 0.68, u * 0.02, u * 0.8, false, grass(), 0.35, dice.fork(2));
        for (int i = 0; i < Math.min(40, 9 * w / u); i++) {
            double x = w * (i + dice.unit()) / (9 * w / u);
            plants.tree(x, trees.at(x), u * dice.between(0.22, 0.36), 0.34, dice);
        }
        ground(h * 0.76, u * 0.01, grass(), dice.fork(3));
        double bush = u * 0.15;
        for (double x = 0; x < w + bush; x += bush * 0.6) {
            plants.bush(x, h * 0.785, bush, 0.16, dice);
        }
        arch(w * dice.between(0.42, 0.58), h * 0.8, u * 0.36);
        path(h * 0.785, dice.fork(4));
        plants.flowers(h * 0.79, h * 0.84, (int) Math.min(260, 60 * w / u), dice.fork(5));
        plants.flowers(h * 0.88, h * 0.99, (int) Math.min(200, 40 * w / u), dice.fork(6));
        plants.grass(h, u * 0.05, Ink.darker(palette.lit(grass()), 0.5), dice.fork(7));
    }

    /** A rose arch over the path. */
    private void arch(double x, double foot, double height) {
        var dice = new Dice(5);
        double half = height * 0.3;
        var bow = new Path2D.Double();
        bow.moveTo(x - half, foot);
        bow.lineTo(x - half, foot - height * 0.6);
        bow.curveTo(x - half, foot - height * 1.05, x + half, foot - height * 1.05, x + half, foot - height * 0.6);
        bow.lineTo(x + half, foot);
        canvas.line(bow, Ink.paint(palette.lit(0xf1ebdf)), height * 0.035);
        var points = bow.getPathIterator(null, 1);
        double[] at = new double[6];
        double px = 0;
        double py = 0;
        for (; !points.isDone(); points.next()) {
            int kind = points.currentSegment(at);
            int steps = kind == java.awt.geom.PathIterator.SEG_MOVETO
                    ? 0
                    : (int) Math.max(1, Math.hypot(at[0] - px, at[1] - py) / (height * 0.03));
            for (int i = 0; i < steps; i++) {
                double t = i / (double) steps;
                double r = height * dice.between(0.018, 0.04);
                int colour = dice.chance(0.25) ? 0xe58a9c : Ink.darker(palette.leaves(), dice.between(0.1, 0.35));
                canvas.dot(
                        px + (at[0] - px) * t + dice.between(-r, r),
                        py + (at[1] - py) * t + dice.between(-r, r),
                        r,
                        palette.lit(colour));
            }
            px = at[0];
            py = at[1];
        }
    }

    void castle(Dice dice) {
        range(h * 0.58, u * 0.12, u * 0.6, true, 0x6f84a0, 0.68, dice.fork(1));
        double x = w * dice.between(0.36, 0.64);
        var hill = new Path2D.Double();
        hill.moveTo(x - u * 0.62, h * 0.78);
        hill.curveTo(x - u * 0.3, h * 0.74, x - u * 0.24, h * 0.56, x, h * 0.55);
        hill.curveTo(x + u * 0.26, h * 0.56, x + u * 0.3, h * 0.74, x + u * 0.66, h * 0.78);
        hill.closePath();
        int green = palette.far(grass(), 0.36);
        Houses.castle(canvas, palette, scene, x, h * 0.58, u * 0.5);
        canvas.fill(hill, Canvas.down(h * 0.55, green, h * 0.78, Ink.mix(green, palette.haze(), 0.4)));
        Ridge near = range(h * 0.73, u * 0.03, u * 0.9, false, grass(), 0.24, dice.fork(3));
        scatter(near, 12, 0.11, 0.22, false, dice.fork(4));
        ground(h * 0.82, u * 0.025, Ink.darker(grass(), 0.12), dice.fork(5));
        path(h * 0.815, dice.fork(6));
        finishMeadow(dice);
    }

    /** Which of them the setting asks for. */
    void paint(Setting setting, Dice dice) {
        switch (setting) {
            case FOREST -> forest(dice);
            case MOUNTAINS -> mountains(dice);
            case DESERT -> desert(dice);
            case SNOWFIELD -> snowfield(dice);
            case GARDEN -> garden(dice);
            case CASTLE -> castle(dice);
            case VILLAGE -> meadow(dice, true);
            default -> meadow(dice, false);
        }
    }
}
