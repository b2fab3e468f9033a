package fluxbridge.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** A change touches the bytes of its own entry and no others. */
final class DictionaryTextTest {

    private static String entry(int i, String blanks, String line) {
        return "{" + line + "\"name\":" + blanks + "\"Zoë \\\"" + i + "\\\" {[,\"," + line + "\"odd\": [1," + blanks
                + "{\"a\" :null}],\"weight\":" + blanks + "0.50" + line + "}";
    }

    @Property(tries = 200)
    void changing_one_field_keeps_every_other_byte(
            @ForAll @IntRange(min = 1, max = 6) int size,
            @ForAll @IntRange(max = 5) int which,
            @ForAll @IntRange(max = 3) int blanks,
            @ForAll boolean tall,
            @ForAll boolean windows,
            @ForAll boolean mark) {
        int changed = which % size;
        var line = tall ? (windows ? "\r\n" : "\n") + " ".repeat(blanks + 2) : " ".repeat(blanks);
        var before = new StringBuilder((mark ? "\uFEFF" : "") + "{\"more\": {} ," + line + "\"loras\":{");
        int from = 0;
        int to = 0;
        for (int i = 0; i < size; i++) {
            before.append(i == 0 ? line : " ," + line).append("\"id").append(i).append("\" : ");
            from = i == changed ? before.length() : from;
            before.append(entry(i, " ".repeat(blanks), line));
            to = i == changed ? before.length() : to;
        }
        var text = before.append(line).append("}  }\n").toString();

        var wanted =
                (LocatedJson.Obj) LocatedJson.parse(text.substring(from, to).replace("0.50", "0.75"));
        var after = with(text, "id" + changed, wanted);

        var expected = text.substring(0, from) + text.substring(from, to).replace("0.50", "0.75") + text.substring(to);
        assertThat(after).isEqualTo(expected);
        assertThat(with(after, "id" + changed, (LocatedJson.Obj)
                        LocatedJson.parse(text.substring(from, to).replace("0.50", "0.5"))))
                .isEqualTo(
                        text.substring(0, from) + text.substring(from, to).replace("0.50", "0.5") + text.substring(to));
        var removed = with(text, "id" + changed, null);
        assertThat(DictionaryText.of(removed.getBytes(StandardCharsets.UTF_8)).entries())
                .hasSize(size - 1)
                .doesNotContainKey("id" + changed);
        var added = with(text, "new", wanted);
        assertThat(added).startsWith(text.substring(0, text.lastIndexOf("0.50")));
        assertThat(DictionaryText.of(added.getBytes(StandardCharsets.UTF_8)).entries())
                .hasSize(size + 1);
    }

    private static String with(String text, String id, LocatedJson.@Nullable Obj entry) {
        Map<String, LocatedJson.@Nullable Obj> changes = new LinkedHashMap<>();
        changes.put(id, entry);
        return new String(
                DictionaryText.of(text.getBytes(StandardCharsets.UTF_8))
                        .with(changes)
                        .bytes(),
                StandardCharsets.UTF_8);
    }
}
