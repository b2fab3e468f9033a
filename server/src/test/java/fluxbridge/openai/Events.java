package fluxbridge.openai;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads server-sent events as strictly as the bridge writes them. */
final class Events {

    record Event(String name, JsonNode data) {}

    private Events() {}

    static List<Event> of(String text) {
        var events = new ArrayList<Event>();
        for (var block : text.split("\n\n", -1)) {
            var lines = block.split("\n", -1);
            if (block.isEmpty() || lines[0].startsWith(":")) {
                continue;
            }
            if (lines.length != 2 || !lines[0].startsWith("event: ") || !lines[1].startsWith("data: ")) {
                throw new AssertionError("not an event: " + block);
            }
            events.add(new Event(
                    lines[0].substring("event: ".length()),
                    JsonMapper.shared().readTree(lines[1].substring("data: ".length()))));
        }
        return events;
    }
}
