package fluxbridge.a1111;

import fluxbridge.domain.Caller;
import fluxbridge.generate.Job;
import fluxbridge.generate.JobView;
import fluxbridge.generate.JobView.State;
import fluxbridge.generate.Jobs;
import fluxbridge.generate.ProgressHub;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /sdapi/v1/progress}, {@code /interrupt} and {@code /skip}, and the page's own {@code /internal/progress}, for the caller's own jobs
 * (a1111.md §1.2, §1.8).
 *
 * <p>Hosted providers rarely say how far they are, so progress moves with the time a picture is expected to take, and never reaches 1 before
 * the picture is there. No provider sends previews, so {@code current_image} and {@code live_preview} are null.
 */
public final class ProgressEndpoints {

    private static final DateTimeFormatter JOB_TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    /** Providers do not count steps: a picture is shown as twenty. */
    private static final int STEPS = 20;

    private static final int NO_PREVIEW = -1;

    private final Jobs jobs;
    private final ProgressHub hub;
    private final InstantSource clock;

    public ProgressEndpoints(Jobs jobs, ProgressHub hub, InstantSource clock) {
        this.jobs = jobs;
        this.hub = hub;
        this.clock = clock;
    }

    /** {@code GET /sdapi/v1/progress}: the caller's oldest running job, or idle. */
    public ObjectNode progress(Caller caller) {
        var running = jobs.runningOf(caller);
        return running.isEmpty() ? idle() : of(running.getFirst().view());
    }

    private ObjectNode idle() {
        var reply = JsonNodeFactory.instance.objectNode();
        reply.put("progress", 0.0);
        reply.put("eta_relative", 0.0);
        state(reply, null, clock.instant(), 0);
        reply.putNull("current_image");
        reply.putNull("textinfo");
        return reply;
    }

    private static ObjectNode of(JobView job) {
        var reply = JsonNodeFactory.instance.objectNode();
        reply.put("progress", thousandths(job.fraction()));
        reply.put("eta_relative", tenths(job.etaSeconds()));
        double ofPicture = job.fraction() * job.pictures() - job.finished();
        state(reply, job, job.startedAt(), Math.clamp(Math.round(ofPicture * STEPS), 0, STEPS));
        reply.putNull("current_image");
        reply.put("textinfo", job.doing());
        return reply;
    }

    /** @param job null for idle */
    private static void state(ObjectNode reply, @Nullable JobView job, Instant at, int step) {
        var state = reply.putObject("state");
        state.put("skipped", job != null && job.skipped());
        state.put("interrupted", job != null && job.interrupted());
        state.put("stopping_generation", false);
        state.put("job", job == null ? "" : "scripts_" + job.kind());
        state.put("job_count", job == null ? 0 : job.pictures());
        state.put("job_timestamp", JOB_TIMESTAMP.format(at.atZone(ZoneId.systemDefault())));
        state.put("job_no", job == null ? 0 : job.finished());
        state.put("sampling_step", step);
        state.put("sampling_steps", job == null ? 0 : STEPS);
    }

    /** {@code POST /internal/progress}: one job by the {@code force_task_id} of its request. */
    public ObjectNode internal(Caller caller, ObjectNode body) {
        var task = body.path("id_task").asString("");
        var found = hub.job(caller, task).map(Job::view);
        var reply = JsonNodeFactory.instance.objectNode();
        boolean active = found.filter(job -> job.state() == State.RUNNING).isPresent();
        boolean queued = found.filter(job -> job.state() == State.QUEUED).isPresent();
        reply.put("active", active);
        reply.put("queued", queued);
        reply.put("completed", found.filter(job -> job.state().hasEnded()).isPresent());
        if (active) {
            reply.put("progress", thousandths(found.orElseThrow().fraction()));
            reply.put("eta", tenths(found.orElseThrow().etaSeconds()));
        } else {
            reply.putNull("progress");
            reply.putNull("eta");
        }
        reply.putNull("live_preview");
        reply.put("id_live_preview", active ? body.path("id_live_preview").asInt(NO_PREVIEW) : NO_PREVIEW);
        reply.put("textinfo", textinfo(caller, found.orElse(null), queued, active));
        return reply;
    }

    private String textinfo(Caller caller, @Nullable JobView job, boolean queued, boolean active) {
        if (job == null || !(queued || active)) {
            return "Waiting...";
        }
        if (active) {
            return job.doing();
        }
        var waiting = waiting(caller);
        int place = waiting.stream().map(JobView::id).toList().indexOf(job.id()) + 1;
        return "In queue: " + Math.max(1, place) + "/" + Math.max(1, waiting.size());
    }

    /** {@code GET /internal/pending-tasks}: the caller's jobs for which nobody was asked yet. */
    public ObjectNode pendingTasks(Caller caller) {
        var waiting = waiting(caller);
        var reply = JsonNodeFactory.instance.objectNode();
        reply.put("size", waiting.size());
        var tasks = reply.putArray("tasks");
        waiting.forEach(job -> tasks.add(job.taskId() == null ? job.id() : job.taskId()));
        return reply;
    }

    private List<JobView> waiting(Caller caller) {
        return jobs.runningOf(caller).stream()
                .map(Job::view)
                .filter(job -> job.state() == State.QUEUED)
                .toList();
    }

    /** {@code POST /sdapi/v1/interrupt}. */
    public void interrupt(Caller caller) {
        jobs.interrupt(caller);
    }

    /** {@code POST /sdapi/v1/skip}. */
    public void skip(Caller caller) {
        jobs.skip(caller);
    }

    private static double thousandths(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
