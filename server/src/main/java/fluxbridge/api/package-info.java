/**
 * The bridge's own API under {@code /api/v1}: a caller's jobs and what happens to them, and why a text is drawn as it is.
 *
 * <p>{@link fluxbridge.api.JobsEndpoint} and {@link fluxbridge.api.MatchEndpoint} answer; {@link fluxbridge.api.JobJson} has every field name.
 */
@NullMarked
package fluxbridge.api;

import org.jspecify.annotations.NullMarked;
