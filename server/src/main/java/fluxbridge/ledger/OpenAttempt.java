package fluxbridge.ledger;

import fluxbridge.domain.Money;
import org.jspecify.annotations.Nullable;

/** A call to a provider that was written down before it was made. Exactly one of its methods is called when it ends; none of them fails. */
public interface OpenAttempt {

    /** Of a call that costs nothing. */
    OpenAttempt NONE = new OpenAttempt() {
        @Override
        public void settled(@Nullable Money cost) {
            // nothing was held
        }

        @Override
        public void failed(@Nullable Money billed) {
            // nothing was held
        }

        @Override
        public void unknown() {
            // nothing was held
        }
    };

    /**
     * It drew.
     *
     * @param cost what the provider says it billed; null to book the price that was held for it
     */
    void settled(@Nullable Money cost);

    /**
     * It drew nothing.
     *
     * @param billed what it billed all the same, usually nothing; null to book the price that was held for it
     */
    void failed(@Nullable Money billed);

    /** Nobody knows whether it drew and billed: what was held counts as gone until that is known. */
    void unknown();
}
