package fluxbridge.storyboard;

import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;

/**
 * Paints one character, standing. Drawn on a grid of 100 units height: feet at 0, crown at -100, middle at x 0.
 */
final class Figure {

    private static final double CHIN = -82.5;

    private final Canvas canvas;
    private final Look look;
    private final int skin;
    private final int hair;
    private final int main;
    private final int second;

    private Figure(Canvas canvas, Look look, Palette palette, boolean indoors) {
        this.canvas = canvas;
        this.look = look;
        double shade = indoors ? 0.25 : palette.dark() ? 0.48 : 0.5;
        this.skin = Ink.mix(look.skin(), palette.lit(look.skin()), shade);
        this.hair = Ink.mix(look.hairColour(), palette.lit(look.hairColour()), shade);
        this.main = Ink.mix(look.main(), palette.lit(look.main()), shade);
        this.second = Ink.mix(look.second(), palette.lit(look.second()), shade);
    }

    static void draw(Canvas canvas, Plan.Placed placed, Palette palette, boolean indoors) {
        var before = canvas.g.getTransform();
        double scale = placed.height() / 100;
        canvas.dot(placed.x(), placed.foot(), 17 * scale, 3.2 * scale, Ink.paint(0x12101c, 0.34));
        canvas.g.transform(new AffineTransform(scale, 0, 0, scale, placed.x(), placed.foot()));
        new Figure(canvas, placed.look(), palette, indoors).draw();
        canvas.g.setTransform(before);
    }

    /** The name beneath, on a slip of paper. */
    static void label(Canvas canvas, Plan.Placed placed) {
        double size = Math.clamp(placed.height() * 0.058, 8, 20);
        var letters = new Lettering(size, 0.09);
        String name = letters.shorten(placed.name(), placed.room() - size * 1.4);
        if (placed.height() < 70 || name.isEmpty()) {
            return;
        }
        double width = letters.width(name);
        double y = Math.min(placed.foot() + size * 1.75, canvas.h - size * 0.55);
        double x = Math.clamp(placed.x() - width / 2, size * 0.9, Math.max(size, canvas.w - width - size * 0.9));
        canvas.pill(
                x - size * 0.65,
                y - size * 1.03,
                width + size * 1.3,
                size * 1.5,
                size * 0.7,
                Ink.paint(0xfbf6ea, 0.88));
        letters.write(canvas.g, name, x, y, Ink.paint(0x2e2a33));
    }

    private void draw() {
        if (look.outfit() == Look.Outfit.ROBE) {
            cloak();
        }
        hairBehind();
        legs();
        if (look.pose() == Look.Pose.BEHIND) {
            arm(-1, -15.5, -62, -7, -48);
            arm(1, 15.5, -62, 7, -48);
        }
        body();
        neck();
        if (look.pose() != Look.Pose.BEHIND) {
            arms();
        }
        head();
    }

    private static Path2D path(double x, double y) {
        var path = new Path2D.Double();
        path.moveTo(x, y);
        return path;
    }

    private void cloak() {
        var cloak = path(-9, -79);
        cloak.curveTo(-17, -74, -17, -30, -20, -4);
        cloak.quadTo(0, 0, 20, -4);
        cloak.curveTo(17, -30, 17, -74, 9, -79);
        cloak.closePath();
        canvas.fill(cloak, Ink.darker(second, 0.18));
    }

    private void legs() {
        boolean skirted = look.outfit() == Look.Outfit.DRESS || look.outfit() == Look.Outfit.ROBE;
        int trousers = skirted ? Ink.darker(skin, 0.06) : second;
        int boot = Ink.darker(Ink.mix(second, 0x4a3428, 0.6), 0.35);
        for (int side = -1; side <= 1; side += 2) {
            canvas.line(
                    side * 4.4,
                    -44,
                    side * 5,
                    -6,
                    Ink.paint(side > 0 ? Ink.darker(trousers, 0.14) : trousers),
                    skirted ? 5.2 : 7.6);
            canvas.line(side * 5, -13, side * 5, -4, Ink.paint(boot), 6.6);
            var shoe = path(side * 5 - 3.3, -6);
            shoe.lineTo(side * 5 + 3.3, -6);
            shoe.quadTo(side * 5 + 3.3 + (side > 0 ? 4 : 0), -0.4, side * 5 + (side > 0 ? 6 : 3.3), 0);
            shoe.lineTo(side * 5 - (side > 0 ? 3.3 : 6), 0);
            shoe.quadTo(side * 5 - 3.3 - (side > 0 ? 0 : 4), -0.4, side * 5 - 3.3, -6);
            shoe.closePath();
            canvas.fill(shoe, boot);
        }
    }

    private void body() {
        switch (look.outfit()) {
            case SHIRT -> {
                garment(11.6, 8.6, 9.4, -43, 9.2);
                canvas.box(-9, -46.4, 18, 2.6, Ink.darker(second, 0.4));
                collar();
            }
            case COAT -> coat();
            case DRESS -> {
                garment(10, 6.6, 16.5, -17, 10.5);
                canvas.line(new QuadCurve2D.Double(-6.8, -55.5, 0, -54, 6.8, -55.5), Ink.paint(second), 2.2);
            }
            case ROBE -> {
                garment(10.8, 8.6, 15, -4, 11.5);
                canvas.line(new QuadCurve2D.Double(-8.4, -53.5, 0, -52, 8.4, -53.5), Ink.paint(second), 2.4);
                canvas.line(0, -51, -1.5, -30, Ink.paint(second), 1.7);
                collar();
            }
            case ARMOUR -> armour();
        }
        if (look.scarf()) {
            canvas.line(new QuadCurve2D.Double(-5.5, -80.5, 0, -76, 5.5, -80.5), Ink.paint(second), 5);
            canvas.line(3.5, -77.5, 5.5, -62, Ink.paint(Ink.darker(second, 0.1)), 4);
        }
    }

    /**
     * Shoulders to hem, with a shaded right half.
     *
     * @param hip half width at {@code -46}
     * @param hem y of the lower edge
     */
    private void garment(double shoulder, double waist, double flare, double hem, double hip) {
        for (int half = 0; half < 2; half++) {
            double left = half == 0 ? -1 : -0.1;
            var cut = path(left * 4, -80.5);
            cut.quadTo(left * shoulder, -79, left * shoulder, -74.5);
            cut.curveTo(left * shoulder, -68, left * waist, -62, left * waist, -55);
            cut.curveTo(left * hip, -46, left * (flare * 0.8), hem * 0.5 - 23, left * flare, hem);
            cut.quadTo(0, hem + 2.4, flare, hem);
            cut.curveTo(flare * 0.8, hem * 0.5 - 23, hip, -46, waist, -55);
            cut.curveTo(waist, -62, shoulder, -68, shoulder, -74.5);
            cut.quadTo(shoulder, -79, 4, -80.5);
            cut.closePath();
            if (half == 0) {
                canvas.fill(cut, Canvas.down(-80, Ink.lighter(main, 0.1), hem, Ink.darker(main, 0.12)));
            } else {
                canvas.fill(cut, Ink.paint(Ink.darker(main, 0.5), 0.2));
            }
        }
    }

    private void collar() {
        canvas.fill(Canvas.shape(-4.4, -81, 0, -73.5, 4.4, -81), Ink.darker(skin, 0.1));
        canvas.line(-4.6, -80.8, 0, -73.5, Ink.paint(Ink.lighter(main, 0.3)), 1.5);
        canvas.line(4.6, -80.8, 0, -73.5, Ink.paint(Ink.lighter(main, 0.18)), 1.5);
    }

    private void coat() {
        garment(12, 9, 13.5, -21, 10.4);
        var shirt = path(-3.4, -80.5);
        shirt.lineTo(3.4, -80.5);
        shirt.lineTo(2, -45);
        shirt.lineTo(3.6, -20);
        shirt.lineTo(-1.5, -20);
        shirt.lineTo(-1.2, -45);
        shirt.closePath();
        canvas.fill(shirt, Ink.lighter(Ink.mix(second, 0xe8dcc8, 0.6), 0.1));
        canvas.fill(Canvas.shape(-0.9, -44, 1.8, -44, 3.7, -19, -1.6, -19), Ink.darker(second, 0.1));
        canvas.fill(Canvas.shape(-4.6, -81, -7.4, -73, -1.4, -58, -1.8, -72), Ink.lighter(main, 0.16));
        canvas.fill(Canvas.shape(4.6, -81, 7.4, -73, 1.9, -58, 1.8, -72), Ink.lighter(main, 0.06));
        canvas.box(-9.3, -50.5, 18.6, 2.2, Ink.paint(Ink.darker(main, 0.4)));
    }

    private void armour() {
        int steel = Ink.mix(main, 0xaab4c0, look.main() == Look.signature("") ? 1 : 0.55);
        garment(11.4, 8.6, 10.5, -34, 9.8);
        var plate = path(-9.8, -78);
        plate.quadTo(-10.5, -64, -7.6, -57);
        plate.quadTo(0, -53.5, 7.6, -57);
        plate.quadTo(10.5, -64, 9.8, -78);
        plate.quadTo(0, -74, -9.8, -78);
        canvas.fill(plate, Canvas.down(-79, Ink.lighter(steel, 0.35), -55, Ink.darker(steel, 0.15)));
        canvas.line(0, -76, 0, -56, Ink.paint(Ink.darker(steel, 0.35), 0.6), 0.9);
        canvas.box(-9, -49.5, 18, 3, Ink.darker(second, 0.35));
        for (int side = -1; side <= 1; side += 2) {
            canvas.dot(side * 11.3, -75.5, 5, 4.6, Ink.paint(Ink.lighter(steel, side < 0 ? 0.3 : 0.1)));
            canvas.line(side * 5, -22, side * 5, -13, Ink.paint(steel), 7.4);
        }
    }

    private void neck() {
        canvas.line(0, -84, 0, -79.8, Ink.paint(Ink.darker(skin, 0.16)), 5);
    }

    private void arms() {
        switch (look.pose()) {
            case HIP -> {
                arm(-1, -18.5, -62, -9.5, -50);
                arm(1, 13.8, -60, 13, -44);
            }
            case READING -> {
                arm(-1, -14, -60, -4.5, -62);
                arm(1, 14, -60, 4.5, -62);
                book();
            }
            default -> {
                arm(-1, -14, -60, -13.2, -44);
                arm(1, 14, -60, 13.2, -44);
            }
        }
    }

    private void arm(int side, double elbowX, double elbowY, double handX, double handY) {
        int cloth =
                look.outfit() == Look.Outfit.DRESS ? skin : side < 0 ? Ink.lighter(main, 0.05) : Ink.darker(main, 0.2);
        var sleeve = path(side * 10, -75.5);
        sleeve.quadTo(elbowX * 0.98, elbowY - 5, elbowX, elbowY);
        sleeve.lineTo(handX, handY);
        canvas.dot(handX, handY + 1.2, 2.5, 2.8, Ink.paint(skin));
        canvas.line(sleeve, Ink.paint(cloth), look.outfit() == Look.Outfit.DRESS ? 4.2 : 5.6);
        if (look.outfit() == Look.Outfit.DRESS) {
            canvas.line(side * 9.4, -76, side * 10.8, -71.5, Ink.paint(side < 0 ? main : Ink.darker(main, 0.15)), 5.8);
        }
    }

    private void book() {
        canvas.fill(Canvas.shape(-9, -70, 0, -67.5, 9, -70, 9, -59, 0, -56.5, -9, -59), 0x8a3f3f);
        canvas.fill(Canvas.shape(-8, -70.6, 0, -68.2, 0, -57.6, -8, -60), 0xf6edd8);
        canvas.fill(Canvas.shape(8, -70.6, 0, -68.2, 0, -57.6, 8, -60), 0xe7dcc3);
        canvas.dot(-8.2, -62.5, 2.3, 2.3, Ink.paint(skin));
        canvas.dot(8.2, -62.5, 2.3, 2.3, Ink.paint(Ink.darker(skin, 0.08)));
    }

    private void head() {
        canvas.dot(-6.8, -90, 1.5, 2, Ink.paint(Ink.darker(skin, 0.08)));
        canvas.dot(6.8, -90, 1.5, 2, Ink.paint(Ink.darker(skin, 0.14)));
        var face = path(-6.8, -93);
        face.curveTo(-6.8, -86.5, -4, CHIN, 0, CHIN);
        face.curveTo(4, CHIN, 6.8, -86.5, 6.8, -93);
        face.curveTo(6.8, -101, -6.8, -101, -6.8, -93);
        canvas.fill(face, skin);
        face();
        if (look.beard()) {
            var beard = path(-6.8, -91);
            beard.curveTo(-6.6, -83, -3.6, -78.8, 0, -78.8);
            beard.curveTo(3.6, -78.8, 6.6, -83, 6.8, -91);
            beard.curveTo(4.5, -86.4, 2.4, -87.4, 0, -87.3);
            beard.curveTo(-2.4, -87.4, -4.5, -86.4, -6.8, -91);
            canvas.fill(beard, Ink.darker(hair, 0.06));
            canvas.line(
                    new QuadCurve2D.Double(-1.4, -85.2, 0, -84.5, 1.4, -85.2), Ink.paint(Ink.darker(skin, 0.4)), 0.8);
        }
        hairFront();
        if (look.hat()) {
            hat();
        }
    }

    private void face() {
        Color line = Ink.paint(Ink.brightness(skin) < 0.35 ? 0x1a1214 : 0x33242a);
        if (look.pose() == Look.Pose.READING) {
            for (double x : new double[] {-2.9, 2.9}) {
                canvas.line(new QuadCurve2D.Double(x - 1.3, -90.4, x, -89.4, x + 1.3, -90.4), line, 0.6);
            }
        } else {
            canvas.dot(-2.9, -90.4, 0.72, 0.95, line);
            canvas.dot(2.9, -90.4, 0.72, 0.95, line);
        }
        canvas.line(
                new QuadCurve2D.Double(-4.2, -92.6, -3, -93.3, -1.8, -92.8),
                Ink.paint(Ink.darker(hair, 0.25), 0.9),
                0.6);
        canvas.line(
                new QuadCurve2D.Double(4.2, -92.6, 3, -93.3, 1.8, -92.8), Ink.paint(Ink.darker(hair, 0.25), 0.9), 0.6);
        canvas.line(0.2, -89.6, 0.7, -88.2, Ink.paint(Ink.darker(skin, 0.35), 0.7), 0.55);
        canvas.line(
                new QuadCurve2D.Double(-1.6, -85.9, 0, -85, 1.6, -85.9),
                Ink.paint(Ink.darker(Ink.mix(skin, 0xa03a3a, 0.4), 0.2)),
                0.65);
        canvas.dot(-4.4, -87.8, 1.5, 0.95, Ink.paint(0xe0605a, 0.22));
        canvas.dot(4.4, -87.8, 1.5, 0.95, Ink.paint(0xe0605a, 0.22));
        if (look.glasses()) {
            for (double x : new double[] {-2.9, 2.9}) {
                canvas.line(new java.awt.geom.Ellipse2D.Double(x - 2, -92.2, 4, 3.6), Ink.paint(0x2a2428), 0.5);
            }
            canvas.line(-0.9, -90.6, 0.9, -90.6, Ink.paint(0x2a2428), 0.5);
        }
    }

    private void hairBehind() {
        int back = Ink.darker(hair, 0.16);
        switch (look.hair()) {
            case LONG -> lengths(-56, back);
            case BOB -> lengths(-79, back);
            case CURLY -> {
                for (int i = 0; i < 13; i++) {
                    double a = Math.PI * (0.92 + 1.16 * i / 12.0) - 0.12;
                    canvas.dot(Math.cos(a) * 8.4, -91.5 + Math.sin(a) * 8.2, 4, 4, Ink.paint(back));
                }
                canvas.dot(-8.2, -86, 3.6, 4.4, Ink.paint(back));
                canvas.dot(8.2, -86, 3.6, 4.4, Ink.paint(back));
            }
            case PONYTAIL -> {
                var tail = path(4, -98);
                tail.curveTo(17, -100, 15, -80, 11, -66);
                tail.curveTo(9.5, -74, 9, -84, 4, -92);
                tail.closePath();
                canvas.fill(tail, back);
            }
            case BUN -> canvas.dot(2, -102.5, 4.6, 4.3, Ink.paint(back));
            case BRAID -> {
                lengths(-84, back);
                for (int i = 0; i < 6; i++) {
                    canvas.dot(
                            8.6 + (i % 2) * 0.9, -82 + i * 4.3, 2.9 - i * 0.2, 3, Ink.paint(i % 2 == 0 ? back : hair));
                }
            }
            case SHORT, NONE -> {}
        }
    }

    private void lengths(double end, int colour) {
        var fall = path(0, -100.5);
        fall.curveTo(-11, -100.5, -10, -88, -9.4, -84);
        fall.curveTo(-9, -76, -11.5, end - 8, -9.5, end);
        fall.quadTo(0, end + 3, 9.5, end);
        fall.curveTo(11.5, end - 8, 9, -76, 9.4, -84);
        fall.curveTo(10, -88, 11, -100.5, 0, -100.5);
        canvas.fill(fall, colour);
    }

    private void hairFront() {
        if (look.hair() == Look.Hair.NONE) {
            return;
        }
        var cap = path(-7.9, look.hair() == Look.Hair.SHORT ? -90 : -87);
        cap.curveTo(-9.2, -96, -6.8, -101.8, 0, -101.8);
        cap.curveTo(6.8, -101.8, 9.2, -96, 7.9, look.hair() == Look.Hair.SHORT ? -90 : -87);
        cap.curveTo(7.2, -91, 6.2, -94, 3.4, -96.4);
        cap.curveTo(0.6, -94.2, -3.4, -93.2, -5.6, -93.4);
        cap.curveTo(-6.6, -92.4, -7.2, -90.6, -7.9, look.hair() == Look.Hair.SHORT ? -90 : -87);
        cap.closePath();
        canvas.fill(cap, Canvas.down(-102, Ink.lighter(hair, 0.12), -88, hair));
        canvas.line(
                new QuadCurve2D.Double(-5.2, -98, -1, -100.6, 3.8, -98.8),
                Ink.paint(Ink.lighter(hair, 0.45), 0.4),
                0.9);
        if (look.hair() == Look.Hair.CURLY) {
            for (double x = -6; x <= 6; x += 3) {
                canvas.dot(
                        x,
                        -97.6 - (6 - Math.abs(x)) * 0.35,
                        2.7,
                        2.6,
                        Ink.paint(x < 0 ? Ink.lighter(hair, 0.08) : hair));
            }
        }
    }

    private void hat() {
        int felt = Ink.darker(second, 0.15);
        canvas.fill(Canvas.shape(-6.6, -97, -5.6, -105.5, 0, -104, 5.6, -105.5, 6.6, -97), felt);
        canvas.dot(0, -97.2, 12, 2.2, Ink.paint(Ink.darker(felt, 0.12)));
        canvas.box(-6.6, -99.6, 13.2, 1.8, Ink.lighter(main, 0.1));
    }
}
