/**
 * The LoRA dictionary: the owner's {@code master_lora_dict.json}, read leniently, looked up by any of its names and reloaded when it changes.
 *
 * <p>Start at {@link fluxbridge.lora.DictionaryFile}. What a file gets wrong but can still mean is an {@link fluxbridge.lora.Oddity}, never
 * an error; only broken JSON and a wrong outer shape are errors.
 */
@NullMarked
package fluxbridge.lora;

import org.jspecify.annotations.NullMarked;
