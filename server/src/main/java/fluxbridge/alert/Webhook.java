package fluxbridge.alert;

import fluxbridge.config.AlertSettings;
import fluxbridge.config.BadSettingsException;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Secret;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Call;
import fluxbridge.provider.OutboundGuard;
import fluxbridge.provider.Outgoing;
import fluxbridge.provider.Progress;
import fluxbridge.provider.ProviderHttp;
import fluxbridge.provider.Vendor;
import fluxbridge.store.AlertStore.Due;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Where alerts go. Prints without its path, which is a password at Discord and Slack.
 *
 * <p>{@code X-Bridge-Alert} has the alert's id, {@code X-Bridge-Timestamp} seconds since 1970, and where there is a secret {@code
 * X-Bridge-Signature} has {@code v1=} and the HMAC-SHA-256 of timestamp, a dot and the body, in hexadecimal digits.
 */
public final class Webhook {

    private static final ProviderId ID = new ProviderId("alerts");
    private static final Duration TIME = Duration.ofSeconds(15);

    /** Discord takes messages of at most 2000 characters. */
    private static final int LONGEST = 1900;

    /** What a receiver takes. */
    enum Format {
        JSON,
        DISCORD,
        SLACK;

        static Format of(String name, URI uri) {
            return name.equals("auto")
                    ? known(uri.getHost().toLowerCase(Locale.ROOT))
                    : valueOf(name.toUpperCase(Locale.ROOT));
        }

        private static Format known(String host) {
            return isUnder(host, "discord.com") || isUnder(host, "discordapp.com")
                    ? DISCORD
                    : isUnder(host, "slack.com") || isUnder(host, "slack-gov.com") ? SLACK : JSON;
        }

        private static boolean isUnder(String host, String domain) {
            return host.equals(domain) || host.endsWith("." + domain);
        }
    }

    private final URI uri;
    private final Secret key;
    private final Format format;
    private final Vendor vendor;
    private final InstantSource clock;

    /**
     * @param settings with a URL
     * @throws BadSettingsException when the bridge does not connect to such addresses
     */
    public Webhook(AlertSettings settings, ProviderHttp http, OutboundGuard guard, InstantSource clock) {
        this.uri = URI.create(settings.url().reveal());
        guard.objectionTo(uri).ifPresent(objection -> {
            throw new BadSettingsException(List.of("ALERT_WEBHOOK_URL cannot be used: " + objection));
        });
        this.key = settings.key();
        this.format = Format.of(settings.format(), uri);
        this.vendor = http.vendor(ID, List.of(settings.url(), new Secret(uri.getRawPath()), key));
        this.clock = clock;
    }

    /**
     * Sends one alert, once.
     *
     * @throws GatewayException when it did not arrive, or nobody knows
     */
    void send(Due alert) {
        var body = body(alert).getBytes(StandardCharsets.UTF_8);
        var outgoing =
                new Outgoing("POST", uri, Map.of(), body, "application/json").header("X-Bridge-Alert", alert.id());
        var timestamp = Long.toString(clock.instant().getEpochSecond());
        outgoing = outgoing.header("X-Bridge-Timestamp", timestamp);
        if (key.isPresent()) {
            outgoing = outgoing.header("X-Bridge-Signature", "v1=" + signature(timestamp, body));
        }
        var reply = vendor.submit(
                outgoing, new Call(alert.id(), clock.instant().plus(TIME), Progress.NONE, BodyPermit.UNLIMITED));
        if (!reply.ok()) {
            throw new GatewayException(new Unavailable(ID, "answers " + reply.status()));
        }
    }

    private String body(Due alert) {
        var json = JsonNodeFactory.instance.objectNode();
        return switch (format) {
            case JSON -> alert.body();
            case DISCORD -> {
                json.put("content", shortened(AlertText.in(alert.body())));
                json.putObject("allowed_mentions").putArray("parse");
                yield json.toString();
            }
            case SLACK ->
                json.put("text", escaped(shortened(AlertText.in(alert.body())))).toString();
        };
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    /** Slack reads these three as markup. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private String signature(String timestamp, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    /** What went wrong, in words that follow the webhook. */
    static String why(Failure failure) {
        return switch (failure) {
            case UnknownOutcome _ -> "does not answer";
            case FromProvider it -> it.what();
            default -> failure.message();
        };
    }

    @Override
    public String toString() {
        return "the webhook at " + uri.getHost();
    }
}
