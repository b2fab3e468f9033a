package fluxbridge.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Holds a request against an {@code N-request.http}. */
final class WireMatch {

    private static final String ANY = "${any}";

    private WireMatch() {}

    /**
     * Every way in which a request differs.
     *
     * @param expected a request line, header lines, and after a blank line the body; none means that there must be none
     */
    static List<String> differences(String expected, FixtureServer.Request actual) {
        int blank = expected.indexOf("\n\n");
        var head = (blank < 0 ? expected : expected.substring(0, blank))
                .strip()
                .lines()
                .toList();
        var differences = new ArrayList<String>();
        if (!glob(head.getFirst(), "*", actual.toString())) {
            differences.add("it is '" + actual + "' instead of '" + head.getFirst() + "'");
        }
        head.subList(1, head.size()).forEach(line -> header(line, actual, differences));
        body(blank < 0 ? "" : expected.substring(blank + 2).strip(), actual.body(), differences);
        return differences;
    }

    /** {@code Name:} without a value means that the header must not be there. */
    private static void header(String line, FixtureServer.Request actual, List<String> differences) {
        int colon = line.indexOf(':');
        var name = line.substring(0, colon);
        var value = line.substring(colon + 1).strip();
        var found = actual.headers().getOrDefault(name.toLowerCase(Locale.ROOT), "");
        if (!glob(value, "*", found)) {
            differences.add("header " + name + " is '" + found + "' instead of '" + value + "'");
        }
    }

    private static void body(String expected, String actual, List<String> differences) {
        JsonNode wanted;
        try {
            wanted = WireJson.MAPPER.readTree(expected);
        } catch (JacksonException _) {
            if (!glob(expected, ANY, actual.replace("\r\n", "\n").strip())) {
                differences.add("the body is '" + shortened(actual) + "' instead of '" + expected + "'");
            }
            return;
        }
        try {
            json("", wanted, WireJson.MAPPER.readTree(actual), differences);
        } catch (JacksonException _) {
            differences.add("the body is not JSON: '" + shortened(actual) + "'");
        }
    }

    private static void json(String path, JsonNode wanted, JsonNode found, List<String> differences) {
        if (wanted.isString() && wanted.asString().equals(ANY) && !found.isMissingNode()) {
            return;
        }
        boolean same = switch (wanted.getNodeType()) {
            case OBJECT -> found.isObject();
            case ARRAY -> found.isArray() && wanted.size() == found.size();
            case NUMBER -> found.isNumber() && wanted.decimalValue().compareTo(found.decimalValue()) == 0;
            case STRING -> found.isString() && glob(wanted.asString(), ANY, found.asString());
            default -> wanted.equals(found);
        };
        if (!same) {
            differences.add("body" + path + " is " + shortened(found.toString()) + " instead of " + wanted);
        } else if (wanted.isObject()) {
            var names = new TreeSet<String>(wanted.propertyNames());
            names.addAll(found.propertyNames());
            for (var name : names) {
                member(path + "/" + name, name, wanted, found, differences);
            }
        } else {
            for (int i = 0; i < wanted.size(); i++) {
                json(path + "/" + i, wanted.path(i), found.path(i), differences);
            }
        }
    }

    private static void member(String path, String name, JsonNode wanted, JsonNode found, List<String> differences) {
        if (!wanted.has(name)) {
            differences.add("body" + path + " is there, with "
                    + shortened(found.path(name).toString()));
        } else if (!found.has(name)) {
            differences.add("body" + path + " is missing, instead of " + wanted.path(name));
        } else {
            json(path, wanted.path(name), found.path(name), differences);
        }
    }

    /** Whether a text is a pattern in which {@code wild} stands for anything, nothing included. */
    static boolean glob(String pattern, String wild, String text) {
        return text.matches("(?s)" + Pattern.quote(pattern).replace(wild, "\\E.*\\Q"));
    }

    private static String shortened(String text) {
        return text.length() <= 120 ? text : text.substring(0, 120) + "… (" + text.length() + " characters)";
    }
}
