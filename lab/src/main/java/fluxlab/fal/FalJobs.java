package fluxlab.fal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The requests in FAL's queue; the last 50,000. */
final class FalJobs {

    private static final int KEPT = 50_000;

    /** A request waits for a fifth of its time, then runs. */
    private static final int WAITING_SHARE = 5;

    /** Where a request stands. */
    enum Stage {
        IN_QUEUE,
        IN_PROGRESS,
        COMPLETED
    }

    /**
     * A request.
     *
     * @param result what it comes to; null when it fails
     * @param error why it fails; null when it does not
     * @param units megapixels billed
     */
    record Job(
            String app,
            String prompt,
            Instant at,
            Duration takes,
            @Nullable ObjectNode result,
            @Nullable FalError error,
            int units) {

        Stage stage(Instant now) {
            var passed = Duration.between(at, now);
            if (passed.compareTo(takes) >= 0) {
                return Stage.COMPLETED;
            }
            return passed.multipliedBy(WAITING_SHARE).compareTo(takes) < 0 ? Stage.IN_QUEUE : Stage.IN_PROGRESS;
        }

        /** 0..1 of the whole time. */
        double done(Instant now) {
            return takes.isZero()
                    ? 1
                    : Math.min(1, (double) Duration.between(at, now).toMillis() / takes.toMillis());
        }
    }

    private final InstantSource clock;
    private final LinkedHashMap<String, Job> byId = new LinkedHashMap<>();

    FalJobs(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void put(String id, Job job) {
        byId.put(id, job);
        if (byId.size() > KEPT) {
            byId.pollFirstEntry();
        }
    }

    synchronized @Nullable Job find(String id) {
        return byId.get(id);
    }

    /** Ends a request that is not completed; the stage it was in, or null when there is no such request. */
    synchronized @Nullable Stage cancel(String id) {
        var job = byId.get(id);
        if (job == null) {
            return null;
        }
        var stage = job.stage(clock.instant());
        if (stage != Stage.COMPLETED) {
            byId.put(
                    id,
                    new Job(
                            job.app,
                            job.prompt,
                            job.at,
                            Duration.ZERO,
                            null,
                            FalError.of("client_cancelled"),
                            stage == Stage.IN_QUEUE ? 0 : job.units));
        }
        return stage;
    }
}
