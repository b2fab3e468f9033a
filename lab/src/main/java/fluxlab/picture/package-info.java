/** The pictures the simulators hand out: deterministic, cheap, and carrying a measurable trace of every LoRA. */
@NullMarked
package fluxlab.picture;

import org.jspecify.annotations.NullMarked;
