/**
 * A1111's words: what its clients send and read, turned into the domain and back.
 *
 * <p>{@link fluxbridge.a1111.Infotext} is the text that A1111 keeps with each picture.
 */
@NullMarked
package fluxbridge.a1111;

import org.jspecify.annotations.NullMarked;
