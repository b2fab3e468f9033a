package fluxbridge.openai;

import fluxbridge.domain.SceneContext;
import fluxbridge.domain.SceneContext.CharacterPrompt;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The extra fields {@code visible_characters} and {@code character_prompts}. */
final class SceneFields {

    private static final int MOST = 64;

    private SceneFields() {}

    static SceneContext read(Fields fields) {
        var visible = fields.structure("visible_characters")
                .map(node -> visible(fields, node))
                .orElse(List.of());
        var prompts = fields.structure("character_prompts")
                .map(node -> prompts(fields, node))
                .orElse(Map.of());
        return new SceneContext(visible, prompts, List.of());
    }

    /** A list of names, or one text with commas between them. */
    private static List<String> visible(Fields fields, JsonNode node) {
        var names = node.isArray()
                ? node.valueStream()
                        .map(item -> item.isString() ? item.asString() : "")
                        .toList()
                : Arrays.asList(node.asString("").split(",", -1));
        if (names.size() > MOST) {
            fields.refuse("visible_characters", "must be at most " + MOST + ", were " + names.size());
            return List.of();
        }
        var given = names.stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        if (given.size() < names.size() && node.isArray()) {
            fields.problem("visible_characters", "must be a list of names", "invalid_type");
        }
        return given;
    }

    /** By name: a text, or an object with {@code positive} and {@code negative}. */
    private static Map<String, CharacterPrompt> prompts(Fields fields, JsonNode node) {
        var prompts = new LinkedHashMap<String, CharacterPrompt>();
        if (!node.isObject() || node.size() > MOST) {
            fields.problem(
                    "character_prompts",
                    "must be an object of at most " + MOST + " names, each with its prompt",
                    "invalid_type");
            return prompts;
        }
        node.properties()
                .forEach(entry -> prompts.put(
                        entry.getKey(),
                        entry.getValue().isObject()
                                ? new CharacterPrompt(
                                        entry.getValue().path("positive").asString(""),
                                        entry.getValue().path("negative").asString(""))
                                : new CharacterPrompt(entry.getValue().asString(""), "")));
        return prompts;
    }
}
