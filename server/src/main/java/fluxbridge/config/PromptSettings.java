package fluxbridge.config;

/**
 * How prompts are made.
 *
 * @param summarize whether narration is turned into words of what is to be seen
 */
public record PromptSettings(boolean summarize) {}
