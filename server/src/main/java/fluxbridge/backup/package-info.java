/** Everything that cannot be made anew, in one file: written while the bridge runs, put back into either database, moved from one to the other. */
@NullMarked
package fluxbridge.backup;

import org.jspecify.annotations.NullMarked;
