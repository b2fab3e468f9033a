package fluxbridge.prompt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * What follows the type in a tag: {@code name[:te[:unet[:dyn]]]} with {@code te=}, {@code unet=} and {@code dyn=} as named forms.
 *
 * @param positional in order, the name first
 * @param named by lower-case key
 */
record TagArguments(List<String> positional, Map<String, String> named) {

    /** What Python's {@code float()} takes, without infinities and NaN. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    TagArguments {
        positional = List.copyOf(positional);
        named = Map.copyOf(named);
    }

    static TagArguments of(String arguments) {
        var positional = new ArrayList<String>();
        var named = new HashMap<String, String>();
        for (var item : arguments.split(":", -1)) {
            var equals = item.indexOf('=');
            if (equals >= 0 && item.indexOf('=', equals + 1) < 0) {
                named.put(
                        item.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        item.substring(equals + 1).strip());
            } else {
                positional.add(item.strip());
            }
        }
        return new TagArguments(positional, named);
    }

    /** Empty when the tag has none. */
    String name() {
        return positional.isEmpty() ? "" : positional.getFirst();
    }

    /** A hosted LoRA has one scale: the unet weight, else the text encoder's, else 1. Empty when a weight is no number. */
    OptionalDouble weight() {
        var encoder = number(1, "te", OptionalDouble.of(1));
        return encoder.isEmpty() ? encoder : number(2, "unet", encoder);
    }

    private OptionalDouble number(int position, String key, OptionalDouble otherwise) {
        var weight = position < positional.size() ? parsed(positional.get(position)) : otherwise;
        return weight.isPresent() && named.containsKey(key) ? parsed(named.getOrDefault(key, "")) : weight;
    }

    private static OptionalDouble parsed(String text) {
        if (text.length() > 100 || !NUMBER.matcher(text).matches()) {
            return OptionalDouble.empty();
        }
        var number = Double.parseDouble(text);
        return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    }
}
