package fluxbridge.route;

import fluxbridge.config.MoneySettings;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.NoRoute;
import fluxbridge.failure.GatewayException;
import fluxbridge.ledger.Hold;
import fluxbridge.ledger.Ledger;
import fluxbridge.ledger.OpenAttempt;
import fluxbridge.ledger.Price;
import fluxbridge.ledger.Prices;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pays out of the ledger, at the prices of the table. Providers that are free leave no trace in it. */
public final class BookedSpending implements Spending, PriceOf {

    private final Ledger ledger;
    private final Prices prices;
    private final Map<ProviderId, String> models;

    /** @param models each provider's configured model */
    public BookedSpending(Ledger ledger, Prices prices, Map<ProviderId, String> models) {
        this.ledger = ledger;
        this.prices = prices;
        this.models = Map.copyOf(models);
    }

    @Override
    public Optional<Money> of(Candidate candidate, int steps) {
        return price(candidate, steps).map(Price::most);
    }

    private Optional<Price> price(Candidate candidate, int steps) {
        var provider = candidate.provider();
        return provider.capabilities().free()
                ? Optional.of(Price.FREE)
                : prices.estimate(provider.id(), model(candidate), candidate.size(), steps);
    }

    private @Nullable String model(Candidate candidate) {
        var named = candidate.drawsWith() == null ? candidate.model() : candidate.drawsWith();
        return named == null ? models.get(candidate.provider().id()) : named;
    }

    @Override
    public Hold hold(Caller caller, String request, Plan plan, int pictures) {
        var paid = plan.candidates().stream()
                .filter(candidate -> !candidate.provider().capabilities().free())
                .toList();
        if (paid.isEmpty()) {
            return Hold.NONE;
        }
        if (ledger.isLimited(caller)) {
            refuseUnpriced(paid, plan.steps());
        }
        long most = paid.stream()
                .flatMap(candidate -> of(candidate, plan.steps()).stream())
                .mapToLong(Money::micros)
                .max()
                .orElse(0);
        return ledger.hold(caller, request, new Money(Math.multiplyExact(most, pictures)));
    }

    private void refuseUnpriced(List<Candidate> paid, int steps) {
        for (var candidate : paid) {
            if (of(candidate, steps).isEmpty()) {
                var id = candidate.provider().id();
                throw new GatewayException(
                        new NoRoute("a budget applies, and what " + id + " asks for " + model(candidate)
                                + " is not known; set " + MoneySettings.nameOfPrice(id)
                                + " to US dollars per picture, or leave " + id
                                + " out of PROVIDER_ORDER"));
            }
        }
    }

    @Override
    public OpenAttempt open(Hold hold, Candidate candidate, int steps, String call) {
        return candidate.provider().capabilities().free()
                ? OpenAttempt.NONE
                : hold.open(
                        candidate.provider().id(),
                        call,
                        price(candidate, steps).orElse(Price.UNKNOWN),
                        candidate.provider().taskOf(call).orElse(null));
    }
}
