package fluxbridge.prompt.presence;

import java.util.List;
import java.util.Optional;

/**
 * Who is in the picture, and the evidence.
 *
 * @param decisions in the order of the text
 * @param present ids of the characters in the picture, in order of mention, each once
 */
public record Findings(List<Decision> decisions, List<String> present) {

    public static final Findings NONE = new Findings(List.of(), List.of());

    public Findings {
        decisions = List.copyOf(decisions);
        present = List.copyOf(present);
    }

    /** As the text first calls someone, empty when it does not name them. */
    public Optional<String> nameOf(String id) {
        return decisions.stream()
                .filter(decision -> !decision.bound() && decision.ids().equals(List.of(id)))
                .map(Decision::text)
                .findFirst();
    }
}
