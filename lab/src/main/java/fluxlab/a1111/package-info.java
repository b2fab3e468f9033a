/** A small server of the owner's own that speaks AUTOMATIC1111's API, and its cousin stable-diffusion.cpp; neither bills. */
@NullMarked
package fluxlab.a1111;

import org.jspecify.annotations.NullMarked;
