package fluxbridge.a1111;

import fluxbridge.failure.Failure.BadRequest;
import fluxbridge.failure.Failure.BadRequest.Problem;
import fluxbridge.failure.GatewayException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a request body as leniently as A1111's clients need: null is absent, numbers may be strings, floats in whole-number fields are
 * truncated. What cannot be read is collected and refused at once, in the shape of FastAPI's 422 (a1111.md §1.1, §1.11).
 */
final class BodyFields {

    private final ObjectNode body;
    private final List<String> path;
    private final Set<Problem> problems;

    BodyFields(ObjectNode body) {
        this(body, List.of("body"), new LinkedHashSet<>());
    }

    private BodyFields(ObjectNode body, List<String> path, Set<Problem> problems) {
        this.body = body;
        this.path = path;
        this.problems = problems;
    }

    /** The fields of an object in a field; what is wrong with them is among the problems of this one. */
    Optional<BodyFields> inside(String name) {
        return object(name).map(object -> new BodyFields(object, below(name), problems));
    }

    private Optional<JsonNode> present(String name) {
        var node = body.path(name);
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    /** A text; numbers and booleans are taken as their text. */
    Optional<String> text(String name) {
        return present(name).flatMap(node -> {
            if (node.isValueNode()) {
                return Optional.of(node.asString());
            }
            problem(name, "str type expected", "type_error.str");
            return Optional.empty();
        });
    }

    OptionalLong whole(String name) {
        var number = number(name, "value is not a valid integer", "type_error.integer");
        if (number.isEmpty()) {
            return OptionalLong.empty();
        }
        if (number.get().abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            problem(name, "value is not a valid integer", "type_error.integer");
            return OptionalLong.empty();
        }
        return OptionalLong.of(number.get().longValue());
    }

    OptionalDouble decimal(String name) {
        var number = number(name, "value is not a valid float", "type_error.float");
        if (number.isEmpty()) {
            return OptionalDouble.empty();
        }
        double value = number.get().doubleValue();
        if (Double.isInfinite(value)) {
            problem(name, "value is not a valid float", "type_error.float");
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(value);
    }

    private Optional<BigDecimal> number(String name, String why, String type) {
        var node = present(name);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        var value = node.get();
        if (value.isBoolean()) {
            return Optional.of(value.asBoolean() ? BigDecimal.ONE : BigDecimal.ZERO);
        }
        if (value.isNumber() || value.isString()) {
            var text = value.asString().strip();
            if (text.isEmpty()) {
                return Optional.empty();
            }
            // A number of a thousand digits is nobody's seed, and costly to reckon with.
            if (text.length() <= 40) {
                try {
                    var number = new BigDecimal(text);
                    if (Math.abs(number.scale()) <= 400) {
                        return Optional.of(number);
                    }
                } catch (NumberFormatException _) {
                    // Refused below.
                }
            }
        }
        problem(name, why, type);
        return Optional.empty();
    }

    boolean flag(String name) {
        return flagIfGiven(name).orElse(false);
    }

    Optional<Boolean> flagIfGiven(String name) {
        var node = present(name);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        return switch (node.get().isValueNode() ? node.get().asString().toLowerCase(Locale.ROOT) : "?") {
            case "true", "1", "on", "yes", "t", "y", "1.0" -> Optional.of(true);
            case "false", "0", "off", "no", "f", "n", "0.0", "" -> Optional.of(false);
            default -> {
                problem(name, "value could not be parsed to a boolean", "type_error.bool");
                yield Optional.empty();
            }
        };
    }

    /** A list of texts; one text alone counts as a list of one. */
    List<String> texts(String name) {
        var node = present(name);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get().isString()) {
            return List.of(node.get().asString());
        }
        if (!node.get().isArray()) {
            problem(name, "value is not a valid list", "type_error.list");
            return List.of();
        }
        if (node.get().valueStream().anyMatch(JsonNode::isContainer)) {
            problem(name, "str type expected", "type_error.str");
            return List.of();
        }
        return node.get().valueStream().map(JsonNode::asString).toList();
    }

    boolean isList(String name) {
        var node = present(name);
        if (node.isPresent() && !node.get().isArray()) {
            problem(name, "value is not a valid list", "type_error.list");
            return false;
        }
        return node.isPresent();
    }

    Optional<ObjectNode> object(String name) {
        return present(name).flatMap(node -> {
            if (node instanceof ObjectNode object) {
                return Optional.of(object);
            }
            problem(name, "value is not a valid dict", "type_error.dict");
            return Optional.empty();
        });
    }

    /** Records a value that is out of range or makes no sense. */
    void refuse(String name, String why) {
        problem(name, why, "value_error");
    }

    private void problem(String name, String why, String type) {
        problems.add(new Problem(below(name), why, type));
    }

    private List<String> below(String name) {
        var whole = new ArrayList<>(path);
        whole.add(name);
        return whole;
    }

    /** @throws GatewayException {@code BadRequest} with everything that was wrong, when anything was */
    void check() {
        if (!problems.isEmpty()) {
            throw new GatewayException(new BadRequest(List.copyOf(problems)));
        }
    }
}
