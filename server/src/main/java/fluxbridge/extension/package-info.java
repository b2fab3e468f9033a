/** The SillyTavern extension, handed out by the bridge itself: as a git repository and as a zip, in the version that fits. */
@NullMarked
package fluxbridge.extension;

import org.jspecify.annotations.NullMarked;
