package fluxbridge.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One row of any table, the same for both engines: nulls, {@code Long}, {@code Double}, {@code String} and {@code byte[]}. Written down it is a
 * line of JSON, in which bytes are an object with the member {@code base64}.
 */
record Row(List<@Nullable Object> values) {

    private static final String BYTES = "base64";

    static Row of(ResultSet rows, int columns) throws SQLException {
        var values = new ArrayList<@Nullable Object>(columns);
        for (int i = 1; i <= columns; i++) {
            values.add(value(rows.getObject(i)));
        }
        return new Row(values);
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean flag -> flag ? 1L : 0L;
            case Double number -> number;
            case Float number -> number.doubleValue();
            case Integer number -> number.longValue();
            case Long number -> number;
            case String text -> text;
            case byte[] bytes -> bytes;
            default -> throw new IllegalStateException("no backup knows how to write " + value.getClass());
        };
    }

    String json() {
        return JsonMapper.shared()
                .writeValueAsString(values.stream()
                        .map(value -> value instanceof byte[] bytes
                                ? Map.of(BYTES, Base64.getEncoder().encodeToString(bytes))
                                : value)
                        .toList());
    }

    /** @throws tools.jackson.core.JacksonException or IllegalArgumentException when it is no row */
    static Row read(String json) {
        var values = new ArrayList<@Nullable Object>();
        for (var node : JsonMapper.shared().readTree(json)) {
            values.add(read(node));
        }
        return new Row(values);
    }

    private static @Nullable Object read(JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        if (node.isIntegralNumber()) {
            return node.asLong();
        }
        if (node.isNumber()) {
            return node.asDouble();
        }
        return node.isString()
                ? node.asString()
                : Base64.getDecoder().decode(node.path(BYTES).asString());
    }

    /** @param types of the columns it goes into, by {@link Types} */
    void bind(PreparedStatement statement, List<Integer> types) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            var value = values.get(i);
            int type = types.get(i);
            if (value == null) {
                statement.setNull(i + 1, type);
            } else if (value instanceof Long flag && (type == Types.BIT || type == Types.BOOLEAN)) {
                statement.setBoolean(i + 1, flag != 0);
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }
}
