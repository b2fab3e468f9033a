package fluxbridge.route;

import java.util.List;

/**
 * Whom to ask, in order; at least one.
 *
 * @param scores why the order is as it is, one a candidate; empty when it is the owner's fixed order
 * @param steps of the sampler, as the estimates count them
 */
public record Plan(List<Candidate> candidates, List<Score> scores, int steps) {
    public Plan {
        candidates = List.copyOf(candidates);
        scores = List.copyOf(scores);
    }

    /** A fixed order. */
    public Plan(List<Candidate> candidates) {
        this(candidates, List.of(), Ranking.USUAL_STEPS);
    }
}
