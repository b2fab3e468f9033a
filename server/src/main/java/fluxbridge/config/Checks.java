package fluxbridge.config;

import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a setting's value must be beyond its {@link Setting.Kind}. */
final class Checks {

    private final List<String> providers;

    Checks(List<ProviderId> providers) {
        this.providers = providers.stream().map(ProviderId::value).toList();
    }

    /** In words that follow the name; {@code value} is not empty, and a secret one is never repeated. */
    Optional<String> objectionTo(Setting setting, String value) {
        Optional<String> objection = switch (setting.name()) {
            case "BRIDGE_HOST" -> toHost(value);
            case "BRIDGE_DATA_DIR", "LORA_DICT_PATH", "PROMPT_STYLES_PATH", "PRICES_PATH" -> toPath(value);
            case "DATABASE_URL" -> toDatabaseUrl(value);
            case "IMAGE_FORMAT" -> toImageFormat(value);
            case "PROVIDER_ORDER" -> toProviderOrder(value);
            case "CORS_ALLOW_ORIGINS" -> toOrigins(value);
            case "OPENAI_MODEL_ALIASES" -> OpenAiSettings.objectionToAliases(value);
            case "TRUSTED_PROXIES" -> AccessSettings.objectionToProxies(value);
            case "EXPOSED_ENDPOINTS" -> AccessSettings.objectionToExposed(value);
            case "ALLOWED_HOSTS" -> AccessSettings.objectionToHosts(value);
            case "BUDGET_TIMEZONE" -> MoneySettings.objectionToZone(value);
            case "ALERT_WEBHOOK_URL" -> AlertSettings.objectionToUrl(value);
            case "PUBLIC_URL" -> OpenAiSettings.objectionToPublicUrl(value);
            default -> setting.name().endsWith("_USD") ? MoneySettings.objectionToDollars(value) : Optional.empty();
        };
        if (objection.isPresent()) {
            return objection;
        }
        if (setting.isSecret() && value.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("must not hold control characters");
        }
        return setting.objectionTo(value);
    }

    /** Whether it is an address of this machine is asked when the bridge starts to listen. */
    private static Optional<String> toHost(String value) {
        return value.matches("[A-Za-z0-9._:%-]+")
                ? Optional.empty()
                : Optional.of("must be an address such as 127.0.0.1 or 0.0.0.0, or a host name, was '" + value + "'");
    }

    static boolean isPath(String value) {
        return toPath(value).isEmpty();
    }

    private static Optional<String> toPath(String value) {
        try {
            var _ = Path.of(value);
            return Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.of("must be a path, was '" + value + "' (" + e.getReason() + ")");
        }
    }

    private static Optional<String> toDatabaseUrl(String value) {
        return value.startsWith("jdbc:postgresql://")
                ? Optional.empty()
                : Optional.of("must begin with jdbc:postgresql://; leave it out for an SQLite file in the data folder");
    }

    private static Optional<String> toImageFormat(String value) {
        return value.equalsIgnoreCase("webp")
                ? Optional.of("cannot be webp: this version reads WebP but has no encoder for it; use png or jpeg")
                : Optional.empty();
    }

    private Optional<String> toProviderOrder(String value) {
        var seen = new HashSet<String>();
        for (String id : SettingsReader.commaList(value)) {
            if (!providers.contains(id)) {
                return Optional.of("names an unknown provider '" + id + "'"
                        + NearestName.to(id, providers)
                                .map(it -> "; did you mean " + it + "?")
                                .orElse("; known are " + String.join(", ", providers)));
            }
            if (!seen.add(id)) {
                return Optional.of("names " + id + " twice");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> toOrigins(String value) {
        var origins = SettingsReader.commaList(value);
        for (String origin : origins) {
            if (origin.equals("*") && origins.size() > 1) {
                return Optional.of("must be * alone or a list of origins, was '" + value + "'");
            }
            if (!origin.equals("*") && !isOrigin(origin)) {
                return Optional.of(
                        "must hold origins such as http://localhost:8000, without a path, was '" + origin + "'");
            }
        }
        return Optional.empty();
    }

    private static boolean isOrigin(String text) {
        try {
            var uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return List.of("http", "https").contains(scheme)
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && String.valueOf(uri.getRawPath()).isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
