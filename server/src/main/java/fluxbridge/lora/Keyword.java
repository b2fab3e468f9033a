package fluxbridge.lora;

/**
 * A word or phrase that calls for a LoRA.
 *
 * @param text as the dictionary spells it
 * @param loraId whom it calls
 */
public record Keyword(String text, String loraId) {}
