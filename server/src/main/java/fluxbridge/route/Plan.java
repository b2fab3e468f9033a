package fluxbridge.route;

import java.util.List;

/** Whom to ask, in order; at least one. */
public record Plan(List<Candidate> candidates) {
    public Plan {
        candidates = List.copyOf(candidates);
    }
}
