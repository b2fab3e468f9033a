package fluxbridge.api;

import fluxbridge.failure.Failure.DictionaryRefused;
import fluxbridge.failure.Failure.NotFound;
import fluxbridge.failure.GatewayException;
import fluxbridge.lora.DictionaryEditor;
import fluxbridge.lora.DictionaryEditor.Version;
import fluxbridge.lora.Oddity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/v1/loras}: the dictionary's entries as {@code {"id", …its fields, "findings"}}, to read and to change. */
public final class LorasEndpoint {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final DictionaryEditor editor;

    public LorasEndpoint(DictionaryEditor editor) {
        this.editor = editor;
    }

    /**
     * An answer.
     *
     * @param tag of the version that it tells of
     */
    public record Reply(int status, String tag, ObjectNode body) {}

    public Reply list() {
        var version = editor.version();
        var body = JsonNodeFactory.instance.objectNode();
        var loras = body.putArray("loras");
        version.entries().forEach((id, json) -> loras.add(entry(id, json)));
        findings(body, version.findings());
        return new Reply(200, version.tag(), body);
    }

    public Reply one(String id) {
        return told(200, editor.version(), id);
    }

    public Version export() {
        return editor.version();
    }

    public Reply create(byte[] body, Optional<String> ifMatch) {
        String id;
        try {
            id = MAPPER.readTree(body).path("id").asString("");
        } catch (JacksonException _) {
            id = ""; // the editor says where it is broken, or that there is no id
        }
        return told(201, editor.put(id, text(body), true, ifMatch), id);
    }

    public Reply put(String id, byte[] body, Optional<String> ifMatch) {
        return told(200, editor.put(id, text(body), false, ifMatch), id);
    }

    public Reply patch(String id, byte[] body, Optional<String> ifMatch) {
        return told(200, editor.patch(id, text(body), ifMatch), id);
    }

    public Reply delete(String id, Optional<String> ifMatch) {
        var version = editor.delete(id, ifMatch);
        var body = JsonNodeFactory.instance.objectNode().put("deleted", id);
        return new Reply(200, version.tag(), body);
    }

    public Reply undo(Optional<String> ifMatch) {
        editor.undo(ifMatch);
        return list();
    }

    /** @throws GatewayException {@code DictionaryRefused} with lines when the file cannot be read */
    public Reply take(byte[] body, String mode, boolean dryRun, Optional<String> ifMatch) {
        if (!mode.equals("merge") && !mode.equals("replace")) {
            throw new GatewayException(new DictionaryRefused(
                    DictionaryRefused.Kind.INVALID,
                    "",
                    List.of(new DictionaryRefused.Spot(0, "mode", "must be merge or replace, was '" + mode + "'"))));
        }
        var imported = editor.take(body, mode.equals("replace"), dryRun, ifMatch);
        var reply = JsonNodeFactory.instance.objectNode().put("dry_run", dryRun).put("mode", mode);
        imported.added().forEach(reply.putArray("added")::add);
        imported.changed().forEach(reply.putArray("changed")::add);
        imported.removed().forEach(reply.putArray("removed")::add);
        imported.skipped().forEach(reply.putArray("skipped")::add);
        findings(reply, imported.version().findings());
        return new Reply(
                200, dryRun ? editor.version().tag() : imported.version().tag(), reply);
    }

    private static Reply told(int status, Version version, String id) {
        var json = version.entries().get(id);
        if (json == null) {
            throw new GatewayException(new NotFound("there is no LoRA '" + id + "'; GET /api/v1/loras lists them"));
        }
        var body = entry(id, json);
        findings(
                body,
                version.findings().stream()
                        .filter(finding -> finding.id().equals(id))
                        .toList());
        return new Reply(status, version.tag(), body);
    }

    private static ObjectNode entry(String id, String json) {
        var node = JsonNodeFactory.instance.objectNode().put("id", id);
        if (MAPPER.readTree(json) instanceof ObjectNode fields) {
            fields.remove("id");
            node.setAll(fields);
        }
        return node;
    }

    private static void findings(ObjectNode body, List<Oddity> findings) {
        var list = body.putArray("findings");
        for (var finding : findings) {
            list.addObject()
                    .put("line", finding.line())
                    .put("id", finding.id())
                    .put("field", finding.field())
                    .put("level", finding.level().name().toLowerCase(java.util.Locale.ROOT))
                    .put("message", finding.message());
        }
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
