/**
 * One file per provider, each turning a {@link fluxbridge.domain.PictureRequest} into that vendor's words and its answer back.
 *
 * <p>The shortest to copy is {@link fluxbridge.provider.adapters.StoryboardProvider}. Adapters know nothing of each other, and only the list of providers names
 * them.
 */
@NullMarked
package fluxbridge.provider.adapters;

import org.jspecify.annotations.NullMarked;
