package fluxbridge.storyboard;

import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;

/** Paints places without a common sky: space and caves. */
final class Strange {

    private final Canvas canvas;
    private final double w;
    private final double h;
    private final double u;

    Strange(Canvas canvas) {
        this.canvas = canvas;
        this.w = canvas.w;
        this.h = canvas.h;
        this.u = canvas.unit;
    }

    /** @param ground whether there is a moon to stand on */
    void space(boolean ground, Dice dice) {
        canvas.box(0, 0, w, h, Canvas.down(0, 0x0b0c22, h, 0x241b45));
        double hue = dice.unit();
        for (int i = 0; i < 7; i++) {
            canvas.glow(
                    w * dice.unit(),
                    h * dice.between(0, 0.7),
                    u * dice.between(0.25, 0.6),
                    Ink.hsb(hue + dice.between(-0.14, 0.14), 0.6, 0.75),
                    0.22);
        }
        for (int i = 0; i < Math.min(600, 170 * w / h); i++) {
            double r = Math.max(0.45, u * 0.0022 * dice.unit() * dice.unit() + 0.3);
            canvas.dot(w * dice.unit(), h * dice.unit(), r, r, Ink.paint(0xf5f4ff, dice.between(0.3, 1)));
        }
        double side = dice.chance(0.5) ? 0.24 : 0.76;
        planet(w * side, h * 0.3, u * 0.16, Ink.hsb(hue + 0.4, 0.45, 0.85), true);
        planet(w * (1 - side) + u * 0.05, h * 0.18, u * 0.035, Ink.hsb(hue + 0.1, 0.2, 0.85), false);
        if (ground) {
            moon(dice);
        }
    }

    private void planet(double x, double y, double r, int colour, boolean ring) {
        canvas.glow(x, y, r * 1.7, colour, 0.35);
        var ball = new Ellipse2D.Double(x - r, y - r, r * 2, r * 2);
        var before = canvas.g.getClip();
        canvas.dot(x, y, r, r, Canvas.down(y - r, Ink.lighter(colour, 0.3), y + r, Ink.darker(colour, 0.35)));
        canvas.g.clip(ball);
        for (int i = -2; i <= 2; i++) {
            canvas.dot(x, y + r * 0.34 * i, r * 1.1, r * 0.07, Ink.paint(Ink.lighter(colour, 0.5), 0.25));
        }
        canvas.dot(x + r * 0.62, y + r * 0.4, r * 1.25, r * 1.25, Ink.paint(0x0b0c22, 0.32));
        canvas.g.setClip(before);
        if (ring) {
            var at = canvas.g.getTransform();
            canvas.g.rotate(-0.32, x, y);
            var band = new java.awt.geom.Arc2D.Double(
                    x - r * 1.9, y - r * 0.45, r * 3.8, r * 0.9, 152, 236, java.awt.geom.Arc2D.OPEN);
            canvas.line(band, Ink.paint(Ink.lighter(colour, 0.55), 0.7), Math.max(1, r * 0.1));
            canvas.g.setTransform(at);
        }
    }

    private void moon(Dice dice) {
        for (int i = 0; i < 2; i++) {
            var ridge = new Ridge(h * (0.76 + 0.07 * i), u * 0.03, u * 0.7, i == 0, dice.fork(50 + i));
            canvas.fill(
                    ridge.land(w, h + 4),
                    Canvas.down(h * (0.72 + 0.07 * i), i == 0 ? 0x6a6488 : 0x9a92b4, h, i == 0 ? 0x3a3558 : 0x4b4568));
        }
        for (int i = 0; i < 7 * w / u; i++) {
            double y = h * dice.between(0.87, 0.99);
            double r = u * dice.between(0.012, 0.05);
            double x = w * dice.unit();
            canvas.dot(x, y, r, r * 0.26, Ink.paint(0x3a3458, 0.5));
            canvas.dot(x, y + r * 0.1, r * 0.9, r * 0.18, Ink.paint(0xb4adcb, 0.35));
        }
    }

    void cave(Palette palette, Dice dice) {
        int rock = 0x43404f;
        canvas.box(0, 0, w, h, Canvas.down(0, 0x2a2836, h, 0x393647));
        double x = w * dice.between(0.42, 0.58);
        double hue = dice.chance(0.5) ? 0.52 : dice.between(0.7, 0.85);
        int light = Ink.mix(palette.skyLow(), Ink.hsb(hue, 0.3, 0.95), 0.35);
        canvas.glow(x, h * 0.5, Math.max(w, h) * 0.62, light, 0.85);
        for (int layer = 0; layer < 3; layer++) {
            double open = 0.2 + 0.13 * layer;
            int colour = Ink.mix(Ink.mix(rock, light, 0.42), 0x1c1a28, layer / 2.4);
            mouth(x, open, colour, dice.fork(layer));
        }
        crystals(hue, dice.fork(7));
    }

    /** A layer of rock with a ragged hole. */
    private void mouth(double x, double open, int colour, Dice dice) {
        var rock = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        rock.append(new java.awt.geom.Rectangle2D.Double(-2, -2, w + 4, h + 4), false);
        int points = 96;
        double rx = Math.max(u * open * 1.15, w * open * 0.95);
        for (int i = 0; i < points; i++) {
            double a = Math.PI * 2 * i / points;
            double up = Math.sin(a);
            double spike = up < -0.3 && i % 7 == 0 ? dice.between(0.66, 0.88) : 1;
            double rough = dice.between(0.975, 1.015) * (1 + 0.05 * Math.sin(a * 9)) * spike;
            double px = x + Math.cos(a) * rx * rough;
            double py = h * 0.5 + up * h * (up > 0 ? 0.17 + open * 0.36 : open * 1.05) * rough;
            if (up > 0.1) {
                py = Math.min(py, h * (0.68 + open * 0.28));
            }
            if (i == 0) {
                rock.moveTo(px, py);
            } else {
                rock.lineTo(px, py);
            }
        }
        rock.closePath();
        canvas.fill(rock, Canvas.down(0, Ink.darker(colour, 0.3), h, colour));
    }

    private void crystals(double hue, Dice dice) {
        for (int i = 0; i < 9; i++) {
            double side = i % 2 == 0 ? dice.between(0.01, 0.2) : dice.between(0.8, 0.99);
            double x = w * side;
            double foot = h * dice.between(0.84, 0.97);
            double tall = u * dice.between(0.06, 0.17);
            double lean = tall * dice.between(-0.35, 0.35);
            int colour = Ink.hsb(hue + dice.between(-0.05, 0.05), 0.45, 0.85);
            canvas.glow(x, foot - tall * 0.5, tall * 1.3, colour, 0.4);
            canvas.fill(
                    Canvas.shape(
                            x - tall * 0.13,
                            foot,
                            x + lean - tall * 0.1,
                            foot - tall * 0.8,
                            x + lean,
                            foot - tall,
                            x + lean + tall * 0.1,
                            foot - tall * 0.8,
                            x + tall * 0.13,
                            foot),
                    Ink.paint(colour, 0.85));
            canvas.fill(
                    Canvas.shape(
                            x,
                            foot,
                            x + lean,
                            foot - tall,
                            x + lean + tall * 0.1,
                            foot - tall * 0.8,
                            x + tall * 0.13,
                            foot),
                    Ink.paint(Ink.darker(colour, 0.5), 0.4));
        }
    }
}
