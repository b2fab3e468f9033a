package fluxbridge.provider;

import java.time.Instant;

/**
 * The circumstances of one call to a provider.
 *
 * @param id unique to this attempt, a UUID; providers that take a task id of ours are given this one
 * @param deadline when the call must have ended
 * @param progress hears how far the picture is
 * @param bodies asked before a large body is read
 */
public record Call(String id, Instant deadline, Progress progress, BodyPermit bodies) {}
