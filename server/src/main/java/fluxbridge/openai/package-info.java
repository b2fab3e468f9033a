/** The OpenAI images door: so far the list of models, which SillyTavern's stable-diffusion.cpp source reads. */
@NullMarked
package fluxbridge.openai;

import org.jspecify.annotations.NullMarked;
