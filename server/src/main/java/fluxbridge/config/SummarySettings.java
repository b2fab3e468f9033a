package fluxbridge.config;

import fluxbridge.domain.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How narration is summarised.
 *
 * @param maxWords most words of a summary
 * @param baseUrl of an OpenAI-compatible chat endpoint; empty for the offline summariser alone
 * @param key may be absent
 * @param model empty for the endpoint's default
 * @param timeout for one summary, a second try included
 */
public record SummarySettings(int maxWords, Optional<URI> baseUrl, Secret key, String model, Duration timeout) {}
