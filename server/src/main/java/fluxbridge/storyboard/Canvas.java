package fluxbridge.storyboard;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** An RGB picture with the few drawing moves that the painters share. Closing it frees the pen; the picture stays. */
final class Canvas implements AutoCloseable {

    final BufferedImage image;
    final Graphics2D g;
    final int w;
    final int h;

    /** The length that things scale with: the height, less where the picture is narrow. */
    final double unit;

    Canvas(int w, int h) {
        this.image = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
        this.g = image.createGraphics();
        this.w = w;
        this.h = h;
        this.unit = Math.min(h, w * 1.15);
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    }

    /** The pixels themselves, {@code 0xRRGGBB}, row by row. */
    int[] pixels() {
        return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    }

    @Override
    public void close() {
        g.dispose();
    }

    void fill(Shape shape, int colour) {
        fill(shape, Ink.paint(colour));
    }

    void fill(Shape shape, Paint paint) {
        g.setPaint(paint);
        g.fill(shape);
    }

    void line(Shape shape, Color colour, double width) {
        g.setPaint(colour);
        g.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(shape);
    }

    void line(double x1, double y1, double x2, double y2, Color colour, double width) {
        line(new Line2D.Double(x1, y1, x2, y2), colour, width);
    }

    void box(double x, double y, double width, double height, int colour) {
        fill(new Rectangle2D.Double(x, y, width, height), colour);
    }

    void box(double x, double y, double width, double height, Paint paint) {
        fill(new Rectangle2D.Double(x, y, width, height), paint);
    }

    void pill(double x, double y, double width, double height, double round, Paint paint) {
        fill(new RoundRectangle2D.Double(x, y, width, height, round, round), paint);
    }

    void dot(double x, double y, double rx, double ry, Paint paint) {
        fill(new Ellipse2D.Double(x - rx, y - ry, rx * 2, ry * 2), paint);
    }

    void dot(double x, double y, double r, int colour) {
        dot(x, y, r, r, Ink.paint(colour));
    }

    /** A soft light. */
    void glow(double x, double y, double r, int colour, double alpha) {
        if (r < 1) {
            return;
        }
        dot(
                x,
                y,
                r,
                r,
                new RadialGradientPaint((float) x, (float) y, (float) r, new float[] {0, 0.35f, 1}, new Color[] {
                    Ink.paint(colour, alpha), Ink.paint(colour, alpha * 0.42), Ink.paint(colour, 0)
                }));
    }

    static Paint down(double y1, int top, double y2, int bottom) {
        return new GradientPaint(0, (float) y1, Ink.paint(top), 0, (float) y2, Ink.paint(bottom));
    }

    static Paint down(double y1, Color top, double y2, Color bottom) {
        return new GradientPaint(0, (float) y1, top, 0, (float) y2, bottom);
    }

    /** A closed shape through the points {@code x, y, x, y, …}. */
    static Path2D shape(double... points) {
        var path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 2; i + 1 < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        path.closePath();
        return path;
    }
}
