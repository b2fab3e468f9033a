/**
 * Which provider draws, in what order they are asked, and what happens when one fails.
 *
 * <p>Start at {@link fluxbridge.route.Router}, which makes a {@link fluxbridge.route.Plan}, and {@link fluxbridge.route.Fallback}, which
 * carries it out. No provider is asked after one that may have been paid for the same picture, unless it is free.
 */
@NullMarked
package fluxbridge.route;

import org.jspecify.annotations.NullMarked;
