package fluxbridge.domain;

/**
 * A LoRA chosen for a picture.
 *
 * @param weight the scale it is applied with
 * @param reason why it was chosen: {@code permanent}, {@code keyword 'mira'} or {@code tag}
 */
public record AppliedLora(Lora lora, double weight, String reason) {

    public String id() {
        return lora.id();
    }
}
