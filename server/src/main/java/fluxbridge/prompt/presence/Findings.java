package fluxbridge.prompt.presence;

import java.util.List;

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
}
