package fluxbridge.config;

import java.time.Duration;

/**
 * What is remembered of refusals.
 *
 * @param prompts whether the text is kept; otherwise only a keyed hash of it
 * @param kept how long a refusal stays
 */
public record AuditSettings(boolean prompts, Duration kept) {}
