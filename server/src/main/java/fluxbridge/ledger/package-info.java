/** Money: what pictures cost, what may be spent, and a record of every micro-dollar that was. */
@NullMarked
package fluxbridge.ledger;

import org.jspecify.annotations.NullMarked;
