/**
 * Everything that can go wrong and be told to a caller, as values, and the one exception that carries them.
 *
 * <p>Start at {@link fluxbridge.failure.Failure}. Only {@code http} turns a failure into a status code.
 */
@NullMarked
package fluxbridge.failure;

import org.jspecify.annotations.NullMarked;
