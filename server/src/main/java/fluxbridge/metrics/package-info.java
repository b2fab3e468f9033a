/** Every meter of the bridge, in {@link fluxbridge.metrics.Metrics}. */
@NullMarked
package fluxbridge.metrics;

import org.jspecify.annotations.NullMarked;
