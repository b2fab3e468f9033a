/** Scripted misbehaviour: what a fault is, who is hit by it, and the {@code lab:} marks in a prompt that ask for one. */
@NullMarked
package fluxlab.fault;

import org.jspecify.annotations.NullMarked;
