/**
 * The path itself: {@link fluxbridge.generate.Generator} has one method with the stations in order.
 *
 * <p>{@link fluxbridge.generate.Jobs} holds what is running, for progress, interrupt, skip and clients that leave.
 */
@NullMarked
package fluxbridge.generate;

import org.jspecify.annotations.NullMarked;
