package fluxbridge.http;

import fluxbridge.api.JobJson;
import fluxbridge.api.JobsEndpoint;
import fluxbridge.domain.Caller;
import fluxbridge.generate.Job;
import fluxbridge.generate.Published;
import fluxbridge.generate.Repeater;
import fluxbridge.generate.Subscription;
import fluxbridge.generate.Subscription.Signal;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v1/jobs/{id}/events}: what happens to one job, as server-sent events. Begins with everything that is kept of it, or behind
 * {@code Last-Event-ID}, and ends with the job. A client that has the last event already gets 204, upon which an {@code EventSource} stops to
 * connect.
 */
public final class JobStream {

    static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final Duration RECONNECT = Duration.ofSeconds(2);

    private final JobsEndpoint jobs;
    private final Repeater repeater;

    public JobStream(JobsEndpoint jobs, Repeater repeater) {
        this.jobs = jobs;
        this.repeater = repeater;
    }

    void stream(Caller caller, Context ctx) throws IOException {
        var job = jobs.find(caller, ctx.pathParam("id"));
        long since = since(ctx.header("Last-Event-ID"));
        try (var listener = jobs.listen(caller, job.id(), since)) {
            // Asked after listening began: a job that ended has told everything it will ever tell.
            boolean ended = job.view().state().hasEnded();
            if (ended && since > 0 && !listener.hasReplay() && !listener.hasGap()) {
                ctx.status(204);
                return;
            }
            // The watch ends the listening when the client leaves; it must be closed before the answer is.
            try (var client = ClientWatch.ofStream(ctx.req());
                    var _ = repeater.every("keep-alive", KEEP_ALIVE, listener::quiet)) {
                client.whenGone(() -> listener.end("the client left"));
                send(EventStream.begin(ctx), job, listener, ended);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void send(EventStream out, Job job, Subscription listener, boolean ended)
            throws IOException, InterruptedException {
        out.retry(RECONNECT);
        boolean over = ended && !listener.hasReplay();
        if (listener.hasGap() || over) {
            out.event(null, "snapshot", JobJson.job(job).toString());
        }
        while (!over) {
            switch (listener.next()) {
                case Signal.Happened it -> over = sendEvent(out, it.published());
                case Signal.Quiet _ -> out.comment("still there");
                case Signal.Ended it -> {
                    out.comment(it.why());
                    over = true;
                }
            }
        }
    }

    private static boolean sendEvent(EventStream out, Published published) throws IOException {
        out.event(
                Long.toString(published.id()),
                JobJson.type(published.event()),
                JobJson.event(published).toString());
        return published.event().isLast();
    }

    /** An id that is no number of ours starts from the beginning. */
    static long since(@Nullable String id) {
        try {
            return id == null ? 0 : Math.max(0, Long.parseLong(id.strip()));
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
