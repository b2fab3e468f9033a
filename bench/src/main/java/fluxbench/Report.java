package fluxbench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The table as text and as JSON. */
record Report(List<Row> rows, double[] starts, String machine) {

    static final String HEAD = String.format(
            "%-5s %-14s %5s %5s %9s %7s %9s %9s %9s %9s %7s %7s %6s %6s",
            "kind", "gateway", "kB", "c", "pict/s", "/nginx", "p50 ms", "p99 ms", "+p50", "+p99", "cpu ms", "bench",
            "MB", "errors");

    static String line(Row row) {
        var line = String.format(
                Locale.ROOT,
                "%-5s %-14s %5d %5d %9.1f %7s %9.2f %9.2f %9s %9s %7s %7.2f %6s %6d",
                row.kind(),
                row.target(),
                row.kilobytes(),
                row.connections(),
                row.perSecond(),
                shown(row.toNginx(), "%.2f"),
                row.p50(),
                row.p99(),
                shown(row.addedP50(), "%.2f"),
                shown(row.addedP99(), "%.2f"),
                row.cpuMs() == 0 ? "" : shown(row.cpuMs(), "%.2f"),
                row.benchCpuMs(),
                row.peakMb() == 0 ? "" : shown(row.peakMb(), "%.0f"),
                row.errors());
        return row.complaint().isEmpty() ? line : line + "  " + row.complaint();
    }

    private static String shown(double value, String format) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }

    List<String> closing() {
        var lines = new ArrayList<String>();
        lines.add("");
        if (starts.length > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "first 200 after start: median %.0f ms of %s",
                    Row.median(starts),
                    Arrays.stream(starts)
                            .mapToObj(ms -> String.format(Locale.ROOT, "%.0f", ms))
                            .toList()));
        }
        lines.add("machine at the end: " + Bench.Machine.describe());
        return lines;
    }

    String json() {
        var out = new StringBuilder("{\n  \"machine\": " + text(machine) + ",\n  \"firstAnswerMillis\": "
                + Arrays.stream(starts).mapToObj(Report::number).toList() + ",\n  \"rows\": [\n");
        for (int i = 0; i < rows.size(); i++) {
            out.append("    ").append(json(rows.get(i))).append(i + 1 < rows.size() ? ",\n" : "\n");
        }
        return out.append("  ]\n}\n").toString();
    }

    private static String json(Row row) {
        return "{\"kind\": " + text(row.kind()) + ", \"gateway\": " + text(row.target()) + ", \"kilobytes\": "
                + row.kilobytes()
                + ", \"connections\": " + row.connections() + ", \"picturesPerSecond\": " + number(row.perSecond())
                + ", \"toNginx\": " + number(row.toNginx()) + ", \"p50Millis\": " + number(row.p50())
                + ", \"p99Millis\": "
                + number(row.p99()) + ", \"maxMillis\": " + number(row.max()) + ", \"addedP50Millis\": "
                + number(row.addedP50())
                + ", \"addedP99Millis\": " + number(row.addedP99()) + ", \"cpuMillisPerPicture\": "
                + number(row.cpuMs())
                + ", \"benchCpuMillisPerPicture\": " + number(row.benchCpuMs()) + ", \"peakRssMb\": "
                + number(row.peakMb())
                + ", \"errors\": " + row.errors() + "}";
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "null";
    }

    private static String text(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
