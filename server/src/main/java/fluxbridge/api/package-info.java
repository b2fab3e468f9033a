/**
 * The bridge's own API under {@code /api/v1}: a caller's jobs, and what happens to them.
 *
 * <p>{@link fluxbridge.api.JobsEndpoint} answers; {@link fluxbridge.api.JobJson} has every field name.
 */
@NullMarked
package fluxbridge.api;

import org.jspecify.annotations.NullMarked;
