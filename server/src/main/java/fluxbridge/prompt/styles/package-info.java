/** Ready-made parts of prompts that requests call by name, from A1111's {@code styles.csv}. */
@NullMarked
package fluxbridge.prompt.styles;

import org.jspecify.annotations.NullMarked;
