package fluxbridge.lora;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of one object in a dictionary file, read as the type that is wanted whatever the file has; each bend is an oddity. */
final class Fields {

    private final String id;
    private final int line;
    private final Map<String, LocatedJson.Member> members = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();
    private final Oddities oddities;

    /** @param id of the LoRA, or {@code config} */
    Fields(String id, LocatedJson.Obj object, Oddities oddities) {
        this.id = id;
        this.line = object.line();
        this.oddities = oddities;
        for (var member : object.members()) {
            var before = members.put(member.name(), member);
            if (before != null) {
                oddities.warn(
                        member.line(),
                        id,
                        member.name(),
                        "is there twice (first on line " + before.line() + "); the last one counts");
            }
        }
    }

    /** Reports a field that is usually there and is not. */
    void expect(String field, String instead) {
        if (!members.containsKey(field)) {
            oddities.info(line, id, field, "missing; " + instead);
        }
    }

    /** Empty when missing; a list of texts is joined by commas. */
    String text(String field) {
        return switch (value(field)) {
            case LocatedJson.Text text -> text.value().strip();
            case LocatedJson.Num number -> {
                warn(field, "is a number; taken as the text '" + number.literal() + "'");
                yield number.literal();
            }
            case LocatedJson.Arr list -> {
                warn(field, "is a list; joined by commas");
                yield String.join(", ", texts(field, list));
            }
            case null -> "";
            case LocatedJson other -> {
                warn(field, "must be a text, is " + other.kind() + "; taken as empty");
                yield "";
            }
        };
    }

    /** Empty when missing or not a number. */
    OptionalDouble number(String field, String otherwise) {
        return switch (value(field)) {
            case LocatedJson.Num number -> finite(field, number.literal(), otherwise);
            case LocatedJson.Text text -> {
                var literal = text.value().strip().replace(',', '.');
                var number = finite(field, literal, otherwise);
                if (number.isPresent()) {
                    warn(field, "is a number written as the text '" + text.value() + "'; read as " + plain(number));
                }
                yield number;
            }
            case null -> OptionalDouble.empty();
            case LocatedJson other -> {
                warn(field, "must be a number, is " + other.kind() + "; " + otherwise);
                yield OptionalDouble.empty();
            }
        };
    }

    private OptionalDouble finite(String field, String literal, String otherwise) {
        try {
            var number = Double.parseDouble(literal);
            if (Double.isFinite(number)) {
                return OptionalDouble.of(number);
            }
        } catch (NumberFormatException _) {
            // reported below, as infinite ones are
        }
        warn(field, "must be a number, was '" + shortened(literal) + "'; " + otherwise);
        return OptionalDouble.empty();
    }

    private static String plain(OptionalDouble number) {
        var value = number.getAsDouble();
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** Says so when the field is a whole number; harmless, but such files often come from a careless export. */
    void noteWhole(String field) {
        var member = members.get(field);
        if (member != null
                && member.value() instanceof LocatedJson.Num(var at, var literal)
                && literal.matches("-?\\d+")) {
            oddities.info(at, id, field, "is the whole number " + literal + "; read as " + literal + ".0");
        }
    }

    /** False when missing or unreadable. */
    boolean flag(String field) {
        return switch (value(field)) {
            case LocatedJson.Bool(var _, var flag) -> flag;
            case LocatedJson.Text(var _, var text) -> flag(field, text);
            case LocatedJson.Num(var _, var literal) -> flag(field, literal);
            case null -> false;
            case LocatedJson other -> {
                warn(field, "must be true or false, is " + other.kind() + "; taken as false");
                yield false;
            }
        };
    }

    private boolean flag(String field, String text) {
        var flag = Set.of("true", "yes", "1", "on").contains(text.strip().toLowerCase(Locale.ROOT));
        warn(field, "must be true or false, was '" + shortened(text) + "'; taken as " + flag);
        return flag;
    }

    /** The items of a list, or of a text that holds one; without empty ones and repetitions. */
    List<String> list(String field) {
        var items = switch (value(field)) {
            case LocatedJson.Arr list -> texts(field, list);
            case LocatedJson.Text(var _, var text) -> {
                var parsed = ListText.parse(text);
                if (!text.isBlank()) {
                    warn(field, "is a text that holds a list; read as " + quoted(parsed));
                }
                yield parsed;
            }
            case LocatedJson.Num(var _, var literal) -> {
                warn(field, "must be a list, is the number " + literal + "; read as one item");
                yield List.of(literal);
            }
            case null -> List.<String>of();
            case LocatedJson other -> {
                warn(field, "must be a list of texts, is " + other.kind() + "; taken as empty");
                yield List.<String>of();
            }
        };
        return distinct(field, items);
    }

    private List<String> texts(String field, LocatedJson.Arr list) {
        var texts = new ArrayList<String>();
        for (var item : list.items()) {
            switch (item) {
                case LocatedJson.Text(var at, var text)
                when text.isBlank() -> oddities.warn(at, id, field, "has an empty item; left out");
                case LocatedJson.Text(var _, var text) -> texts.add(text.strip());
                case LocatedJson.Num(var at, var literal) -> {
                    oddities.warn(at, id, field, "has the number " + literal + "; taken as a text");
                    texts.add(literal);
                }
                case LocatedJson.Arr inner -> {
                    oddities.warn(inner.line(), id, field, "has a list within the list; its items are taken");
                    texts.addAll(texts(field, inner));
                }
                default -> oddities.warn(item.line(), id, field, "must hold texts, has " + item.kind() + "; left out");
            }
        }
        return texts;
    }

    private List<String> distinct(String field, List<String> items) {
        var seen = new HashSet<String>();
        var kept = new ArrayList<String>();
        for (var item : items) {
            if (seen.add(FoldedText.key(item))) {
                kept.add(item);
            } else {
                oddities.info(lineOf(field), id, field, "has '" + shortened(item) + "' twice");
            }
        }
        return kept;
    }

    /** Reports every field that nobody asked for. */
    void reportUnknown() {
        for (var member : members.values()) {
            if (!asked.contains(member.name())) {
                oddities.info(member.line(), id, member.name(), "unknown field, ignored" + nearest(member.name()));
            }
        }
    }

    private String nearest(String name) {
        var bare = bare(name);
        return asked.stream()
                .sorted()
                .filter(known -> bare(known).equals(bare) || bare(known).equals(bare + "s"))
                .findFirst()
                .map(known -> "; did you mean " + known + "?")
                .orElse("");
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }

    void warn(String field, String message) {
        oddities.warn(lineOf(field), id, field, message);
    }

    private int lineOf(String field) {
        var member = members.get(field);
        return member == null ? line : member.line();
    }

    private @Nullable LocatedJson value(String field) {
        asked.add(field);
        var found = Optional.ofNullable(members.get(field)).map(LocatedJson.Member::value);
        if (found.isPresent() && found.get() instanceof LocatedJson.Null) {
            warn(field, "is null; taken as missing");
            return null;
        }
        return found.orElse(null);
    }

    private static String quoted(List<String> items) {
        return items.stream().map(item -> "'" + shortened(item) + "'").collect(Collectors.joining(", ", "[", "]"));
    }

    static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= 60
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 60)) + "…";
    }
}
