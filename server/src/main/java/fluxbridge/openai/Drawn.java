package fluxbridge.openai;

import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import fluxbridge.generate.Result;
import fluxbridge.image.PictureJson;
import fluxbridge.route.Fallback;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Finished pictures, to be answered as one document or as events. Holds memory until it is closed, after the answer was written. */
public final class Drawn implements AutoCloseable {

    private static final int LONGEST_HEADER = 2000;

    private final Order order;
    private final Result result;
    private final List<Picture> pictures;
    private final PictureUrls urls;
    private final Instant now;

    Drawn(Order order, Result result, List<Picture> pictures, PictureUrls urls, Instant now) {
        this.order = order;
        this.result = result;
        this.pictures = List.copyOf(pictures);
        this.urls = urls;
        this.now = now;
    }

    /** One event of a stream. */
    public record Event(String name, PictureJson data) {}

    /** To send with the document. */
    public Map<String, String> headers() {
        var warnings = result.notes().stream()
                .map(Note::toString)
                .collect(Collectors.joining(" | "))
                .replaceAll("[^\\x20-\\x7e]", "?");
        return warnings.isEmpty()
                ? Map.of()
                : Map.of(
                        "X-Gateway-Warnings",
                        warnings.length() <= LONGEST_HEADER ? warnings : warnings.substring(0, LONGEST_HEADER));
    }

    /**
     * The answer as one document.
     *
     * @param base what urls begin with, without a slash at the end
     */
    public PictureJson document(String base) {
        var document = new PictureJson().text("{\"created\":" + now.getEpochSecond() + ",\"data\":[");
        for (int place = 0; place < pictures.size(); place++) {
            document.text(place == 0 ? "{" : ",{");
            picture(document, place, base);
            document.text("," + inner(item(place)) + "}");
        }
        return document.text("]," + inner(common()) + "}");
    }

    /** The picture itself; inline too when it cannot be kept for a url, since it may have been paid for. */
    private void picture(PictureJson document, int place, String base) {
        var picture = pictures.get(place);
        if (order.body().byUrl()) {
            try {
                var url = base + PictureUrls.PATH + urls.keep(picture);
                document.text("\"url\":" + JsonMapper.shared().writeValueAsString(url));
                return;
            } catch (IOException _) {
                // The disk is full or gone.
            }
        }
        document.text("\"b64_json\":\"").picture(picture).text("\"");
    }

    /** The answer as events, one for each picture. */
    public List<Event> events() {
        var events = new ArrayList<Event>();
        for (int place = 0; place < pictures.size(); place++) {
            var name = order.kind().completed();
            var rest = common();
            rest.put("created_at", now.getEpochSecond());
            rest.setAll(item(place));
            var data = new PictureJson().text("{\"type\":\"" + name + "\",\"b64_json\":\"");
            events.add(new Event(name, data.picture(pictures.get(place)).text("\"," + inner(rest) + "}")));
        }
        return events;
    }

    /** What stands in a reply once, and in each event. */
    private ObjectNode common() {
        var common = JsonNodeFactory.instance.objectNode();
        common.put("size", result.prepared().size().toString());
        common.put("quality", order.body().quality());
        common.put("background", "opaque");
        common.put("output_format", order.body().format().name().toLowerCase(java.util.Locale.ROOT));
        var usage = common.putObject("usage");
        usage.put("input_tokens", 0);
        usage.putObject("input_tokens_details").put("text_tokens", 0).put("image_tokens", 0);
        usage.put("output_tokens", 0);
        usage.put("total_tokens", 0);
        return common;
    }

    /** The prompt where it was changed, and the bridge's own facts. */
    private ObjectNode item(int place) {
        var made = result.pictures().get(place);
        var item = JsonNodeFactory.instance.objectNode();
        var drawn = made.by().prompt().text();
        if (!drawn.equals(order.prompt())) {
            item.put("revised_prompt", drawn);
        }
        var flux = item.putObject("flux");
        flux.put("seed", result.seed(place));
        flux.put("provider", made.by().provider().id().value());
        flux.put("model", made.generated().model());
        var cost = Fallback.cost(made.attempts());
        flux.put(
                "cost_usd",
                cost == null ? null : BigDecimal.valueOf(cost.micros(), 6).stripTrailingZeros());
        var loras = flux.putArray("loras");
        made.by().loras().forEach(lora -> loras.addObject().put("id", lora.id()).put("weight", lora.weight()));
        var warnings = flux.putArray("warnings");
        result.notes().forEach(note -> warnings.add(note.toString()));
        return item;
    }

    /** An object's members without its braces. */
    private static String inner(ObjectNode node) {
        var text = node.toString();
        return text.substring(1, text.length() - 1);
    }

    @Override
    public void close() {
        result.close();
    }
}
