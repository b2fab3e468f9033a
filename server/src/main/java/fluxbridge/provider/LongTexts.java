package fluxbridge.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reads JSON in which a picture stands as base64: texts of 16 KB and more are found eight bytes at a time and taken over in one piece, the
 * parser sees only the rest. It takes ten times as long over a text of a megabyte.
 */
final class LongTexts {

    private static final int LONG = 16 << 10;
    private static final String MARK = "\0text ";

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private final byte[] body;
    private final List<String> texts = new ArrayList<>();

    private LongTexts(byte[] body) {
        this.body = body;
    }

    /** @throws JacksonException when it is not JSON; positions in its message are then those of the rest */
    static JsonNode read(byte[] body) {
        if (body.length < LONG) {
            return WireJson.MAPPER.readTree(body);
        }
        var reader = new LongTexts(body);
        var rest = reader.rest();
        return reader.texts.isEmpty() ? WireJson.MAPPER.readTree(body) : reader.filled(WireJson.MAPPER.readTree(rest));
    }

    /** The document with a mark in the place of each long text. */
    private byte[] rest() {
        var rest = new ByteArrayOutputStream(4096);
        int from = 0;
        int at = 0;
        while (at < body.length) {
            if (body[at] != '"') {
                at++;
                continue;
            }
            int start = at + 1;
            int end = plainEnd(start);
            if (end - start >= LONG && end < body.length && body[end] == '"') {
                rest.write(body, from, start - from);
                rest.writeBytes(("\\u0000" + MARK.substring(1) + texts.size()).getBytes(UTF_8));
                texts.add(new String(body, start, end - start, ISO_8859_1));
                from = end;
            }
            at = afterText(end);
        }
        rest.write(body, from, body.length - from);
        return rest.toByteArray();
    }

    /** Behind the quote that ends the text. */
    private int afterText(int from) {
        int at = from;
        while (at < body.length && body[at] != '"') {
            at += body[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    /** The first byte that is a quote, a backslash, a control character or no ASCII. */
    private int plainEnd(int from) {
        int at = from;
        while (at + 8 <= body.length && isPlain((long) EIGHT.get(body, at))) {
            at += 8;
        }
        while (at < body.length && body[at] >= ' ' && body[at] != '"' && body[at] != '\\') {
            at++;
        }
        return at;
    }

    /** Whether none of eight bytes is special; may say no too often, never yes. */
    private static boolean isPlain(long eight) {
        long control = eight - ONES * ' ';
        long special = zeroByte(eight ^ ONES * '"') | zeroByte(eight ^ ONES * '\\') | control | eight;
        return (special & TOPS) == 0;
    }

    private static long zeroByte(long eight) {
        return (eight - ONES) & ~eight;
    }

    private JsonNode filled(JsonNode node) {
        switch (node) {
            case ObjectNode object ->
                object.propertyNames().forEach(name -> object.set(name, filled(object.path(name))));
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, filled(array.path(i)));
                }
            }
            case StringNode text -> {
                return taken(text);
            }
            default -> {}
        }
        return node;
    }

    private JsonNode taken(StringNode text) {
        var mark = text.stringValue();
        for (int i = 0; mark.startsWith(MARK) && i < texts.size(); i++) {
            if (mark.equals(MARK + i)) {
                return StringNode.valueOf(texts.get(i));
            }
        }
        return text;
    }
}
