package fluxbridge.config;

import fluxbridge.domain.Setting;
import fluxbridge.domain.Setting.Kind;
import java.util.Optional;

/** Writes the Markdown tables of {@code docs/settings.md}. */
public final class SettingsTable {

    private SettingsTable() {}

    /** A heading and a table of name, default, values and meaning. */
    public static String of(SettingsSection section) {
        var text = new StringBuilder(
                "### " + section.title() + "\n\n| Name | Default | Takes | What it does |\n|---|---|---|---|\n");
        for (var setting : section.settings()) {
            text.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            setting.name(),
                            setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`",
                            range(setting).orElse(kind(setting)),
                            setting.help().replace("|", "\\|")));
        }
        return text.toString();
    }

    /** Which values a setting takes, when they can be counted: {@code 0..65535}. */
    static Optional<String> range(Setting setting) {
        return switch (setting.kind()) {
            case Kind.Whole(var min, var max) -> Optional.of(min + ".." + max);
            case Kind.Decimal(var min, var max) -> Optional.of(min + ".." + max);
            case Kind.Flag() -> Optional.of("true or false");
            case Kind.Choice(var values) -> Optional.of(String.join(" or ", values));
            case Kind.Text(), Kind.SecretText(), Kind.HttpUri() -> Optional.empty();
        };
    }

    private static String kind(Setting setting) {
        return switch (setting.kind()) {
            case Kind.SecretText() -> "secret";
            case Kind.HttpUri() -> "http(s) address";
            default -> "text";
        };
    }
}
