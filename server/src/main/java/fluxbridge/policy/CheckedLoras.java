package fluxbridge.policy;

import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraRating;
import fluxbridge.domain.LoraSubject;
import java.util.List;
import java.util.Optional;

/** The LoRAs of one picture, of which it is known that they may meet. There is no value for a real person in a mature picture. */
public sealed interface CheckedLoras {

    /** Of a picture that is not mature: any subject, no mature LoRA. */
    record General(List<Lora> loras) implements CheckedLoras {
        public General {
            loras = List.copyOf(loras);
            if (loras.stream().anyMatch(CheckedLoras::mature)) {
                throw new IllegalArgumentException("a mature LoRA makes the picture mature");
            }
        }
    }

    /** Of a mature picture: invented adults and styles only. */
    record Mature(List<Fictional> loras) implements CheckedLoras {
        public Mature {
            loras = List.copyOf(loras);
        }
    }

    /** A LoRA that shows nobody who exists, as its owner declared. */
    record Fictional(Lora lora) {
        public Fictional {
            if (!fictional(lora)) {
                throw new IllegalArgumentException(lora.id() + " may show a real person");
            }
        }
    }

    /**
     * @param matureText whether the words alone make the picture mature
     * @return empty when the picture is mature and a LoRA shows a real person, or may
     */
    static Optional<CheckedLoras> of(List<Lora> loras, boolean matureText) {
        if (!matureText && loras.stream().noneMatch(CheckedLoras::mature)) {
            return Optional.of(new General(loras));
        }
        return loras.stream().allMatch(CheckedLoras::fictional)
                ? Optional.of(new Mature(loras.stream().map(Fictional::new).toList()))
                : Optional.empty();
    }

    private static boolean mature(Lora lora) {
        return lora.rating() == LoraRating.MATURE;
    }

    private static boolean fictional(Lora lora) {
        return lora.subject() == LoraSubject.FICTIONAL_ADULT || lora.subject() == LoraSubject.STYLE;
    }
}
