package fluxlab.a1111;

import fluxlab.http.Exchange;
import fluxlab.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Where one picture at a time is drawn; the others wait. Progress and interrupt are about the one that is being drawn. */
final class Bench {

    private static final Duration SLICE = Duration.ofMillis(20);

    private final InstantSource clock;
    private final Semaphore free = new Semaphore(1, true);
    private volatile @Nullable Job job;

    Bench(InstantSource clock) {
        this.clock = clock;
    }

    /** Draws for {@code takes}, or until it is interrupted; the client's leaving does not end it. False if it was interrupted. */
    boolean draw(Exchange x, int steps, Duration takes) throws InterruptedException {
        free.acquire();
        try {
            var mine = new Job(clock.instant(), takes, steps, new AtomicBoolean());
            job = mine;
            var end = mine.start.plus(takes);
            while (!mine.interrupted.get() && clock.instant().isBefore(end)) {
                var left = Duration.between(clock.instant(), end);
                x.work(left.compareTo(SLICE) < 0 ? left : SLICE);
            }
            return !mine.interrupted.get();
        } finally {
            job = null;
            free.release();
        }
    }

    void interrupt() {
        var running = job;
        if (running != null) {
            running.interrupted.set(true);
        }
    }

    ObjectNode progress() {
        var running = job;
        var fraction = running == null ? 0 : running.fraction(clock.instant());
        var steps = running == null ? 0 : running.steps;
        var answer = Json.object()
                .put("progress", fraction)
                .put("eta_relative", running == null ? 0 : running.takes.toMillis() * (1 - fraction) / 1000);
        answer.putObject("state")
                .put("skipped", false)
                .put("interrupted", running != null && running.interrupted.get())
                .put("stopping_generation", false)
                .put("job", running == null ? "" : "scripts_txt2img")
                .put("job_count", running == null ? 0 : 1)
                .put("job_timestamp", "20260101120000")
                .put("job_no", 0)
                .put("sampling_step", (int) (fraction * steps))
                .put("sampling_steps", steps);
        return answer.putNull("current_image").putNull("textinfo");
    }

    private record Job(Instant start, Duration takes, int steps, AtomicBoolean interrupted) {
        double fraction(Instant now) {
            var done = (double) Duration.between(start, now).toMillis() / Math.max(1, takes.toMillis());
            return Math.clamp(0.01 + done, 0, 1);
        }
    }
}
