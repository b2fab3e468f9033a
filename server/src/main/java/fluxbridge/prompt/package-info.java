/**
 * From what a client wrote to what a provider is sent: LoRA tags, keyword matching, choice of LoRAs, the final prompt.
 *
 * <p>Start at {@link fluxbridge.prompt.PromptBuilder}. Everything here is a pure function of request, dictionary and settings.
 */
@NullMarked
package fluxbridge.prompt;

import org.jspecify.annotations.NullMarked;
