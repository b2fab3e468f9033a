/** Summaries of narration: what is to be seen in a passage, by a chat model or offline, checked and kept. */
@NullMarked
package fluxbridge.summary;

import org.jspecify.annotations.NullMarked;
