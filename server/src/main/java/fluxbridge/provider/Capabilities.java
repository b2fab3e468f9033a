package fluxbridge.provider;

import fluxbridge.domain.Lora;
import fluxbridge.domain.PictureFormat;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a provider can do, as data.
 *
 * @param maxLoras how many LoRAs one picture may carry, 0 for none
 * @param loraUsable whether the provider can load a given LoRA
 * @param grid the sizes it draws
 * @param maxPrompt longest prompt in characters
 * @param negativePrompt whether a negative prompt has an effect
 * @param seed whether a seed can be set
 * @param img2img whether it can start from an init image
 * @param inpaint whether it takes a mask
 * @param formats what it may send
 * @param cancel whether a running picture can be stopped at the provider
 * @param reportsCost whether its answers say what they cost
 * @param free whether a picture costs no money
 */
public record Capabilities(
        int maxLoras,
        Predicate<Lora> loraUsable,
        SizeGrid grid,
        int maxPrompt,
        boolean negativePrompt,
        boolean seed,
        boolean img2img,
        boolean inpaint,
        Set<PictureFormat> formats,
        boolean cancel,
        boolean reportsCost,
        boolean free) {

    public Capabilities {
        formats = Set.copyOf(formats);
    }
}
