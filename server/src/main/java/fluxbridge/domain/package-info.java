/**
 * The vocabulary that every other package speaks: requests, prompts, LoRAs, sizes, pictures, money.
 *
 * <p>Values only, valid once constructed. Nothing here knows a wire format, a database or a clock.
 */
@NullMarked
package fluxbridge.domain;

import org.jspecify.annotations.NullMarked;
