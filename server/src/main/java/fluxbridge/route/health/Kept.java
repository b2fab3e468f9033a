package fluxbridge.route.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a replica remembers of a provider beyond its own life.
 *
 * @param exhaustedUntil null when the provider may be asked
 */
public record Kept(Observed observed, @Nullable Instant exhaustedUntil) {}
