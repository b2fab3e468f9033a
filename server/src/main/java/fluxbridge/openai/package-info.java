/**
 * The OpenAI images door: models, generations, edits and variations in the words of OpenAI's API.
 *
 * <p>Start at {@link fluxbridge.openai.ImagesEndpoint}. The way is the same as that of the other door: {@code generate.Generator}.
 */
@NullMarked
package fluxbridge.openai;

import org.jspecify.annotations.NullMarked;
