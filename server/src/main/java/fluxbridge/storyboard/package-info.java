/**
 * Draws an honest sketch of the picture that a provider would be asked for, offline and the same every time.
 *
 * <p>Start at {@link fluxbridge.storyboard.Storyboard}: the prompt's words become a {@link fluxbridge.storyboard.Scene}, the matched characters
 * become figures, and the {@link fluxbridge.storyboard.Plan} holds both before a pixel is drawn. Nothing here needs a font of the system, a
 * file or a network; equal requests give equal bytes.
 */
@NullMarked
package fluxbridge.storyboard;

import org.jspecify.annotations.NullMarked;
