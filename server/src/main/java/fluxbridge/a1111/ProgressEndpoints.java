package fluxbridge.a1111;

import fluxbridge.domain.Caller;
import fluxbridge.generate.Job;
import fluxbridge.generate.Jobs;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /sdapi/v1/progress}, {@code /interrupt} and {@code /skip}, for the caller's own jobs (a1111.md §1.8).
 *
 * <p>Hosted providers rarely say how far they are, so progress moves with the time a picture is expected to take, and never reaches 1 before
 * the picture is there.
 */
public final class ProgressEndpoints {

    private static final DateTimeFormatter JOB_TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final double MOST_BEFORE_THE_END = 0.99;
    private static final int STEPS = 20;

    private final Jobs jobs;
    private final InstantSource clock;

    public ProgressEndpoints(Jobs jobs, InstantSource clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /** {@code GET /sdapi/v1/progress}: the caller's oldest running job, or idle. */
    public ObjectNode progress(Caller caller) {
        var running = jobs.runningOf(caller);
        return running.isEmpty() ? idle() : of(running.getFirst());
    }

    private ObjectNode idle() {
        var reply = JsonNodeFactory.instance.objectNode();
        reply.put("progress", 0.0);
        reply.put("eta_relative", 0.0);
        state(reply, false, "", 0, clock.instant(), 0, 0, 0);
        reply.putNull("current_image");
        reply.putNull("textinfo");
        return reply;
    }

    private ObjectNode of(Job job) {
        double elapsed = Duration.between(job.startedAt(), clock.instant()).toMillis() / 1000.0;
        double fraction = fraction(job, elapsed);
        double left = Math.max(0.1, Math.max(job.expectedSeconds() - elapsed, fraction > 0.9 ? 0.5 : 0));
        var reply = JsonNodeFactory.instance.objectNode();
        reply.put("progress", Math.round(fraction * 1000) / 1000.0);
        reply.put("eta_relative", Math.round(left * 10) / 10.0);
        double ofPicture = fraction * job.pictures() - job.finished();
        state(
                reply,
                job.cancellation() != null,
                "scripts_txt2img",
                job.pictures(),
                job.startedAt(),
                job.finished(),
                Math.clamp(Math.round(ofPicture * STEPS), 0, STEPS),
                STEPS);
        reply.putNull("current_image");
        reply.put("textinfo", job.doing());
        return reply;
    }

    /** Finished pictures count whole; the one in work counts by the provider's word or by the clock, whichever is further. */
    private static double fraction(Job job, double elapsed) {
        double byTime = 1 - Math.exp(-2.3 * elapsed / Math.max(0.1, job.expectedSeconds()));
        double byWord = (job.finished() + job.fraction()) / job.pictures();
        return Math.clamp(Math.max(byTime, byWord), 0.01, MOST_BEFORE_THE_END);
    }

    private static void state(
            ObjectNode reply,
            boolean interrupted,
            String job,
            int count,
            java.time.Instant startedAt,
            int number,
            int step,
            int steps) {
        var state = reply.putObject("state");
        state.put("skipped", false);
        state.put("interrupted", interrupted);
        state.put("stopping_generation", false);
        state.put("job", job);
        state.put("job_count", count);
        state.put("job_timestamp", JOB_TIMESTAMP.format(startedAt.atZone(ZoneId.systemDefault())));
        state.put("job_no", number);
        state.put("sampling_step", step);
        state.put("sampling_steps", steps);
    }

    /** {@code POST /sdapi/v1/interrupt}. */
    public void interrupt(Caller caller) {
        jobs.interrupt(caller);
    }

    /** {@code POST /sdapi/v1/skip}. */
    public void skip(Caller caller) {
        jobs.skip(caller);
    }
}
