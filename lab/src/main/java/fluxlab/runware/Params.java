package fluxlab.runware;

import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads the parameters of one task as strictly as Runware does; every failure is a {@link RunwareError}. */
final class Params {

    static final Pattern AIR = Pattern.compile("[A-Za-z0-9_-]+:[A-Za-z0-9._-]+@[A-Za-z0-9._-]+");

    private final JsonNode task;
    private final String prefix;

    Params(JsonNode task, String prefix) {
        this.task = task;
        this.prefix = prefix;
    }

    void onlyKnown(Set<String> known) {
        for (var name : task.propertyNames()) {
            if (!known.contains(name)) {
                throw new RunwareError(400, "unknownParameter", "Unknown parameter '" + name + "' in this task.")
                        .with("parameter", prefix + name);
            }
        }
    }

    boolean has(String name) {
        return task.has(name);
    }

    JsonNode node(String name) {
        return task.path(name);
    }

    /** A string of {@code min} to {@code max} characters, or {@code otherwise} where it is not given. */
    String text(String name, int min, int max, String otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        return text(name, min, max);
    }

    String text(String name, int min, int max) {
        require(name);
        var node = task.get(name);
        if (!node.isString()
                || node.stringValue().length() < min
                || node.stringValue().length() > max) {
            throw RunwareError.invalid(
                            code(name),
                            prefix + name,
                            "string",
                            "It must be a string between " + min + " and " + max + " characters long.")
                    .range(min, max);
        }
        return node.stringValue();
    }

    String air(String name) {
        require(name);
        var node = task.get(name);
        if (!node.isString() || !AIR.matcher(node.stringValue()).matches()) {
            throw badModel(prefix + name, code(name));
        }
        return node.stringValue();
    }

    static RunwareError badModel(String parameter, String code) {
        return new RunwareError(
                        400,
                        code,
                        "Invalid value for model parameter. Model must be an string value representing a valid AIR identifier.")
                .with("parameter", parameter)
                .with("type", "string");
    }

    long integer(String name, long min, long max, long otherwise) {
        return has(name) ? integer(name, min, max, 1, "It") : otherwise;
    }

    /** A required whole number of {@code min} to {@code max} that {@code multiplier} divides. */
    int size(String name, int min, int max, int multiplier) {
        require(name);
        return (int) integer(name, min, max, multiplier, "Image " + name);
    }

    private long integer(String name, long min, long max, int multiplier, String subject) {
        var node = task.get(name);
        if (!node.isIntegralNumber() || !node.canConvertToLong() || outside(node.longValue(), min, max, multiplier)) {
            throw RunwareError.invalid(
                            code(name),
                            prefix + name,
                            "integer",
                            subject + " must be an integer value between " + min + " and " + max + ", in multiples of '"
                                    + multiplier + "'.")
                    .range(min, max)
                    .multiplier(multiplier);
        }
        return node.longValue();
    }

    private static boolean outside(long value, long min, long max, int multiplier) {
        return value < min || value > max || value % multiplier != 0;
    }

    double number(String name, double min, double max, double otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        var node = task.get(name);
        if (!node.isNumber() || !(node.doubleValue() >= min && node.doubleValue() <= max)) {
            throw RunwareError.invalid(
                            code(name),
                            prefix + name,
                            "float",
                            "It must be a number between " + min + " and " + max + ".")
                    .range(min, max);
        }
        return node.doubleValue();
    }

    boolean flag(String name) {
        if (!has(name)) {
            return false;
        }
        if (!task.get(name).isBoolean()) {
            throw RunwareError.invalid(code(name), prefix + name, "boolean", "It must be true or false.");
        }
        return task.get(name).booleanValue();
    }

    String choice(String name, Collection<String> values, String otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        var node = task.get(name);
        if (!node.isString() || !values.contains(node.stringValue())) {
            throw RunwareError.invalid(
                    code(name), prefix + name, "string", "It must be one of: " + String.join(", ", values) + ".");
        }
        return node.stringValue();
    }

    void require(String name) {
        if (!has(name) || task.get(name).isNull()) {
            throw RunwareError.missing(name);
        }
    }

    private static String code(String name) {
        return "invalid" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
