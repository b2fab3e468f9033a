/** Together's image API, as strict as the vendor's contract and able to run out of money. */
@NullMarked
package fluxlab.together;

import org.jspecify.annotations.NullMarked;
