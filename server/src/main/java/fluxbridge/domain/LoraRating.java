package fluxbridge.domain;

/** The audience a LoRA is made for. */
public enum LoraRating {
    GENERAL,
    MATURE
}
