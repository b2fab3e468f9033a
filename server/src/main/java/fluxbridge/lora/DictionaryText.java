package fluxbridge.lora;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A dictionary file as text that can be changed entry by entry; what no change names keeps its bytes. Immutable. */
final class DictionaryText {

    private final Charset charset;
    private final String text;
    private final JsonPlaces.Braces root;

    private DictionaryText(Charset charset, String text) {
        this.charset = charset;
        this.text = text;
        this.root = JsonPlaces.object(text, 0);
    }

    /** @throws DictionaryException when it is no dictionary */
    static DictionaryText of(byte[] bytes) {
        DictionaryReader.reading(bytes);
        return new DictionaryText(DictionaryReader.charset(bytes), DictionaryReader.text(bytes));
    }

    byte[] bytes() {
        return text.getBytes(charset);
    }

    /** The entries as written, by id, in file order; of a repeated id the last. */
    Map<String, String> entries() {
        return last(loras()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().value(text),
                        (_, later) -> later,
                        LinkedHashMap::new));
    }

    boolean hasLoras() {
        return member("loras").isPresent();
    }

    /** The config as written. */
    Optional<String> config() {
        return member("config").map(member -> member.value(text));
    }

    /**
     * Gives entries new contents, field by field: equal fields keep their bytes, and entries that are not there yet are put last.
     *
     * @param changes null for an entry that goes
     */
    DictionaryText with(Map<String, LocatedJson.@Nullable Obj> changes) {
        return changed("loras", changes, id -> id.strip());
    }

    /** Gives fields of the config new values; others stay. */
    DictionaryText withConfig(LocatedJson.Obj fields) {
        var now = config().map(LocatedJson::parse)
                .filter(LocatedJson.Obj.class::isInstance)
                .map(LocatedJson.Obj.class::cast);
        var all = new ArrayList<>(now.map(LocatedJson.Obj::members).orElse(List.of()));
        all.addAll(fields.members());
        var one = new LinkedHashMap<String, LocatedJson.@Nullable Obj>();
        one.put("config", new LocatedJson.Obj(1, all));
        var edits = new TextEdits(text, style());
        changeMembers(edits, root, one, Function.identity(), style(), "");
        return new DictionaryText(charset, edits.apply());
    }

    private DictionaryText changed(
            String part, Map<String, LocatedJson.@Nullable Obj> changes, Function<String, String> key) {
        var style = style();
        var edits = new TextEdits(text, style);
        var member = member(part);
        var indent = member.map(found -> JsonStyle.indent(text, found.start())).orElse(style.unit());
        if (member.isPresent() && isObject(member.get())) {
            changeMembers(edits, JsonPlaces.object(text, member.get().valueStart()), changes, key, style, indent);
        } else {
            var all = new ArrayList<LocatedJson.Member>();
            changes.forEach((id, entry) -> {
                if (entry != null) {
                    all.add(new LocatedJson.Member(1, id, entry));
                }
            });
            var value = style.write(new LocatedJson.Obj(1, all), indent);
            if (member.isPresent()) {
                edits.replace(member.get(), value);
            } else {
                edits.change(root, List.of(), Map.of(part, value), JsonStyle.isTall(text, root), "");
            }
        }
        return new DictionaryText(charset, edits.apply());
    }

    /** @param indent of the object's own line */
    private void changeMembers(
            TextEdits edits,
            JsonPlaces.Braces object,
            Map<String, LocatedJson.@Nullable Obj> changes,
            Function<String, String> key,
            JsonStyle style,
            String indent) {
        var there = new LinkedHashMap<String, JsonPlaces.Member>();
        object.members().forEach(member -> there.put(key.apply(member.name()), member));
        var added = new LinkedHashMap<String, String>();
        var tall = JsonStyle.isTall(text, object.members().isEmpty() ? root : object);
        var inner = object.members().stream()
                .findFirst()
                .map(first -> JsonStyle.indent(text, first.start()))
                .orElse(indent + style.unit());
        changes.forEach((id, entry) -> {
            var now = there.get(id);
            if (now == null && entry != null) {
                added.put(id, style.write(entry, inner));
            } else if (now != null && entry != null) {
                changeEntry(edits, now, entry, style);
            }
        });
        var removed = object.members().stream()
                .filter(member -> {
                    var id = key.apply(member.name());
                    return changes.containsKey(id) && changes.get(id) == null;
                })
                .toList();
        edits.change(object, removed, added, tall, indent);
    }

    private void changeEntry(TextEdits edits, JsonPlaces.Member place, LocatedJson.Obj wanted, JsonStyle style) {
        var indent = JsonStyle.indent(text, place.start());
        if (!isObject(place)) {
            edits.replace(place, style.write(wanted, indent));
            return;
        }
        var object = JsonPlaces.object(text, place.valueStart());
        var fields = new LinkedHashMap<String, JsonPlaces.Member>();
        object.members().forEach(member -> fields.put(member.name(), member));
        var added = new LinkedHashMap<String, String>();
        var values = wanted.byName();
        var tall = object.members().isEmpty() ? style.tallEntries() : JsonStyle.isTall(text, object);
        var inner = tall
                ? object.members().stream()
                        .findFirst()
                        .map(first -> JsonStyle.indent(text, first.start()))
                        .orElse(indent + style.unit())
                : indent;
        var ways = tall ? style : style.flat();
        values.forEach((name, value) -> {
            var now = fields.get(name);
            if (now == null) {
                added.put(name, ways.write(value, inner));
            } else if (!LocatedJson.parse(now.value(text)).sameAs(value)) {
                edits.replace(now, ways.write(value, inner));
            }
        });
        var removed = object.members().stream()
                .filter(member -> !values.containsKey(member.name()))
                .toList();
        edits.change(object, removed, added, tall, indent);
    }

    private boolean isObject(JsonPlaces.Member member) {
        return text.charAt(member.valueStart()) == '{';
    }

    private List<JsonPlaces.Member> loras() {
        return member("loras")
                .filter(this::isObject)
                .map(member -> JsonPlaces.object(text, member.valueStart()).members())
                .orElse(List.of());
    }

    private static Map<String, JsonPlaces.Member> last(List<JsonPlaces.Member> members) {
        var last = new LinkedHashMap<String, JsonPlaces.Member>();
        members.forEach(member -> last.put(member.name().strip(), member));
        return last;
    }

    private Optional<JsonPlaces.Member> member(String name) {
        return root.members().stream()
                .filter(member -> member.name().equals(name))
                .reduce((_, later) -> later);
    }

    private JsonStyle style() {
        return JsonStyle.of(
                text,
                root,
                loras().reversed().stream()
                        .filter(this::isObject)
                        .map(member -> JsonPlaces.object(text, member.valueStart()))
                        .toList());
    }

    @Override
    public String toString() {
        return text;
    }
}
