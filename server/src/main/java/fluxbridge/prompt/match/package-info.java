/** Finds names and keywords in a text as whole words, in any script. Knows nothing of LoRAs, prompts or who is present. */
@NullMarked
package fluxbridge.prompt.match;

import org.jspecify.annotations.NullMarked;
