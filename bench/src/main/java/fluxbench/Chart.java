package fluxbench;

import java.util.List;
import java.util.Locale;

/** The table's throughput as bars: one group per size and number of connections. */
final class Chart {

    private static final int WIDTH = 760;
    private static final int LEFT = 250;
    private static final int BAR = 16;
    private static final int GAP = 14;

    private Chart() {}

    static String of(List<Row> rows) {
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
            body.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>\n",
                    LEFT, y, Math.max(1, length), BAR - 2, colour(row.target())));
            var ratio = Double.isNaN(row.toNginx()) ? "" : String.format(Locale.ROOT, "  (%.2f of nginx)", row.toNginx());
            body.append(text((int) (LEFT + length + 6), y + 12, "normal", String.format(Locale.ROOT, "%.0f/s%s", row.perSecond(), ratio)));
            y += BAR + 2;
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + (y + 20)
                + "\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
                + text(12, 22, "bold", "Pictures per second, by picture size and connections; longer is better") + body + "</svg>\n";
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
        return "<text x=\"" + x + "\" y=\"" + y + "\" font-weight=\"" + weight + "\" fill=\"#222222\">" + words + "</text>\n";
    }
}
