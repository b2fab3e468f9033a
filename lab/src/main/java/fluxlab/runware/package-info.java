/** Runware's HTTP and WebSocket API, as strict as the vendor's contract and able to run out of money. */
@NullMarked
package fluxlab.runware;

import org.jspecify.annotations.NullMarked;
