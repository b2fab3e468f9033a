package fluxbridge.a1111;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a request body as leniently as A1111's clients need: null is absent, numbers may be strings, floats in whole-number fields are
 * truncated. What cannot be read is collected and refused at once, in the shape of FastAPI's 422 (a1111.md §1.1, §1.11).
 */
final class BodyFields {

    private final ObjectNode body;
    private final List<Problem> problems = new ArrayList<>();

    BodyFields(ObjectNode body) {
        this.body = body;
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
        return number(name, "value is not a valid float", "type_error.float").stream()
                .mapToDouble(BigDecimal::doubleValue)
                .findFirst();
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
        problems.add(new Problem(List.of("body", name), why, type));
    }

    /** @throws GatewayException {@code BadRequest} with everything that was wrong, when anything was */
    void check() {
        if (!problems.isEmpty()) {
            throw new GatewayException(new BadRequest(problems));
        }
    }
}
