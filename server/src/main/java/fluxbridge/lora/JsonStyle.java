package fluxbridge.lora;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a JSON file is written, so that new parts look like the old ones.
 *
 * @param unit one step of indentation
 * @param colon with the blanks around it
 * @param comma between members on one line
 * @param ascii whether other characters are escaped, as Python does unless told otherwise
 * @param tallEntries whether an entry has a line for each field
 * @param tallLists whether a list has a line for each item
 */
record JsonStyle(
        String newline,
        String unit,
        String colon,
        String comma,
        boolean ascii,
        boolean tallEntries,
        boolean tallLists) {

    private static final Pattern FIRST_LIST = Pattern.compile("(?<!\\\\)\\[([ \\t\\r\\n]*)\"");
    private static final Pattern ESCAPED = Pattern.compile("\\\\u[0-9a-fA-F]{4}");

    /** @param model an object of the kind that will be written; empty ones teach nothing */
    static JsonStyle of(String text, JsonPlaces.Braces root, List<JsonPlaces.Braces> model) {
        var first = root.members().stream().findFirst();
        var colon = first.map(member -> text.substring(member.nameEnd(), member.valueStart()))
                .orElse(": ");
        var indent = first.map(member -> indent(text, member.start())).orElse("  ");
        var list = FIRST_LIST.matcher(text);
        return new JsonStyle(
                text.contains("\r\n") ? "\r\n" : "\n",
                indent.isEmpty() ? "  " : indent,
                colon,
                colon.endsWith(" ") ? ", " : ",",
                text.chars().allMatch(c -> c < 128 || c == '\uFEFF')
                        && ESCAPED.matcher(text).find(),
                model.stream()
                        .filter(object -> !object.members().isEmpty())
                        .findFirst()
                        .map(object -> isTall(text, object))
                        .orElse(isTall(text, root)),
                list.find() && list.group(1).contains("\n"));
    }

    /** Whether the first member stands on a line of its own. */
    static boolean isTall(String text, JsonPlaces.Braces object) {
        int from = object.open() + 1;
        int to = object.members().isEmpty()
                ? object.close()
                : object.members().getFirst().start();
        return text.substring(from, to).contains("\n");
    }

    /** The blanks at the beginning of this place's line; empty when something else stands before it. */
    static String indent(String text, int at) {
        int line = text.lastIndexOf('\n', at - 1) + 1;
        var before = text.substring(line, at);
        return before.isBlank() ? before : "";
    }

    /** The same, with everything on one line. */
    JsonStyle flat() {
        return new JsonStyle(newline, unit, colon, comma, ascii, false, false);
    }

    /** @param indent of the line that the value begins on */
    String write(LocatedJson value, String indent) {
        return switch (value) {
            case LocatedJson.Obj object ->
                nest(
                        '{',
                        object.members().stream()
                                .map(member -> quoted(member.name())
                                        + colon
                                        + write(member.value(), tallEntries ? indent + unit : indent))
                                .toList(),
                        '}',
                        indent,
                        tallEntries);
            case LocatedJson.Arr list ->
                nest(
                        '[',
                        list.items().stream()
                                .map(item -> write(item, isTallList() ? indent + unit : indent))
                                .toList(),
                        ']',
                        indent,
                        isTallList());
            case LocatedJson.Text text -> quoted(text.value());
            case LocatedJson.Num number -> number.literal();
            case LocatedJson.Bool flag -> Boolean.toString(flag.value());
            case LocatedJson.Null _ -> "null";
        };
    }

    private boolean isTallList() {
        return tallEntries && tallLists;
    }

    private String nest(char open, List<String> parts, char close, String indent, boolean tall) {
        if (parts.isEmpty()) {
            return "" + open + close;
        }
        return tall
                ? parts.stream()
                        .collect(Collectors.joining(
                                "," + newline + indent + unit,
                                open + newline + indent + unit,
                                newline + indent + close))
                : open + String.join(comma, parts) + close;
    }

    /** A JSON text; half of a surrogate pair is always escaped, since no encoding can hold it. */
    String quoted(String text) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))
                    && !ascii) {
                out.append(c).append(text.charAt(++i));
                continue;
            }
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 32 || Character.isSurrogate(c) || (ascii && c > 126)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
