package fluxbench;

import java.util.List;
import java.util.Locale;

/** The table as bars: throughput by size and number of connections, then the memory of held requests. */
final class Chart {

    private static final int WIDTH = 760;
    private static final int LEFT = 250;
    private static final int BAR = 16;
    private static final int GAP = 14;

    private Chart() {}

    static String of(Report report) {
        var rows = report.rows();
        var flow = rows.stream().filter(row -> row.kind().equals("flow")).toList();
        double most = flow.stream().mapToDouble(Row::perSecond).max().orElse(1);
        var body = new StringBuilder();
        int y = 40;
        String group = "";
        for (var row : flow) {
            var own = row.kilobytes() + " kB, c = " + row.connections();
            if (!own.equals(group)) {
                y += group.isEmpty() ? 0 : GAP;
                body.append(text(12, y + 12, "bold", own));
                group = own;
            }
            double length = row.perSecond() / most * (WIDTH - LEFT - 130);
            body.append(text(120, y + 12, "normal", row.target()));
            body.append(bar(y, length, row.target()));
            var ratio =
                    Double.isNaN(row.toNginx()) ? "" : String.format(Locale.ROOT, "  (%.2f of nginx)", row.toNginx());
            body.append(text(
                    (int) (LEFT + length + 6),
                    y + 12,
                    "normal",
                    String.format(Locale.ROOT, "%.0f/s%s", row.perSecond(), ratio)));
            y += BAR + 2;
        }
        y = memory(rows, body, y + GAP);
        y += GAP;
        body.append(text(12, y + 12, "normal", "Measured on " + report.machine()));
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + (y + 30)
                + "\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
                + text(12, 22, "bold", "Pictures per second, by picture size and connections; longer is better") + body
                + "</svg>\n";
    }

    /** The held requests: most memory of each gateway while all of them wait and are answered. */
    private static int memory(List<Row> rows, StringBuilder body, int from) {
        var held = rows.stream()
                .filter(row -> row.kind().equals("held") && row.peakMb() > 0)
                .toList();
        if (held.isEmpty()) {
            return from;
        }
        double most = held.stream().mapToDouble(Row::peakMb).max().orElse(1);
        int y = from + 2 * GAP;
        body.append(text(12, y, "bold", "Peak memory while requests are held for ten seconds; shorter is better"));
        y += GAP;
        int group = 0;
        for (var row : held) {
            if (row.connections() != group) {
                y += group == 0 ? 0 : GAP;
                body.append(text(12, y + 12, "bold", row.connections() + " held"));
                group = row.connections();
            }
            double length = row.peakMb() / most * (WIDTH - LEFT - 170);
            body.append(text(120, y + 12, "normal", row.target()));
            body.append(bar(y, length, row.target()));
            body.append(text(
                    (int) (LEFT + length + 6),
                    y + 12,
                    "normal",
                    String.format(
                            Locale.ROOT,
                            "%.0f MB, %d errors, last answer %.1f s",
                            row.peakMb(),
                            row.errors(),
                            row.max() / 1000)));
            y += BAR + 2;
        }
        return y;
    }

    private static String bar(int y, double length, String target) {
        return String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>\n",
                LEFT,
                y,
                Math.max(1, length),
                BAR - 2,
                colour(target));
    }

    private static String colour(String target) {
        return switch (target) {
            case "direct" -> "#b8bcc4";
            case "nginx" -> "#4f9d69";
            case "portkey" -> "#c98a3d";
            default -> "#3d6fc9";
        };
    }

    private static String text(int x, int y, String weight, String words) {
        return "<text x=\"" + x + "\" y=\"" + y + "\" font-weight=\"" + weight + "\" fill=\"#222222\">" + words
                + "</text>\n";
    }
}
