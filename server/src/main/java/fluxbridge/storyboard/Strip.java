package fluxbridge.storyboard;

import fluxbridge.domain.Size;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/**
 * The caption strip under the panel: what of the caption fits, and where.
 *
 * @param height in pixels with its own padding, 0 for no strip
 * @param text size of the prompt's letters in pixels
 */
record Strip(
        int height,
        double text,
        double pad,
        List<String> prompt,
        List<Caption.Chip> chips,
        int moreChips,
        String facts,
        String negative) {

    private static final int INK = 0x2e2a33;
    private static final int FAINT = 0x7b7280;
    private static final double SMALL = 0.84;

    Strip {
        prompt = List.copyOf(prompt);
        chips = List.copyOf(chips);
    }

    static Strip of(Caption caption, Size size, int margin) {
        int least = Math.min(size.width(), size.height());
        double text = Math.clamp(least * 0.0245, 8.5, 24);
        double pad = text * 0.75;
        double side = margin > 0 ? margin + text * 0.3 : pad;
        double width = size.width() - 2 * side;
        double room = size.height() * (size.width() > 2 * size.height() ? 0.32 : 0.27) - pad * 2;
        if (least < 128) {
            return new Strip(0, text, side, List.of(), List.of(), 0, "", "");
        }
        var letters = new Lettering(text, 0.085);
        var small = new Lettering(text * SMALL, 0.085);
        double line = letters.lineHeight();
        boolean chipsFit = !caption.chips().isEmpty() && room > line * 3.6;
        boolean factsFit = room > line * 2;
        double used = (chipsFit ? line * 1.75 : 0) + (factsFit ? line : 0);
        boolean negativeFits = !caption.negative().isEmpty() && room - used > line * 2;
        used += negativeFits ? line * 0.95 : 0;
        int lines = (int) Math.clamp((long) ((room - used) / line), 1L, 4L);
        List<String> prompt = letters.wrap(caption.prompt().isEmpty() ? "(no prompt)" : caption.prompt(), width, lines);
        List<Caption.Chip> chips = chipsFit ? fitting(caption.chips(), small, width) : List.of();
        double height = pad * 1.7 + prompt.size() * line + used;
        return new Strip(
                (int) Math.ceil(height),
                text,
                side,
                prompt,
                chips,
                chipsFit ? caption.chips().size() - chips.size() : 0,
                factsFit ? small.shorten(caption.facts(), width) : "",
                negativeFits ? small.shorten("without: " + caption.negative(), width) : "");
    }

    private static List<Caption.Chip> fitting(List<Caption.Chip> all, Lettering small, double width) {
        var chips = new ArrayList<Caption.Chip>();
        double left = width - small.width("+99") - small.size();
        for (var chip : all) {
            var shown = new Caption.Chip(
                    small.shorten(chip.text(), Math.max(small.size() * 4, width * 0.5)), chip.colour());
            left -= chipWidth(shown, small) + small.size() * 0.5;
            if (left < 0) {
                break;
            }
            chips.add(shown);
        }
        return chips;
    }

    private static double chipWidth(Caption.Chip chip, Lettering small) {
        return small.width(chip.text()) + small.size() * 2.2;
    }

    /** Draws it at the lower edge of the paper. */
    void draw(Canvas paper) {
        if (height == 0) {
            return;
        }
        var letters = new Lettering(text, 0.085);
        var small = new Lettering(text * SMALL, 0.085);
        double line = letters.lineHeight();
        double y = paper.h - height + text * 0.75 * 0.85 + text * 0.95;
        for (String words : prompt) {
            letters.write(paper.g, words, pad, y, Ink.paint(INK));
            y += line;
        }
        if (!negative.isEmpty()) {
            small.write(paper.g, negative, pad, y, Ink.paint(FAINT));
            y += line * 0.95;
        }
        if (!chips.isEmpty()) {
            y += line * 0.3;
            double x = pad;
            for (var chip : chips) {
                x += chip(paper, chip, small, x, y) + small.size() * 0.5;
            }
            if (moreChips > 0) {
                small.write(paper.g, "+" + moreChips, x, y, Ink.paint(FAINT));
            }
            y += line * 1.45;
        }
        small.write(paper.g, facts, pad, y, Ink.paint(FAINT));
    }

    private static double chip(Canvas paper, Caption.Chip chip, Lettering small, double x, double y) {
        double size = small.size();
        double width = chipWidth(chip, small);
        double top = y - size * 1.12;
        double high = size * 1.62;
        Color back = Ink.paint(Ink.mix(chip.colour(), 0xfbf6ea, 0.72));
        paper.pill(x, top, width, high, high, back);
        paper.dot(x + high / 2, top + high / 2, size * 0.33, size * 0.33, Ink.paint(chip.colour()));
        small.write(paper.g, chip.text(), x + size * 1.5, y - size * 0.0, Ink.paint(Ink.darker(chip.colour(), 0.62)));
        return width;
    }
}
