/** Tells the owner by webhook when money runs short: each thing once, however many replicas notice it. Start at {@link fluxbridge.alert.Alerts}. */
@NullMarked
package fluxbridge.alert;

import org.jspecify.annotations.NullMarked;
