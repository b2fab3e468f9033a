/** What is typed at a terminal: {@code serve}, {@code imagine}, {@code doctor}, {@code loras}. Start at {@link fluxbridge.cli.Bridge}. */
@NullMarked
package fluxbridge.cli;

import org.jspecify.annotations.NullMarked;
