package fluxbridge.route;

import fluxbridge.domain.Caller;
import fluxbridge.ledger.Hold;
import fluxbridge.ledger.OpenAttempt;

/** Pays for a plan: sets money aside for all of it, and writes down each call before it is made. */
public interface Spending {

    /** Nothing is written and nothing is refused. */
    Spending UNBOOKED = new Spending() {
        @Override
        public Hold hold(Caller caller, String request, Plan plan, int pictures) {
            return Hold.NONE;
        }

        @Override
        public OpenAttempt open(Hold hold, Candidate candidate, int steps, String call) {
            return OpenAttempt.NONE;
        }
    };

    /**
     * Sets aside the most that the pictures may cost at any of the plan's candidates.
     *
     * @param request the client's own name for it, may be empty
     * @throws fluxbridge.failure.GatewayException {@code BudgetSpent}; {@code NoRoute} when a budget applies and nobody knows what a candidate asks
     */
    Hold hold(Caller caller, String request, Plan plan, int pictures);

    /** @throws fluxbridge.failure.GatewayException {@code BudgetSpent} when the hold is used up */
    OpenAttempt open(Hold hold, Candidate candidate, int steps, String call);
}
