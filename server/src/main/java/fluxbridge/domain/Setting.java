package fluxbridge.domain;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A named value that the operator may give in {@code .env} or the environment.
 *
 * @param name upper case, as in {@code RUNWARE_API_KEY}
 * @param defaultValue used when it is not given or empty; empty for none
 * @param help one sentence for {@code env.example}
 */
public record Setting(String name, Kind kind, String defaultValue, String help) {

    /** What values a setting takes. */
    public sealed interface Kind {
        record Text() implements Kind {}

        record SecretText() implements Kind {}

        record Flag() implements Kind {}

        record Whole(int min, int max) implements Kind {}

        record Decimal(double min, double max) implements Kind {}

        record HttpUri() implements Kind {}

        record Choice(List<String> values) implements Kind {
            public Choice {
                values = List.copyOf(values);
            }
        }
    }

    public Setting {
        if (!name.matches("[A-Z][A-Z0-9_]*")) {
            throw new IllegalArgumentException("a setting's name is upper case, was " + name);
        }
    }

    public static Setting text(String name, String defaultValue, String help) {
        return new Setting(name, new Kind.Text(), defaultValue, help);
    }

    public static Setting secret(String name, String help) {
        return new Setting(name, new Kind.SecretText(), "", help);
    }

    public static Setting flag(String name, boolean defaultValue, String help) {
        return new Setting(name, new Kind.Flag(), Boolean.toString(defaultValue), help);
    }

    public static Setting whole(String name, int defaultValue, int min, int max, String help) {
        return new Setting(name, new Kind.Whole(min, max), Integer.toString(defaultValue), help);
    }

    public static Setting decimal(String name, String defaultValue, double min, double max, String help) {
        return new Setting(name, new Kind.Decimal(min, max), defaultValue, help);
    }

    /** An absolute http or https URI. */
    public static Setting uri(String name, String defaultValue, String help) {
        return new Setting(name, new Kind.HttpUri(), defaultValue, help);
    }

    public static Setting choice(String name, String defaultValue, List<String> values, String help) {
        return new Setting(name, new Kind.Choice(values), defaultValue, help);
    }

    public boolean isSecret() {
        return kind instanceof Kind.SecretText;
    }

    /** Why {@code value} cannot be used, in words that follow the name: {@code must be 1..65535, was 'abc'}; empty when it can. */
    public Optional<String> objectionTo(String value) {
        if (value.isEmpty()) {
            return Optional.empty();
        }
        return switch (kind) {
            case Kind.Text(), Kind.SecretText() -> Optional.empty();
            case Kind.Flag() ->
                switch (value.toLowerCase(Locale.ROOT)) {
                    case "true", "false", "on", "off", "yes", "no", "1", "0" -> Optional.empty();
                    default -> Optional.of("must be true or false, was '" + value + "'");
                };
            case Kind.Whole(var min, var max) -> {
                try {
                    int number = Integer.parseInt(value);
                    yield number >= min && number <= max
                            ? Optional.empty()
                            : Optional.of("must be a whole number " + min + ".." + max + ", was " + value);
                } catch (NumberFormatException _) {
                    yield Optional.of("must be a whole number " + min + ".." + max + ", was '" + value + "'");
                }
            }
            case Kind.Decimal(var min, var max) -> {
                try {
                    double number = Double.parseDouble(value);
                    yield number >= min && number <= max
                            ? Optional.empty()
                            : Optional.of("must be a number " + min + ".." + max + ", was " + value);
                } catch (NumberFormatException _) {
                    yield Optional.of("must be a number " + min + ".." + max + ", was '" + value + "'");
                }
            }
            case Kind.HttpUri() -> {
                try {
                    var uri = new URI(value);
                    yield uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())
                            ? Optional.empty()
                            : Optional.of("must be an http(s) address with a host, was '" + value + "'");
                } catch (URISyntaxException _) {
                    yield Optional.of("must be an http(s) address, was '" + value + "'");
                }
            }
            case Kind.Choice(var values) ->
                values.contains(value.toLowerCase(Locale.ROOT))
                        ? Optional.empty()
                        : Optional.of("must be one of " + String.join(", ", values) + ", was '" + value + "'");
        };
    }
}
