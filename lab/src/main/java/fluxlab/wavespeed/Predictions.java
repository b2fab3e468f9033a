package fluxlab.wavespeed;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The account's predictions; the last 50,000. */
final class Predictions {

    private static final int KEPT = 50_000;

    /** A prediction waits for a fifth of its time, then runs. */
    private static final int WAITING_SHARE = 5;

    /**
     * A prediction.
     *
     * @param outputs what it comes to; empty when it fails
     * @param flagged whether the pictures are marked unsafe
     * @param failure business code of its failure, 0 for none
     * @param usd what it was paid
     * @param deleted whether it was deleted
     */
    record Prediction(
            String id,
            String model,
            JsonNode input,
            Instant at,
            Duration takes,
            List<String> outputs,
            boolean flagged,
            int failure,
            BigDecimal usd,
            boolean deleted) {

        String prompt() {
            return input.path("prompt").asString("");
        }

        /** As on the wire: {@code created}, {@code processing}, {@code completed}, {@code failed} or {@code deleted}. */
        String status(Instant now) {
            var passed = Duration.between(at, now);
            if (deleted) {
                return "deleted";
            }
            if (passed.compareTo(takes) >= 0) {
                return failure == 0 ? "completed" : "failed";
            }
            return passed.multipliedBy(WAITING_SHARE).compareTo(takes) < 0 ? "created" : "processing";
        }

        private Prediction gone() {
            return new Prediction(id, model, input, at, takes, List.of(), false, failure, usd, true);
        }
    }

    private final InstantSource clock;
    private final LinkedHashMap<String, Prediction> byId = new LinkedHashMap<>();

    Predictions(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void put(Prediction prediction) {
        byId.put(prediction.id, prediction);
        if (byId.size() > KEPT) {
            byId.pollFirstEntry();
        }
    }

    synchronized @Nullable Prediction find(String id) {
        return byId.get(id);
    }

    /** Newest first. */
    synchronized List<Prediction> all() {
        return List.copyOf(byId.sequencedValues().reversed());
    }

    /** Deletes a prediction and returns it as it was; null when there is none. */
    synchronized @Nullable Prediction delete(String id) {
        var was = byId.get(id);
        if (was != null) {
            byId.put(id, was.gone());
        }
        return was;
    }

    /** Whether a prediction had not begun to run. */
    boolean waits(Prediction prediction) {
        return prediction.status(clock.instant()).equals("created");
    }
}
