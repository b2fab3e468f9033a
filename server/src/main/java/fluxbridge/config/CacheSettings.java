package fluxbridge.config;

import java.time.Duration;

/**
 * Whether finished pictures are kept, so that an equal request costs nothing.
 *
 * @param on false keeps nothing
 * @param shared whether callers get each other's pictures
 * @param maxBytes of all kept pictures
 * @param maxAge since a picture was made
 */
public record CacheSettings(boolean on, boolean shared, long maxBytes, Duration maxAge) {}
