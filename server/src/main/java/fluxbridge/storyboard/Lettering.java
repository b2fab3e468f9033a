package fluxbridge.storyboard;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes text with the strokes of {@link Glyphs}, so that a machine without any font writes the same. Scripts that have no strokes here use
 * the system's font where one has the character, otherwise an empty box.
 *
 * @param size the em in pixels; capitals are 0.7 of it
 * @param weight pen width in parts of the em, about 0.08
 */
record Lettering(double size, double weight) {

    private static final double EM = 20;
    private static final double GAP = 2.9;
    private static final double SPACE = 6;
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final FontRenderContext PLAIN = new FontRenderContext(null, true, true);

    double lineHeight() {
        return size * 1.32;
    }

    /** Width of a line in pixels. */
    double width(String text) {
        return set(text, null, null);
    }

    /** Writes one line; {@code y} is the baseline. */
    void write(Graphics2D g, String text, double x, double y, Color colour) {
        var pen = new Path2D.Double();
        var solid = new Path2D.Double();
        set(text, pen, solid);
        var place = new AffineTransform(1, 0, 0, 1, x, y);
        pen.transform(place);
        solid.transform(place);
        g.setPaint(colour);
        g.setStroke(new BasicStroke((float) (size * weight), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(pen);
        g.fill(solid);
    }

    /** Breaks text into at most {@code lines} lines of at most {@code width} pixels; what does not fit ends in an ellipsis. */
    List<String> wrap(String text, double width, int lines) {
        var done = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : SPACES.split(text.strip(), -1)) {
            for (String part : fitting(word, width)) {
                String longer = line.isEmpty() ? part : line + " " + part;
                if (width(longer) <= width) {
                    line.setLength(0);
                    line.append(longer);
                    continue;
                }
                done.add(line.toString());
                if (done.size() == lines) {
                    done.set(lines - 1, shorten(done.getLast() + "\u2026", width));
                    return done;
                }
                line.setLength(0);
                line.append(part);
            }
        }
        if (!line.isEmpty()) {
            done.add(line.toString());
        }
        return done;
    }

    /** The text, or as much of it as fits with an ellipsis. */
    String shorten(String text, double width) {
        String rest = text.length() > 400
                ? text.substring(0, text.offsetByCodePoints(0, Math.min(200, text.codePointCount(0, 400))))
                : text;
        if (rest.length() == text.length() && width(text) <= width) {
            return text;
        }
        while (!rest.isEmpty() && width(rest + "\u2026") > width) {
            rest = rest.substring(0, rest.offsetByCodePoints(rest.length(), -1));
        }
        return rest.isEmpty() ? "" : rest.stripTrailing().replaceAll("[\\s,;:\u00b7\u2026]+$", "") + "\u2026";
    }

    /** Pieces of a word, each short enough for a line. */
    private List<String> fitting(String word, double width) {
        if (width(word.length() > 200 ? word.substring(0, 200) : word) <= width && word.length() <= 200) {
            return List.of(word);
        }
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        word.codePoints().limit(600).forEach(c -> {
            if (!part.isEmpty() && width(part + Character.toString(c)) > width) {
                parts.add(part.toString());
                part.setLength(0);
            }
            part.appendCodePoint(c);
        });
        parts.add(part.toString());
        return parts;
    }

    /** Sets a line at the origin, onto the paths where they are given, and returns its width. */
    private double set(String text, @Nullable Path2D pen, @Nullable Path2D solid) {
        double scale = size / EM;
        double x = 0;
        double lastWidth = 0;
        boolean tall = false;
        String plain = Normalizer.normalize(text, Normalizer.Form.NFD);
        for (int i = 0; i < plain.length(); ) {
            int c = plain.codePointAt(i);
            i += Character.charCount(c);
            if (Character.getType(c) == Character.NON_SPACING_MARK) {
                Path2D mark = Glyphs.mark(c);
                if (pen != null && mark != null) {
                    double middle = x - GAP - lastWidth / 2;
                    pen.append(
                            mark.createTransformedShape(new AffineTransform(
                                    scale, 0, 0, scale, middle * scale, (tall ? -14 : -10) * scale)),
                            false);
                }
                continue;
            }
            if (Character.isWhitespace(c)) {
                x += SPACE;
                continue;
            }
            lastWidth = letter(c, x, pen, solid);
            tall = Character.isUpperCase(c);
            x += lastWidth + GAP;
        }
        return Math.max(0, x - GAP) * scale;
    }

    /** Adds one letter at {@code x} and returns its width, both on the grid of the glyphs. */
    private double letter(int c, double x, @Nullable Path2D pen, @Nullable Path2D solid) {
        double scale = size / EM;
        Glyphs.Glyph glyph = Glyphs.find(c);
        if (glyph != null) {
            if (pen != null) {
                pen.append(
                        glyph.strokes().createTransformedShape(new AffineTransform(scale, 0, 0, scale, x * scale, 0)),
                        false);
            }
            return glyph.width();
        }
        Shape outline = system(c);
        if (outline != null) {
            if (solid != null) {
                solid.append(outline(outline, x * scale), false);
            }
            return outline.getBounds2D().getMaxX() / scale;
        }
        if (pen != null) {
            pen.append(
                    new RoundRectangle2D.Double(
                            (x + 0.5) * scale, -12 * scale, 8 * scale, 12 * scale, 3 * scale, 3 * scale),
                    false);
        }
        return 9;
    }

    private static Shape outline(Shape shape, double x) {
        return AffineTransform.getTranslateInstance(x, 0).createTransformedShape(shape);
    }

    /** The outline in the system's font, null where no font has it or the machine has no fonts at all. */
    private @Nullable Shape system(int c) {
        try {
            var font = new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) (size * 0.95));
            if (!font.canDisplay(c)) {
                return null;
            }
            Shape outline = font.createGlyphVector(PLAIN, Character.toString(c)).getOutline();
            return outline.getBounds2D().isEmpty() ? null : outline;
        } catch (RuntimeException | LinkageError | InternalError _) {
            return null; // a JDK without fontconfig, or without libfreetype, fails in all of these ways
        }
    }
}
