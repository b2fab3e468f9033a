package fluxbridge.route;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Prepared;
import fluxbridge.route.health.Health;
import java.util.Comparator;
import java.util.List;

/** Brings candidates into the order in which they are asked. */
public final class Ranking {

    /** What Flux draws with when nobody says. */
    static final int USUAL_STEPS = 28;

    private final Health health;
    private final PriceOf prices;
    private final Decisions decisions;

    public Ranking(Health health, PriceOf prices, Decisions decisions) {
        this.health = health;
        this.prices = prices;
        this.decisions = decisions;
    }

    /** A candidate and why it stands where it stands. */
    record Ranked(Candidate candidate, Score score) {}

    /**
     * By condition, then by index: those that may be asked, those that are full, and last those that are failing or exhausted, since a try
     * there is still better than no picture.
     */
    List<Ranked> rank(List<Candidate> candidates, Prepared prepared, Preference preference) {
        var ranked = candidates.stream()
                .map(candidate -> new Ranked(candidate, score(candidate, prepared, preference)))
                .sorted(Comparator.comparingInt((Ranked one) -> place(one.score()))
                        .thenComparingDouble(one -> one.score().index()))
                .toList();
        decisions.add(ranked.stream().map(Ranked::score).toList());
        return ranked;
    }

    private static int place(Score score) {
        return switch (score.forecast().condition()) {
            case READY -> 0;
            case FULL -> 1;
            case FAILING -> 2;
            case EXHAUSTED -> 3;
        };
    }

    Score score(Candidate candidate, Prepared prepared, Preference preference) {
        int steps = steps(prepared);
        var id = candidate.provider().id();
        double price =
                prices.of(candidate, steps).map(money -> money.micros() / 1e6).orElse(0.0);
        return new Score(
                id,
                price,
                weight(prepared.loras()) - weight(candidate.loras()),
                health.of(id).forecast(health.now(), steps, candidate.size().megapixels()),
                preference);
    }

    static int steps(Prepared prepared) {
        return prepared.steps().orElse(USUAL_STEPS);
    }

    private static double weight(List<AppliedLora> loras) {
        return loras.stream().mapToDouble(lora -> Math.abs(lora.weight())).sum();
    }
}
