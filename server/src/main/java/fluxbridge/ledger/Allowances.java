package fluxbridge.ledger;

import fluxbridge.domain.Caller;

/** Knows what each caller may spend. */
@FunctionalInterface
public interface Allowances {

    /** Nobody has a limit of their own. */
    Allowances NONE = _ -> Allowance.UNLIMITED;

    Allowance of(Caller caller);
}
