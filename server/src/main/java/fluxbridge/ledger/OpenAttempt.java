package fluxbridge.ledger;

import fluxbridge.domain.Money;
import org.jspecify.annotations.Nullable;

/**
 * A call to a provider that was written down before it was made. When it ends, {@link #settled}, {@link #failed} or {@link #unknown} is called;
 * none of them fails.
 */
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
     * The provider has taken the work on. Written soon, and not waited for; what cannot be written is only not asked about later.
     *
     * @param task by what name the provider can be asked about it
     */
    default void taken(String task) {}

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
