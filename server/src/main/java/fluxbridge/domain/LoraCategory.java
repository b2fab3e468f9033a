package fluxbridge.domain;

import java.util.Locale;

/** What a LoRA is for; each category has a cap of its own in one picture. */
public enum LoraCategory {
    CHARACTER,
    NSFW,
    EXPRESSION,
    GENERAL,
    MISC;

    /** The name in dictionary files. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
