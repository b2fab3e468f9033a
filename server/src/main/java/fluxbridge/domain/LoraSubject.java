package fluxbridge.domain;

/** Whom or what a LoRA shows. {@link #UNKNOWN} counts as a real person wherever that matters. */
public enum LoraSubject {
    FICTIONAL_ADULT,
    STYLE,
    REAL_PERSON,
    UNKNOWN
}
