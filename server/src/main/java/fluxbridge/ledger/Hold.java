package fluxbridge.ledger;

import fluxbridge.domain.ProviderId;
import org.jspecify.annotations.Nullable;

/** Money set aside for a request. Closing it releases what was not used; it is closed on every way out. */
public interface Hold extends AutoCloseable {

    /** For requests that cost nothing; nothing is written. */
    Hold NONE = new Hold() {
        @Override
        public OpenAttempt open(ProviderId provider, String attempt, Price price, @Nullable String task) {
            return OpenAttempt.NONE;
        }

        @Override
        public void close() {
            // nothing is held
        }
    };

    /**
     * Writes down that a provider is about to be asked; committed when this returns.
     *
     * @param attempt unique, the id that the provider is given
     * @param task by what name the provider can be asked about it, as far as that is known before
     * @throws fluxbridge.failure.GatewayException {@code BudgetSpent} when the hold has not enough left and no budget has either
     */
    OpenAttempt open(ProviderId provider, String attempt, Price price, @Nullable String task);

    /** A call that cannot be asked about yet. */
    default OpenAttempt open(ProviderId provider, String attempt, Price price) {
        return open(provider, attempt, price, null);
    }

    /** Never fails: what cannot be written now is written later. */
    @Override
    void close();
}
