package fluxbridge.route;

import java.util.Locale;
import java.util.Optional;

/**
 * What a good choice of provider is, as prices of what is not money.
 *
 * @param dollarsPerSecond what a second of waiting is worth
 * @param dollarsPerLora what leaving out a LoRA of weight 1 is worth
 */
public record Preference(double dollarsPerSecond, double dollarsPerLora) {

    /** A balance: a thousand seconds, or a hundred LoRAs, for a dollar. */
    public static final Preference BALANCED = new Preference(0.001, 0.01);

    /** Money first. */
    public static final Preference CHEAP = new Preference(0.0001, 0.005);

    /** Time first. */
    public static final Preference FAST = new Preference(0.005, 0.01);

    /** Every LoRA first. */
    public static final Preference FAITHFUL = new Preference(0.001, 0.2);

    /** By the name a request or a token gives: {@code balanced}, {@code cheap}, {@code fast} or {@code faithful}. */
    public static Optional<Preference> named(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "balanced" -> Optional.of(BALANCED);
            case "cheap" -> Optional.of(CHEAP);
            case "fast" -> Optional.of(FAST);
            case "faithful" -> Optional.of(FAITHFUL);
            default -> Optional.empty();
        };
    }
}
