package fluxlab.journal;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Copies a JSON body with its long strings (pictures in base64) cut to their beginning and length, and its keys hidden. */
final class Shortener {

    private static final Set<String> SECRET = Set.of("apiKey", "api_key", "token", "access_key", "secret_key");
    private static final JsonNode SHOWN_SECRET = JsonNodeFactory.instance.stringNode("***");
    private static final int LONGEST = 4000;
    private static final int SHOWN = 64;

    private Shortener() {}

    static JsonNode shorten(JsonNode node) {
        if (node instanceof ObjectNode object) {
            var copy = JsonNodeFactory.instance.objectNode();
            for (var field : object.properties()) {
                var name = field.getKey();
                copy.set(name, SECRET.contains(name) ? SHOWN_SECRET : shorten(field.getValue()));
            }
            return copy;
        }
        if (node instanceof ArrayNode array) {
            var copy = JsonNodeFactory.instance.arrayNode();
            for (var element : array) {
                copy.add(shorten(element));
            }
            return copy;
        }
        return node.isString() ? JsonNodeFactory.instance.stringNode(shorten(node.stringValue())) : node;
    }

    private static String shorten(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, SHOWN) + "… (" + text.length() + " characters)";
    }
}
