package fluxlab.runware;

import fluxlab.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The task UUIDs used and the async tasks behind them; the last 50,000. */
final class Jobs {

    private static final int KEPT = 50_000;

    private final InstantSource clock;
    private final LinkedHashMap<String, Job> byUuid = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();

    Jobs(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes {@code uuid} for a new task; false if it was used before. */
    synchronized boolean claim(String uuid) {
        if (!used.add(uuid)) {
            return false;
        }
        byUuid.put(uuid, new Job("", clock.instant(), Duration.ZERO, "", List.of(), null));
        if (byUuid.size() > KEPT) {
            used.remove(byUuid.pollFirstEntry().getKey());
        }
        return true;
    }

    /** An async task that ends {@code takes} from now, with {@code results} or with {@code error}. */
    synchronized void put(
            String uuid,
            String type,
            String prompt,
            Duration takes,
            List<ObjectNode> results,
            @Nullable RunwareError error) {
        byUuid.put(uuid, new Job(type, clock.instant(), takes, prompt, results, error));
    }

    /** The prompt of a task, for the marks in it; empty if there is none. */
    synchronized String prompt(String uuid) {
        var job = byUuid.get(uuid);
        return job == null ? "" : job.prompt;
    }

    /** Adds what a poll of {@code uuid} finds to {@code data}; throws what ended the task. */
    void poll(String uuid, ArrayNode data) {
        Job job;
        synchronized (this) {
            job = byUuid.get(uuid);
        }
        if (job == null || job.type.isEmpty()) {
            throw new RunwareError(404, "taskFailedOrNotFound", "There is no such task, or it has expired.");
        }
        var passed = Duration.between(job.at, clock.instant());
        // An upload stays "processing" for ever when polled, as the vendor's does.
        if (passed.compareTo(job.takes) < 0 || job.type.equals("modelUpload")) {
            var progress =
                    job.takes.isZero() ? 99 : Math.min(99, passed.toMillis() * 100 / Math.max(1, job.takes.toMillis()));
            data.add(Json.object()
                    .put("taskType", job.type)
                    .put("taskUUID", uuid)
                    .put("status", "processing")
                    .put("progress", progress));
            return;
        }
        if (job.error != null) {
            throw job.error;
        }
        job.results.forEach(result -> data.add(result.deepCopy().put("status", "success")));
    }

    private record Job(
            String type,
            Instant at,
            Duration takes,
            String prompt,
            List<ObjectNode> results,
            @Nullable RunwareError error) {}
}
