package fluxbridge.config;

import static fluxbridge.domain.Setting.choice;
import static fluxbridge.domain.Setting.secret;

import fluxbridge.domain.Secret;
import fluxbridge.domain.Setting;
import fluxbridge.domain.SettingValues;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who is told when money runs short.
 *
 * @param url of the webhook, which is as good as a password at Discord and Slack; absent for nobody
 * @param key signs what is sent; absent for no signature
 * @param format {@code auto}, {@code json}, {@code discord} or {@code slack}
 */
public record AlertSettings(Secret url, Secret key, String format) {

    public static final Setting ALERT_WEBHOOK_URL = secret(
            "ALERT_WEBHOOK_URL",
            "Gets a POST at 50, 80 and 100 % of each budget and when a provider is out of credit: a webhook of Discord or Slack,"
                    + " or a server of yours that takes JSON. Empty for none.");
    public static final Setting ALERT_WEBHOOK_SECRET = secret(
            "ALERT_WEBHOOK_SECRET",
            "Signs what is sent to ALERT_WEBHOOK_URL with HMAC-SHA-256, so that your server knows who sent it.");
    public static final Setting ALERT_WEBHOOK_FORMAT = choice(
            "ALERT_WEBHOOK_FORMAT",
            "auto",
            List.of("auto", "json", "discord", "slack"),
            "What ALERT_WEBHOOK_URL takes; auto knows Discord and Slack by their host.");

    static final SettingsSection SECTION =
            new SettingsSection("Alerts", List.of(ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET, ALERT_WEBHOOK_FORMAT));

    /** Nobody is told. */
    public static final AlertSettings NONE = new AlertSettings(Secret.NONE, Secret.NONE, "auto");

    static AlertSettings of(SettingValues values) {
        return new AlertSettings(
                values.secret(ALERT_WEBHOOK_URL),
                values.secret(ALERT_WEBHOOK_SECRET),
                values.text(ALERT_WEBHOOK_FORMAT).toLowerCase(Locale.ROOT));
    }

    /** The value is not repeated. */
    static Optional<String> objectionToUrl(String value) {
        try {
            var uri = new URI(value);
            var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean good = List.of("http", "https").contains(scheme) && uri.getHost() != null;
            return good ? Optional.empty() : Optional.of("must be an address such as https://example.com/alerts");
        } catch (URISyntaxException _) {
            return Optional.of("must be an address such as https://example.com/alerts");
        }
    }
}
