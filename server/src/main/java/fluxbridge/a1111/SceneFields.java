package fluxbridge.a1111;

import fluxbridge.domain.SceneContext;
import fluxbridge.domain.SceneContext.CharacterPrompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a body says about the story: {@code visible_characters}, {@code character_prompts}, {@code recent_messages}. SillyTavern forwards
 * such fields unread. A wrong form is passed over and named, never refused.
 */
public final class SceneFields {

    private static final int MOST = 200;
    private static final int LONGEST = 20_000;

    private SceneFields() {}

    /** @param ignored takes what could not be used */
    public static SceneContext read(ObjectNode body, List<String> ignored) {
        return new SceneContext(
                names(body, "visible_characters", ignored),
                prompts(body.path("character_prompts"), ignored),
                messages(body.path("recent_messages"), ignored));
    }

    /** A list of names; one text with commas and objects with a {@code name} or {@code id} are taken too. */
    static List<String> names(ObjectNode body, String field, List<String> ignored) {
        var node = body.path(field);
        var names = new ArrayList<String>();
        if (node.isString()) {
            Arrays.stream(node.asString().split("[,;\\n]", -1)).forEach(names::add);
        } else if (node.isArray()) {
            for (var item : node) {
                var name = item.isObject()
                        ? item.path("name").asString(item.path("id").asString(""))
                        : item.asString("");
                if (name.isBlank()) {
                    ignored.add(field + " (an entry is no name)");
                } else {
                    names.add(name);
                }
            }
        } else if (!node.isMissingNode() && !node.isNull()) {
            ignored.add(field + " (a list of names is expected)");
        }
        return names.stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .limit(MOST)
                .toList();
    }

    private static Map<String, CharacterPrompt> prompts(JsonNode node, List<String> ignored) {
        var prompts = new LinkedHashMap<String, CharacterPrompt>();
        if (node.isObject()) {
            node.properties().forEach(entry -> add(entry.getKey(), entry.getValue(), prompts, ignored));
        } else if (node.isArray()) {
            node.forEach(item -> add(item.path("name").asString(""), item, prompts, ignored));
        } else if (!node.isMissingNode() && !node.isNull()) {
            ignored.add("character_prompts (an object of name: text is expected)");
        }
        return prompts;
    }

    private static void add(String name, JsonNode value, Map<String, CharacterPrompt> prompts, List<String> ignored) {
        var positive = value.isString()
                ? value.asString()
                : value.path("positive").asString(value.path("prompt").asString(""));
        var negative =
                value.path("negative").asString(value.path("negative_prompt").asString(""));
        if (name.isBlank() || prompts.size() >= MOST || !(value.isString() || value.isObject())) {
            ignored.add("character_prompts (an entry is no name with a text)");
        } else {
            prompts.put(name.strip(), new CharacterPrompt(shortened(positive), shortened(negative)));
        }
    }

    private static List<String> messages(JsonNode node, List<String> ignored) {
        if (node.isString()) {
            return List.of(shortened(node.asString()));
        }
        var messages = new ArrayList<String>();
        if (node.isArray()) {
            node.valueStream()
                    .map(item -> item.isObject()
                            ? item.path("mes")
                                    .asString(item.path("content")
                                            .asString(item.path("text").asString("")))
                            : item.asString(""))
                    .filter(text -> !text.isBlank())
                    .forEach(text -> messages.add(shortened(text)));
        } else if (!node.isMissingNode() && !node.isNull()) {
            ignored.add("recent_messages (a list of texts is expected)");
        }
        return List.copyOf(messages.subList(Math.max(0, messages.size() - MOST), messages.size()));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
