package fluxbridge.config;

/**
 * What the log may hold.
 *
 * @param logPrompts whether prompts are written; otherwise only a keyed hash of each
 */
public record LogSettings(boolean logPrompts) {}
