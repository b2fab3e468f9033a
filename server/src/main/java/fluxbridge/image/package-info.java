/**
 * Pictures as files: sniffed and checked before any decode, brought to the asked size and format, marked with how they were made.
 *
 * <p>Start at {@link fluxbridge.image.PictureReader}, the only door for bytes from outside. A picture is decoded only where its pixels must
 * change ({@link fluxbridge.image.Fit}, {@link fluxbridge.image.Transcode}); metadata is spliced into the file.
 */
@NullMarked
package fluxbridge.image;

import org.jspecify.annotations.NullMarked;
