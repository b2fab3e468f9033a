/** Pixel Dojo's Flux route, as strict as the vendor's contract and able to run out of credits. */
@NullMarked
package fluxlab.pixeldojo;

import org.jspecify.annotations.NullMarked;
