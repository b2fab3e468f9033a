package fluxbridge.ledger;

import fluxbridge.domain.Money;
import fluxbridge.store.LedgerStore.Spent;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * What one day, month, token or provider came to.
 *
 * @param key its name, such as {@code 2026-11-23}
 * @param calls to providers that have ended
 * @param pictures that they drew
 * @param spent what they billed
 * @param unknown held for calls of unknown outcome
 */
public record SpendLine(String key, long calls, long pictures, Money spent, Money unknown) {

    /** What a line stands for. */
    public enum By {
        DAY,
        MONTH,
        TOKEN,
        PROVIDER;

        /** Lower case. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        private String key(Spent spent) {
            return switch (this) {
                case DAY -> spent.day();
                case MONTH -> spent.day().substring(0, "2026-11".length());
                case TOKEN -> spent.caller();
                case PROVIDER -> spent.provider();
            };
        }
    }

    static List<SpendLine> of(Collection<Spent> all, By by) {
        var lines = new TreeMap<String, SpendLine>();
        for (var spent : all) {
            var line = new SpendLine(
                    by.key(spent),
                    spent.calls(),
                    spent.pictures(),
                    new Money(spent.spent()),
                    new Money(spent.unknown()));
            lines.merge(line.key(), line, SpendLine::plus);
        }
        return List.copyOf(lines.values());
    }

    private SpendLine plus(SpendLine other) {
        return new SpendLine(
                key,
                calls + other.calls,
                pictures + other.pictures,
                spent.plus(other.spent),
                unknown.plus(other.unknown));
    }
}
