package fluxbridge.config;

import static fluxbridge.domain.Setting.text;
import static fluxbridge.domain.Setting.whole;

import fluxbridge.domain.AddressRange;
import fluxbridge.domain.Setting;
import fluxbridge.domain.SettingValues;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Who may use the bridge, and how much of it.
 *
 * @param pictures drawn at once, over all callers; 0 for any number
 * @param queue requests of one caller that may wait for that
 * @param draws requests for pictures per minute and address
 * @param light other requests per minute and address
 * @param badTokens that one address may try in a minute; 0 for any number
 * @param proxies whose {@code X-Forwarded-For} is believed
 * @param exposed groups and paths that are there; empty for the default
 * @param hosts names the bridge goes by, beside those of this machine
 * @param zone where days begin and end
 */
public record AccessSettings(
        int pictures,
        int queue,
        Rate draws,
        Rate light,
        int badTokens,
        List<AddressRange> proxies,
        List<String> exposed,
        List<String> hosts,
        ZoneId zone) {

    /**
     * A rate.
     *
     * @param perMinute 0 for any
     * @param local whether it holds for this machine too
     */
    public record Rate(int perMinute, boolean local) {}

    /** What {@code EXPOSED_ENDPOINTS} may name beside paths. */
    public static final List<String> GROUPS =
            List.of("generation", "lists", "progress", "native", "docs", "owner", "all");

    static final Rate DRAWS = new Rate(120, false);
    static final Rate LIGHT = new Rate(6000, false);

    public static final Setting MAX_CONCURRENT_PICTURES = whole(
            "MAX_CONCURRENT_PICTURES",
            0,
            0,
            100_000,
            "Pictures that are drawn at once, over all callers; more wait, and callers take turns. 0 for any number.");
    public static final Setting MAX_QUEUE_PER_TOKEN = whole(
            "MAX_QUEUE_PER_TOKEN",
            100,
            1,
            100_000,
            "Requests of one token, or of one address without token, that may wait for their turn; more are refused (429).");
    public static final Setting RATE_LIMIT_PER_IP_RPM = rate(
            "RATE_LIMIT_PER_IP_RPM",
            "Requests for pictures that one address may send in a minute; 0 for any number. Empty for "
                    + DRAWS.perMinute() + " from other machines and any number from this one.");
    public static final Setting RATE_LIMIT_LIGHT_PER_IP_RPM = rate(
            "RATE_LIMIT_LIGHT_PER_IP_RPM",
            "The same for requests that draw nothing, such as progress and lists. Empty for " + LIGHT.perMinute()
                    + " from other machines and any number from this one.");
    public static final Setting BAD_TOKENS_PER_MINUTE = whole(
            "BAD_TOKENS_PER_MINUTE",
            30,
            0,
            1_000_000,
            "Wrong tokens that one address may try in a minute before they are answered with 429; 0 for any number.");
    public static final Setting TRUSTED_PROXIES = text(
            "TRUSTED_PROXIES",
            "",
            "Addresses of reverse proxies whose X-Forwarded-For is believed, such as 127.0.0.1,10.0.0.0/8. Empty for none.");
    public static final Setting EXPOSED_ENDPOINTS = text(
            "EXPOSED_ENDPOINTS",
            "",
            "Routes that are open, for everybody: groups (" + String.join(", ", GROUPS)
                    + ") and paths such as /sdapi/v1/*, parted by commas. Empty for generation, lists and progress from other"
                    + " machines and everything from this one.");
    public static final Setting ALLOWED_HOSTS = text(
            "ALLOWED_HOSTS",
            "",
            "Further host names under which the bridge is used without access tokens, parted by commas, or * for any.");

    static final SettingsSection SECTION = new SettingsSection(
            "Access and limits",
            List.of(
                    MAX_CONCURRENT_PICTURES,
                    MAX_QUEUE_PER_TOKEN,
                    RATE_LIMIT_PER_IP_RPM,
                    RATE_LIMIT_LIGHT_PER_IP_RPM,
                    BAD_TOKENS_PER_MINUTE,
                    TRUSTED_PROXIES,
                    EXPOSED_ENDPOINTS,
                    ALLOWED_HOSTS));

    /** What holds when nothing is set. */
    public static final AccessSettings DEFAULTS =
            new AccessSettings(0, 100, DRAWS, LIGHT, 30, List.of(), List.of(), List.of(), ZoneId.of("UTC"));

    public AccessSettings {
        proxies = List.copyOf(proxies);
        exposed = List.copyOf(exposed);
        hosts = List.copyOf(hosts);
    }

    static AccessSettings of(SettingValues values) {
        return new AccessSettings(
                values.whole(MAX_CONCURRENT_PICTURES),
                values.whole(MAX_QUEUE_PER_TOKEN),
                rate(values, RATE_LIMIT_PER_IP_RPM, DRAWS),
                rate(values, RATE_LIMIT_LIGHT_PER_IP_RPM, LIGHT),
                values.whole(BAD_TOKENS_PER_MINUTE),
                SettingsReader.commaList(values.text(TRUSTED_PROXIES)).stream()
                        .map(AddressRange::parse)
                        .toList(),
                SettingsReader.commaList(values.text(EXPOSED_ENDPOINTS)),
                SettingsReader.commaList(values.text(ALLOWED_HOSTS)),
                ZoneId.of(values.text(MoneySettings.BUDGET_TIMEZONE)));
    }

    private static Setting rate(String name, String help) {
        return new Setting(name, new Setting.Kind.Whole(0, 1_000_000), "", help);
    }

    private static Rate rate(SettingValues values, Setting setting, Rate unset) {
        return values.has(setting) ? new Rate(values.whole(setting), true) : unset;
    }

    /** In words that follow the setting's name. */
    static Optional<String> objectionToProxies(String text) {
        for (var range : SettingsReader.commaList(text)) {
            try {
                var _ = AddressRange.parse(range);
            } catch (IllegalArgumentException _) {
                return Optional.of("must hold addresses such as 127.0.0.1 or 10.0.0.0/8, was '" + range + "'");
            }
        }
        return Optional.empty();
    }

    /** In words that follow the setting's name. */
    static Optional<String> objectionToExposed(String text) {
        return SettingsReader.commaList(text).stream()
                .filter(entry -> !entry.startsWith("/") && !GROUPS.contains(entry))
                .findFirst()
                .map(entry -> "must hold paths such as /sdapi/v1/* or groups (" + String.join(", ", GROUPS) + "), was '"
                        + entry + "'");
    }

    /** In words that follow the setting's name. */
    static Optional<String> objectionToHosts(String text) {
        return SettingsReader.commaList(text).stream()
                .filter(host -> !host.equals("*") && !host.matches("[a-z0-9._-]+|[0-9a-f:.]+"))
                .findFirst()
                .map(host -> "must hold host names such as bridge.lan, without scheme and port, was '" + host + "'");
    }
}
