package fluxbridge.openai;

import fluxbridge.failure.Failure.BadRequest;
import fluxbridge.failure.Failure.BadRequest.Problem;
import fluxbridge.failure.GatewayException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a request's fields: null is absent, and numbers, flags and lists may be texts, as a multipart form sends them. What cannot be used
 * is collected and refused at once.
 */
final class Fields {

    private final ObjectNode body;
    private final List<Problem> problems = new ArrayList<>();

    Fields(ObjectNode body) {
        this.body = body;
    }

    private Optional<JsonNode> present(String name) {
        var node = body.path(name);
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    Optional<String> text(String name) {
        return present(name).flatMap(node -> {
            if (node.isValueNode()) {
                return Optional.of(node.asString());
            }
            problem(name, "must be a text", "invalid_type");
            return Optional.empty();
        });
    }

    /** A short word in lower case, such as one of a list of choices; an empty one is absent. */
    Optional<String> word(String name) {
        return text(name).map(text -> text.strip().toLowerCase(Locale.ROOT)).filter(word -> !word.isEmpty());
    }

    OptionalLong whole(String name, long least, long most) {
        var number = number(name, "must be a whole number " + least + ".." + most);
        if (number.isEmpty()) {
            return OptionalLong.empty();
        }
        var value = number.get();
        if (value.compareTo(BigDecimal.valueOf(least)) < 0
                || value.compareTo(BigDecimal.valueOf(most)) > 0
                || value.stripTrailingZeros().scale() > 0) {
            refuse(name, "must be a whole number " + least + ".." + most + ", was " + value.toPlainString());
            return OptionalLong.empty();
        }
        return OptionalLong.of(value.longValue());
    }

    OptionalDouble decimal(String name, double least, double most) {
        var number = number(name, "must be a number " + least + ".." + most);
        if (number.isEmpty()) {
            return OptionalDouble.empty();
        }
        double value = number.get().doubleValue();
        if (!(value >= least && value <= most)) {
            refuse(name, "must be a number " + least + ".." + most + ", was " + value);
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(value);
    }

    private Optional<BigDecimal> number(String name, String must) {
        return present(name).flatMap(node -> {
            var text = node.isValueNode() ? node.asString().strip() : "a list or an object";
            if (text.isEmpty()) {
                return Optional.empty();
            }
            // A number of a thousand digits is nobody's seed, and costly to reckon with.
            if (text.length() <= 40 && !node.isBoolean()) {
                try {
                    var number = new BigDecimal(text);
                    if (Math.abs(number.scale()) <= 40) {
                        return Optional.of(number);
                    }
                } catch (NumberFormatException _) {
                    // Refused below.
                }
            }
            problem(name, must + ", was '" + shortened(text) + "'", "invalid_type");
            return Optional.empty();
        });
    }

    boolean flag(String name) {
        return switch (word(name).orElse("false")) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> {
                problem(name, "must be true or false", "invalid_type");
                yield false;
            }
        };
    }

    /** A list or an object, also when it came as a text of JSON; a plain text stays one. */
    Optional<JsonNode> structure(String name) {
        return present(name).flatMap(node -> {
            var text = node.isString() ? node.asString().strip() : "";
            if (!text.startsWith("[") && !text.startsWith("{")) {
                return node.isString() && text.isEmpty() ? Optional.empty() : Optional.of(node);
            }
            try {
                return Optional.of(JsonMapper.shared().readTree(text));
            } catch (JacksonException _) {
                problem(name, "must be JSON when it begins with " + text.charAt(0), "invalid_type");
                return Optional.empty();
            }
        });
    }

    /** Names of fields that are none of these, in the order of the body. */
    List<String> others(Set<String> known) {
        return body.propertyNames().stream()
                .filter(name -> !known.contains(name) && !body.path(name).isNull())
                .toList();
    }

    /** Records a value that is out of range or makes no sense. */
    void refuse(String name, String why) {
        problem(name, why, "invalid_value");
    }

    void problem(String name, String why, String code) {
        problems.add(new Problem(List.of("body", name), why, code));
    }

    static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    /** @throws GatewayException {@code BadRequest} with everything that was wrong, when anything was */
    void check() {
        if (!problems.isEmpty()) {
            throw new GatewayException(new BadRequest(problems));
        }
    }
}
