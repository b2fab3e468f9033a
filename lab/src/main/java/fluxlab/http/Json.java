package fluxlab.http;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON in and out of the lab. */
public final class Json {

    // Pictures travel as one string each; the body limit of the server is the real bound.
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Exchange.LARGEST_BODY)
                            .build())
                    .build())
            .build();

    private Json() {}

    /** An empty object to fill. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** An empty array to fill. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Reads {@code bytes}; throws {@link tools.jackson.core.JacksonException} if they are not JSON. */
    public static JsonNode read(byte[] bytes) {
        return MAPPER.readTree(bytes);
    }

    /** The compact UTF-8 form of {@code node}. */
    public static byte[] write(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** Any record or collection as a tree. */
    public static JsonNode of(Object value) {
        return MAPPER.valueToTree(value);
    }
}
