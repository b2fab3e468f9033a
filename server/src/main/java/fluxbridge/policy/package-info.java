/**
 * The content floor: text rules that refuse a request before any provider or language model sees it, what is remembered of refusals, and the
 * pause that repeated ones bring.
 *
 * <p>Start at {@link fluxbridge.policy.PolicyGate}; the rules are in {@link fluxbridge.policy.ContentFloor}, the words in
 * {@code resources/policy}.
 */
@NullMarked
package fluxbridge.policy;

import org.jspecify.annotations.NullMarked;
