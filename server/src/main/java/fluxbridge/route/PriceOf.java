package fluxbridge.route;

import fluxbridge.domain.Money;
import java.util.Optional;

/** What a candidate asks for one picture; empty when nobody knows. */
@FunctionalInterface
public interface PriceOf {
    Optional<Money> of(Candidate candidate, int steps);
}
