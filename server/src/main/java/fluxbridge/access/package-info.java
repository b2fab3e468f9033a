/**
 * Who may ask, for what, and how much: tokens, the door that looks at them, and the turns that callers take when the bridge is full.
 *
 * <p>Start at {@link fluxbridge.access.Door}. Nothing here knows a web server; a refusal is a {@link fluxbridge.failure.Failure}.
 */
@NullMarked
package fluxbridge.access;

import org.jspecify.annotations.NullMarked;
