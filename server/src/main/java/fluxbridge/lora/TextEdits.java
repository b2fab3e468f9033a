package fluxbridge.lora;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Changes to a text by place, collected and then carried out at once; what no change names stays as it is. */
final class TextEdits {

    private record Edit(int start, int end, String instead) {}

    private final String text;
    private final JsonStyle style;
    private final List<Edit> edits = new ArrayList<>();

    TextEdits(String text, JsonStyle style) {
        this.text = text;
        this.style = style;
    }

    void replace(JsonPlaces.Member member, String value) {
        edits.add(new Edit(member.valueStart(), member.end(), value));
    }

    /**
     * Takes members out of an object and puts others behind its last one.
     *
     * @param added values by name, written already
     * @param indent of the object's own line, for one that has no members to learn from
     */
    void change(
            JsonPlaces.Braces object,
            List<JsonPlaces.Member> removed,
            Map<String, String> added,
            boolean tall,
            String indent) {
        var gone = new HashSet<>(removed);
        if (gone.size() == object.members().size()) {
            if (!gone.isEmpty() || !added.isEmpty()) {
                edits.add(new Edit(object.open() + 1, object.close(), fresh(added, tall, indent)));
            }
            return;
        }
        cut(object.members(), gone);
        if (!added.isEmpty()) {
            int last = object.members().getLast().end();
            var between = between(object);
            var names = new StringBuilder();
            added.forEach((name, value) -> names.append(',')
                    .append(between)
                    .append(style.quoted(name))
                    .append(style.colon())
                    .append(value));
            edits.add(new Edit(last, last, names.toString()));
        }
    }

    private void cut(List<JsonPlaces.Member> members, Set<JsonPlaces.Member> gone) {
        boolean kept = false;
        for (int i = 0; i < members.size(); i++) {
            var member = members.get(i);
            if (!gone.contains(member)) {
                kept = true;
            } else if (kept) {
                edits.add(new Edit(members.get(i - 1).end(), member.end(), ""));
            } else {
                edits.add(new Edit(member.start(), members.get(i + 1).start(), ""));
            }
        }
    }

    /** What stands between a comma and the name after it. */
    private String between(JsonPlaces.Braces object) {
        var last = object.members().getLast();
        int size = object.members().size();
        int from =
                size == 1 ? object.open() + 1 : object.members().get(size - 2).end();
        var blanks = text.substring(from, last.start());
        if (size > 1) {
            return blanks.substring(blanks.indexOf(',') + 1);
        }
        return blanks.contains("\n") ? blanks : style.comma().substring(1);
    }

    private String fresh(Map<String, String> added, boolean tall, String indent) {
        if (added.isEmpty()) {
            return "";
        }
        var names = added.entrySet().stream()
                .map(member -> style.quoted(member.getKey()) + style.colon() + member.getValue())
                .toList();
        if (!tall) {
            return String.join(style.comma(), names);
        }
        var line = style.newline() + indent + style.unit();
        return line + String.join("," + line, names) + style.newline() + indent;
    }

    String apply() {
        var out = new StringBuilder(text.length() + 1024);
        int at = 0;
        for (var edit : edits.stream()
                .sorted(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end))
                .toList()) {
            out.append(text, at, edit.start()).append(edit.instead());
            at = edit.end();
        }
        return out.append(text, at, text.length()).toString();
    }
}
