/** The bridge's own routes under {@code /api/v1}. Start at {@link fluxbridge.api.MatchEndpoint}. */
@NullMarked
package fluxbridge.api;

import org.jspecify.annotations.NullMarked;
