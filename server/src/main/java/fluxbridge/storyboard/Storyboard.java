package fluxbridge.storyboard;

import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.PictureRequest;
import java.awt.TexturePaint;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.io.IOException;

/** Draws a request as an illustrator's storyboard panel with a caption strip. The same request always gives the same bytes. */
public final class Storyboard {

    private static final int PAPER = 0xf7f0e1;
    private static final int STAMP_INK = 0xb23a3a;

    private Storyboard() {}

    /**
     * The sketch as a PNG of exactly the asked size, without text chunks.
     *
     * @throws IOException when the init image or the mask of the request cannot be decoded
     * @throws InterruptedException when the thread was interrupted; checked between the steps of drawing
     */
    public static Picture draw(PictureRequest request) throws IOException, InterruptedException {
        Plan plan = Plan.of(request);
        int width = plan.size().width();
        int height = plan.size().height();
        try (var paper = new Canvas(width, height)) {
            sheet(paper, plan);
            goOn();
            InitImage.blend(paper.pixels(), width, height, request.mode());
            goOn();
            return new Picture(PngFile.of(paper.pixels(), width, height), PictureFormat.PNG, plan.size());
        }
    }

    private static void goOn() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static void sheet(Canvas paper, Plan plan) throws InterruptedException {
        paper.box(0, 0, paper.w, paper.h, PAPER);
        try (var panel = new Canvas(plan.panelWidth(), plan.panelHeight())) {
            paint(panel, plan);
            goOn();
            int margin = plan.margin();
            if (margin == 0) {
                paper.g.drawImage(panel.image, 0, 0, null);
            } else {
                double round = margin * 0.9;
                var frame = new RoundRectangle2D.Double(margin, margin, panel.w, panel.h, round, round);
                paper.fill(
                        frame, new TexturePaint(panel.image, new Rectangle2D.Double(margin, margin, panel.w, panel.h)));
                paper.line(frame, Ink.paint(0x2e2a33, 0.55), Math.max(1, margin * 0.09));
            }
        }
        plan.strip().draw(paper);
        stamp(paper, plan.margin());
    }

    private static void paint(Canvas panel, Plan plan) throws InterruptedException {
        var dice = new Dice(plan.seed());
        var palette = Palette.of(plan.scene(), dice.fork(3));
        boolean indoors = plan.scene().setting().indoors();
        Backdrop.paint(panel, plan.scene(), palette, dice.fork(4));
        goOn();
        plan.figures().forEach(placed -> Figure.draw(panel, placed, palette, indoors));
        if (!indoors) {
            Atmosphere.before(panel, plan.scene(), palette, dice.fork(5));
        }
        Atmosphere.finish(panel, plan.seed());
        plan.figures().forEach(placed -> Figure.label(panel, placed));
    }

    /** Says what this is, in the corner: as much of it as the picture has room for. */
    private static void stamp(Canvas paper, int margin) {
        double size = Math.clamp(Math.min(paper.w, paper.h) * 0.034, 7.5, 34);
        var big = new Lettering(size, 0.11);
        var small = new Lettering(size * 0.5, 0.09);
        boolean detailed = size * 0.5 >= 7.5;
        double wide = Math.max(big.width(Caption.STAMP), detailed ? small.width(Caption.STAMP_DETAIL) : 0);
        double pad = size * 0.5;
        double high = size * (detailed ? 1.75 : 0.95) + pad * 0.9;
        double x = paper.w - margin - wide - pad * 2 - (margin > 0 ? size * 0.7 : 2);
        double y = margin + (margin > 0 ? size * 0.6 : 2);
        if (x < 0) {
            return;
        }
        var before = paper.g.getTransform();
        paper.g.rotate(margin > 0 ? 0.03 : 0, x + wide / 2, y + high / 2);
        paper.pill(x, y, wide + pad * 2, high, size * 0.4, Ink.paint(PAPER, 0.86));
        paper.line(
                new RoundRectangle2D.Double(x + 2, y + 2, wide + pad * 2 - 4, high - 4, size * 0.3, size * 0.3),
                Ink.paint(STAMP_INK, 0.6),
                Math.max(0.8, size * 0.05));
        double middle = x + pad + wide / 2;
        double base = y + pad * 0.5 + size * 0.82;
        big.write(paper.g, Caption.STAMP, middle - big.width(Caption.STAMP) / 2, base, Ink.paint(STAMP_INK, 0.9));
        if (detailed) {
            small.write(
                    paper.g,
                    Caption.STAMP_DETAIL,
                    middle - small.width(Caption.STAMP_DETAIL) / 2,
                    base + size * 0.75,
                    Ink.paint(STAMP_INK, 0.85));
        }
        paper.g.setTransform(before);
    }
}
