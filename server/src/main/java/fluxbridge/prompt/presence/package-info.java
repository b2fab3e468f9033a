/**
 * Decides who of the dictionary is in the picture that a text describes: names mentioned are not people present.
 *
 * <p>Start at {@link fluxbridge.prompt.presence.Presence}. The rules are data: {@code rules.txt} and {@code words.txt} among the resources.
 */
@NullMarked
package fluxbridge.prompt.presence;

import org.jspecify.annotations.NullMarked;
