package fluxbridge.config;

/**
 * How prompts are made.
 *
 * @param summarize whether narration is turned into words of what is to be seen
 * @param summary how that is done
 */
public record PromptSettings(boolean summarize, SummarySettings summary) {}
