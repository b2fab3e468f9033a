package fluxbridge.provider;

import fluxbridge.domain.Money;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.Unavailable;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of work that it took on earlier.
 *
 * @param cost what it says it billed; null for the price that was held
 */
public record Reconciled(End end, @Nullable Money cost) {

    /** How the work ended. */
    public enum End {
        DRAWN,
        FAILED,
        /** It goes on, or the provider does not say. */
        UNCLEAR
    }

    public static final Reconciled UNCLEAR = new Reconciled(End.UNCLEAR, null);

    public static Reconciled drawn(@Nullable Money cost) {
        return new Reconciled(End.DRAWN, cost);
    }

    /** The work failed for a reason that the provider gave; one that says nothing about the bill leaves the matter unclear. */
    public static Reconciled failed(Failure why) {
        return switch (why) {
            case RefusedBySafety refused
            when refused.billed() != null || refused.drew() -> new Reconciled(End.FAILED, refused.billed());
            case RejectedByProvider _, Unavailable _ -> new Reconciled(End.FAILED, Money.ZERO);
            default -> UNCLEAR;
        };
    }
}
