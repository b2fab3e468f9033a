package fluxbridge.openai;

import fluxbridge.domain.Lora;
import fluxbridge.domain.Note;
import fluxbridge.lora.LoraDictionary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The extra field {@code loras}: a list of names, or of objects with {@code id}, {@code name} or {@code path} and {@code weight} or
 * {@code scale}. Known ones become {@code <lora:…>} tags at the end of the prompt; the rest is noted.
 */
record LoraOrders(List<Wanted> orders) {

    private static final int MOST = 64;

    /** @param weight null for the dictionary's own */
    record Wanted(String name, @Nullable Double weight) {}

    LoraOrders {
        orders = List.copyOf(orders);
    }

    static LoraOrders read(Fields fields) {
        var node = fields.structure("loras");
        if (node.isEmpty()) {
            return new LoraOrders(List.of());
        }
        var items = node.get().isArray() ? node.get().values() : List.of(node.get());
        if (items.size() > MOST) {
            fields.refuse("loras", "must be at most " + MOST + ", were " + items.size());
            return new LoraOrders(List.of());
        }
        var orders = new ArrayList<Wanted>();
        items.forEach(item -> order(fields, item).ifPresent(orders::add));
        return new LoraOrders(orders);
    }

    private static Optional<Wanted> order(Fields fields, JsonNode item) {
        var name = item.isString()
                ? item.asString()
                : Stream.of("id", "name", "path")
                        .map(key -> item.path(key).asString(""))
                        .filter(text -> !text.isBlank())
                        .findFirst()
                        .orElse("");
        if (name.isBlank()) {
            fields.refuse("loras", "each must be a name, or an object with id, name or path");
            return Optional.empty();
        }
        var given = item.has("weight") ? item.path("weight") : item.path("scale");
        if (given.isMissingNode() || given.isNull()) {
            return Optional.of(new Wanted(name, null));
        }
        double weight = given.asDouble(Double.NaN);
        if (!Double.isFinite(weight)) {
            fields.refuse("loras", "the weight of " + Fields.shortened(name) + " must be a number");
            return Optional.empty();
        }
        return Optional.of(new Wanted(name, weight));
    }

    /** The prompt with a tag for each LoRA that the dictionary has; the others go into {@code notes}. */
    String appendedTo(String prompt, LoraDictionary dictionary, List<Note> notes) {
        var unknown = new ArrayList<String>();
        var text = new StringBuilder(prompt);
        for (var order : orders) {
            var found = find(dictionary, order.name().strip());
            if (found.isEmpty() || !found.get().id().matches("[^:<>=]+")) {
                unknown.add(Fields.shortened(order.name()));
                continue;
            }
            var lora = found.get();
            var weight = order.weight() == null ? lora.weight() : order.weight();
            text.append(" <lora:").append(lora.id()).append(':').append(weight).append('>');
        }
        if (!unknown.isEmpty()) {
            notes.add(new Note(
                    "Unknown LoRAs",
                    unknown.stream().collect(Collectors.joining(", "))
                            + " (not in the dictionary; see /sdapi/v1/loras)"));
        }
        return text.toString();
    }

    /** By any of its names, or by the address of its weights. */
    private static Optional<Lora> find(LoraDictionary dictionary, String name) {
        return dictionary
                .find(name)
                .or(() -> dictionary.loras().stream()
                        .filter(lora -> !lora.url().isEmpty() && lora.url().equals(name))
                        .findFirst());
    }
}
