package fluxbridge.config;

import fluxbridge.domain.SettingValues;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the OpenAI images door answers.
 *
 * @param aliases further model names, each with the model it stands for, in the owner's order
 * @param urlLife how long a picture's url can be fetched
 * @param publicUrl what those urls begin with, without a slash at the end; empty for the Host header of each request
 */
public record OpenAiSettings(Map<String, String> aliases, Duration urlLife, Optional<URI> publicUrl) {

    public OpenAiSettings {
        aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
    }

    static OpenAiSettings of(SettingValues values) {
        var address = values.text(CoreSettings.PUBLIC_URL).replaceAll("/+$", "");
        return new OpenAiSettings(
                aliases(values.text(CoreSettings.OPENAI_MODEL_ALIASES)),
                Duration.ofMinutes(values.whole(CoreSettings.OPENAI_URL_MINUTES)),
                address.isEmpty() ? Optional.empty() : Optional.of(URI.create(address)));
    }

    private static Map<String, String> aliases(String text) {
        var aliases = new LinkedHashMap<String, String>();
        for (var pair : SettingsReader.commaList(text)) {
            int equals = pair.indexOf('=');
            aliases.put(
                    pair.substring(0, equals).strip(),
                    pair.substring(equals + 1).strip());
        }
        return aliases;
    }

    static Optional<String> objectionToAliases(String text) {
        for (var pair : SettingsReader.commaList(text)) {
            int equals = pair.indexOf('=');
            if (equals < 1 || pair.substring(equals + 1).isBlank()) {
                return Optional.of("must hold pairs such as gpt-image-1=runware:101@1, was '" + pair + "'");
            }
        }
        return Optional.empty();
    }

    static Optional<String> objectionToPublicUrl(String text) {
        try {
            var uri = new URI(text);
            return uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null
                    ? Optional.empty()
                    : Optional.of("must be an address without user, query and fragment, was '" + text + "'");
        } catch (URISyntaxException _) {
            return Optional.empty(); // refused by its kind
        }
    }
}
