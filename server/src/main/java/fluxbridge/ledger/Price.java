package fluxbridge.ledger;

import fluxbridge.domain.Money;

/**
 * The most that a picture may cost.
 *
 * @param version which table or setting says so, such as {@code 2026-11-22 fal/fal-ai/flux-lora}; stands in every posting
 */
public record Price(Money most, String version) {

    /** Of a provider that draws for nothing. */
    public static final Price FREE = new Price(Money.ZERO, "free");

    /** When nobody knows; nothing is set aside for it. */
    public static final Price UNKNOWN = new Price(Money.ZERO, "unknown");
}
