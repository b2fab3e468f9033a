package fluxbridge.config;

import static fluxbridge.domain.Setting.decimal;
import static fluxbridge.domain.Setting.text;
import static fluxbridge.domain.Setting.whole;

import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Setting;
import fluxbridge.domain.SettingValues;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What may be spent, and what pictures cost.
 *
 * @param daily most that all requests of a day may cost; empty for no limit
 * @param zone where days begin and end
 * @param unknownFor after that a call of unknown outcome is charged
 * @param prices a price table in the form of {@code prices.json}; empty for the built-in one
 * @param perPicture the owner's own price of a picture, by provider
 */
public record MoneySettings(
        Optional<Money> daily,
        ZoneId zone,
        Duration unknownFor,
        Optional<Path> prices,
        Map<ProviderId, Money> perPicture) {

    public static final Setting DAILY_BUDGET_USD = decimal(
            "DAILY_BUDGET_USD",
            "",
            0,
            1_000_000,
            "Most US dollars that all pictures of a day may cost; requests that could go over it are refused. Empty for no"
                    + " limit.");
    public static final Setting BUDGET_TIMEZONE = text(
            "BUDGET_TIMEZONE", "UTC", "Time zone in which the days of budgets begin and end, such as Europe/Berlin.");
    public static final Setting UNKNOWN_OUTCOME_HOURS = whole(
            "UNKNOWN_OUTCOME_HOURS",
            24,
            1,
            720,
            "Hours after which a call that nobody knows the outcome of is booked as charged; it counts against budgets all"
                    + " the while.");
    public static final Setting PRICES_PATH = text(
            "PRICES_PATH",
            "",
            "A price table of your own, a JSON file like prices.json. Empty for the built-in table.");
    private static final List<ProviderId> HOSTED = Stream.of("runware", "wavespeed", "fal", "together", "pixeldojo")
            .map(ProviderId::new)
            .toList();

    static final SettingsSection SECTION = new SettingsSection(
            "Money",
            Stream.concat(
                            Stream.of(DAILY_BUDGET_USD, BUDGET_TIMEZONE, UNKNOWN_OUTCOME_HOURS, PRICES_PATH),
                            HOSTED.stream().map(MoneySettings::price))
                    .toList());

    public MoneySettings {
        perPicture = Map.copyOf(perPicture);
    }

    /** No limits, the built-in prices, nobody to tell. */
    public static final MoneySettings NONE =
            new MoneySettings(Optional.empty(), ZoneId.of("UTC"), Duration.ofHours(24), Optional.empty(), Map.of());

    private static Setting price(ProviderId provider) {
        return decimal(
                nameOfPrice(provider),
                "",
                0,
                1000,
                "US dollars that one picture costs at " + provider
                        + "; what it says itself when it is done counts all the same. Empty for the price table's.");
    }

    /** The setting that gives the price of a picture at a provider. */
    public static String nameOfPrice(ProviderId provider) {
        return provider.value().toUpperCase(Locale.ROOT).replace('-', '_') + "_PRICE_USD";
    }

    static MoneySettings of(SettingValues values, Path home) {
        var own = new HashMap<ProviderId, Money>();
        HOSTED.forEach(provider -> dollars(values, price(provider)).ifPresent(money -> own.put(provider, money)));
        return new MoneySettings(
                dollars(values, DAILY_BUDGET_USD),
                ZoneId.of(values.text(BUDGET_TIMEZONE)),
                Duration.ofHours(values.whole(UNKNOWN_OUTCOME_HOURS)),
                Optional.of(values.text(PRICES_PATH))
                        .filter(path -> !path.isEmpty())
                        .map(path -> home.resolve(path).normalize()),
                own);
    }

    private static Optional<Money> dollars(SettingValues values, Setting setting) {
        return values.has(setting)
                ? Optional.of(Money.ofDollars(new BigDecimal(values.text(setting))))
                : Optional.empty();
    }

    static Optional<String> objectionToZone(String text) {
        try {
            var _ = ZoneId.of(text);
            return Optional.empty();
        } catch (DateTimeException _) {
            return Optional.of("must be a time zone such as Europe/Berlin or UTC, was '" + text + "'");
        }
    }

    static Optional<String> objectionToDollars(String text) {
        try {
            var _ = new BigDecimal(text);
            return Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.of("must be a number of dollars such as 2.50, was '" + text + "'");
        }
    }
}
