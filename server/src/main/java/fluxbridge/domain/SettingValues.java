package fluxbridge.domain;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

/**
 * Values of settings, already checked against {@link Setting#objectionTo}.
 *
 * @param given name to value, only what the operator gave
 */
public record SettingValues(Map<String, String> given) {

    public SettingValues {
        given = Map.copyOf(given);
    }

    /** True when the operator gave a value that is not empty. */
    public boolean has(Setting setting) {
        return !given.getOrDefault(setting.name(), "").isEmpty();
    }

    /** The given value, or the default. */
    public String text(Setting setting) {
        return has(setting) ? given.getOrDefault(setting.name(), "") : setting.defaultValue();
    }

    public Secret secret(Setting setting) {
        return has(setting) ? new Secret(text(setting)) : Secret.NONE;
    }

    public boolean flag(Setting setting) {
        return switch (text(setting).toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes", "1" -> true;
            default -> false;
        };
    }

    public int whole(Setting setting) {
        return Integer.parseInt(text(setting));
    }

    public double decimal(Setting setting) {
        return Double.parseDouble(text(setting));
    }

    public URI uri(Setting setting) {
        return URI.create(text(setting));
    }

    /** Names only: values may be secret. */
    @Override
    public String toString() {
        return "SettingValues" + given.keySet();
    }
}
