package fluxbridge.cli;

import java.io.PrintStream;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Prints the answer of {@code POST /api/v1/match} for people. */
final class MatchTable {

    private MatchTable() {}

    static void print(JsonNode reply, PrintStream out) {
        for (var mention : reply.path("mentions")) {
            out.printf(
                    "%4d  %-20s %-24s %-8s %3.0f %%  %s%n",
                    mention.path("start").asInt(),
                    mention.path("text").asString(),
                    joined(mention.path("ids")),
                    mention.path("present").asBoolean() ? "present" : "absent",
                    mention.path("confidence").asDouble() * 100,
                    mention.path("rule").asString());
        }
        out.println("present: " + orNobody(joined(reply.path("present"))));
        for (var lora : reply.path("loras")) {
            out.println("lora:    " + lora.path("id").asString() + " x "
                    + lora.path("weight").asDouble() + " ("
                    + lora.path("reason").asString() + ")");
        }
        reply.path("notes").forEach(note -> out.println("note:    " + note.asString()));
        for (var provider : reply.path("providers")) {
            out.println(provider.path("provider").asString() + ": "
                    + provider.path("prompt").asString());
            var dropped = joined(provider.path("dropped"));
            if (!dropped.isEmpty()) {
                out.println("  without " + dropped);
            }
            provider.path("notes").forEach(note -> out.println("  " + note.asString()));
        }
    }

    private static String orNobody(String names) {
        return names.isEmpty() ? "nobody" : names;
    }

    private static String joined(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
    }
}
