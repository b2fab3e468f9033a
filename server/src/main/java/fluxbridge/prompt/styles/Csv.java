package fluxbridge.prompt.styles;

import java.util.ArrayList;
import java.util.List;

/** Comma separated values as RFC 4180 has them: quotes around a field, doubled within it; line breaks within quotes belong to the field. */
final class Csv {

    private Csv() {}

    /** Every row that is not empty. A quote that is never closed runs to the end. */
    static List<List<String>> rows(String text) {
        var rows = new ArrayList<List<String>>();
        var row = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"' && (quoted || field.isEmpty())) {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\n' || c == '\r')) {
                row.add(field.toString());
                field.setLength(0);
                if (c != ',') {
                    add(row, rows);
                    row = new ArrayList<>();
                }
            } else {
                field.append(c);
            }
        }
        row.add(field.toString());
        add(row, rows);
        return rows;
    }

    private static void add(List<String> row, List<List<String>> rows) {
        if (row.stream().anyMatch(field -> !field.isEmpty())) {
            rows.add(row);
        }
    }
}
