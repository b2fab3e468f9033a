package fluxbridge.ledger;

import fluxbridge.domain.ProviderId;

/**
 * A call of unknown outcome that its provider can be asked about.
 *
 * @param task the provider's name for it
 * @param attempt books what came of it
 */
public record Unresolved(ProviderId provider, String task, OpenAttempt attempt) {}
