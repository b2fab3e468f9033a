package fluxbridge.lora;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** JSON values that know their line, with repeated keys kept. */
sealed interface LocatedJson {

    int line();

    record Obj(int line, List<Member> members) implements LocatedJson {

        /** By name; of a repeated one the last counts. */
        Map<String, LocatedJson> byName() {
            var values = new LinkedHashMap<String, LocatedJson>();
            members.forEach(member -> values.put(member.name(), member.value()));
            return values;
        }

        /** The same without those members. */
        Obj without(Predicate<Member> unwanted) {
            return new Obj(line, members.stream().filter(unwanted.negate()).toList());
        }
    }

    record Arr(int line, List<LocatedJson> items) implements LocatedJson {}

    record Text(int line, String value) implements LocatedJson {}

    /** @param literal as written; may be {@code NaN} or {@code Infinity}, which Python writes */
    record Num(int line, String literal) implements LocatedJson {}

    record Bool(int line, boolean value) implements LocatedJson {}

    record Null(int line) implements LocatedJson {}

    /** @param line of the name */
    record Member(int line, String name, LocatedJson value) {}

    /** What kind of value it is, for messages. */
    default String kind() {
        return switch (this) {
            case Obj _ -> "an object";
            case Arr _ -> "a list";
            case Text _ -> "a text";
            case Num _ -> "a number";
            case Bool _ -> "true or false";
            case Null _ -> "null";
        };
    }

    /** Whether both say the same; lines, the order of members and how a number is written do not matter. */
    default boolean sameAs(LocatedJson other) {
        return switch (this) {
            case Obj object -> other instanceof Obj that && same(object.byName(), that.byName());
            case Arr list ->
                other instanceof Arr that
                        && list.items().size() == that.items().size()
                        && IntStream.range(0, list.items().size())
                                .allMatch(i ->
                                        list.items().get(i).sameAs(that.items().get(i)));
            case Text text -> other instanceof Text that && text.value().equals(that.value());
            case Num number ->
                other instanceof Num that
                        && (number.literal().equals(that.literal())
                                || value(number).equals(value(that)));
            case Bool flag -> other instanceof Bool that && flag.value() == that.value();
            case Null _ -> other instanceof Null;
        };
    }

    private static boolean same(Map<String, LocatedJson> some, Map<String, LocatedJson> others) {
        return some.keySet().equals(others.keySet())
                && some.entrySet().stream()
                        .allMatch(member ->
                                member.getValue().sameAs(Objects.requireNonNull(others.get(member.getKey()))));
    }

    private static Object value(Num number) {
        try {
            return new BigDecimal(number.literal()).stripTrailingZeros();
        } catch (NumberFormatException _) {
            return number.literal();
        }
    }

    /** @throws DictionaryException naming line and column when it is not one JSON value */
    static LocatedJson parse(String json) {
        var factory = JsonFactory.builder()
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(100)
                        .maxStringLength(DictionaryReader.MAX_BYTES)
                        .build())
                .build();
        try (var parser = factory.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() == null) {
                throw new DictionaryException(1, 1, "the file is empty");
            }
            var value = read(parser);
            if (parser.nextToken() != null) {
                var at = parser.currentTokenLocation();
                throw new DictionaryException(
                        at.getLineNr(), at.getColumnNr(), "there is more after the end of the object");
            }
            return value;
        } catch (JacksonException e) {
            throw plain(e);
        }
    }

    private static LocatedJson read(JsonParser parser) {
        var line = parser.currentTokenLocation().getLineNr();
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                var members = new ArrayList<Member>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var nameLine = parser.currentTokenLocation().getLineNr();
                    var name = parser.currentName();
                    parser.nextToken();
                    members.add(new Member(nameLine, name, read(parser)));
                }
                yield new Obj(line, members);
            }
            case START_ARRAY -> {
                var items = new ArrayList<LocatedJson>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(parser));
                }
                yield new Arr(line, items);
            }
            case VALUE_STRING -> new Text(line, parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(line, parser.getString());
            case VALUE_TRUE -> new Bool(line, true);
            case VALUE_FALSE -> new Bool(line, false);
            default -> new Null(line);
        };
    }

    private static DictionaryException plain(JacksonException e) {
        var at = e.getLocation();
        var what = e.getOriginalMessage().lines().findFirst().orElse("").replaceAll(" \\(code \\d+[^)]*\\)", "");
        what = "the JSON is broken: " + what;
        if (what.contains("('}')") || what.contains("(']')")) {
            what += "; often a comma before it that is one too many";
        } else if (what.contains("end-of-input")) {
            what += "; a closing bracket or quote is missing";
        }
        return at == null
                ? new DictionaryException(0, 0, what)
                : new DictionaryException(at.getLineNr(), at.getColumnNr(), what);
    }
}
