/** Same request, same picture, no money: finished pictures on disk, and requests in the air that wait for each other. */
@NullMarked
package fluxbridge.cache;

import org.jspecify.annotations.NullMarked;
