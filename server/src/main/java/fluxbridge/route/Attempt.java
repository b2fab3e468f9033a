package fluxbridge.route;

import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import org.jspecify.annotations.Nullable;

/**
 * One call to a provider, for the log and the ledger.
 *
 * @param outcome {@code ok} or the failure's words
 * @param cost what the provider says it billed, null when it does not say
 * @param mayBeBilled true when it failed and may have been billed all the same
 */
public record Attempt(
        ProviderId provider,
        String outcome,
        long millis,
        @Nullable Money cost,
        boolean mayBeBilled) {}
