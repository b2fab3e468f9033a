package fluxbridge.ledger;

import fluxbridge.domain.Money;
import java.util.Optional;

/**
 * What one caller may spend.
 *
 * @param daily in a day; empty for no limit of its own
 * @param total altogether; empty for no limit
 */
public record Allowance(Optional<Money> daily, Optional<Money> total) {

    public static final Allowance UNLIMITED = new Allowance(Optional.empty(), Optional.empty());

    boolean isLimited() {
        return daily.isPresent() || total.isPresent();
    }
}
