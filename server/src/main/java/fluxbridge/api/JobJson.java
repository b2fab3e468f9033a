package fluxbridge.api;

import fluxbridge.generate.Job;
import fluxbridge.generate.JobEvent;
import fluxbridge.generate.JobView;
import fluxbridge.generate.Published;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Jobs and their events in JSON; the same for replies, server-sent events and WebSocket messages. */
public final class JobJson {

    private JobJson() {}

    /** A job as it is now. Times are UTC, ISO 8601; {@code progress} is 0..1. */
    public static ObjectNode job(Job job) {
        return job(job.view());
    }

    private static ObjectNode job(JobView job) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("id", job.id());
        json.put("task_id", job.taskId());
        json.put("kind", job.kind());
        json.put("state", job.state().name().toLowerCase(Locale.ROOT));
        json.put("provider", job.provider() == null ? null : job.provider().value());
        json.put("doing", job.doing());
        json.put("pictures", job.pictures());
        json.put("finished", job.finished());
        json.put("progress", thousandths(job.fraction()));
        json.put("eta_seconds", tenths(job.etaSeconds()));
        json.put("started_at", job.startedAt().toString());
        json.put("ended_at", text(job.endedAt()));
        json.put("why", job.why());
        return json;
    }

    /** What kind of event it is, in one word. */
    public static String type(JobEvent event) {
        return switch (event) {
            case JobEvent.Queued _ -> "queued";
            case JobEvent.Started _ -> "started";
            case JobEvent.Percent _ -> "percent";
            case JobEvent.Pass _ -> "pass";
            case JobEvent.PictureFinished _ -> "picture";
            case JobEvent.Done _ -> "done";
            case JobEvent.Failed _ -> "failed";
            case JobEvent.Cancelled _ -> "cancelled";
        };
    }

    /** An event, with the id to go on from after a lost connection. */
    public static ObjectNode event(Published published) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("type", type(published.event()));
        json.put("event_id", published.id());
        json.put("job", published.job().id());
        if (published.job().taskId() != null) {
            json.put("task_id", published.job().taskId());
        }
        json.put("at", published.at().toString());
        describe(published.event(), json);
        return json;
    }

    private static void describe(JobEvent event, ObjectNode json) {
        switch (event) {
            case JobEvent.Queued it -> json.put("pictures", it.pictures());
            case JobEvent.Started it -> json.put("provider", it.provider().value());
            case JobEvent.Percent it -> {
                json.put("progress", thousandths(it.fraction()));
                json.put("eta_seconds", tenths(it.etaSeconds()));
                json.put("doing", it.doing());
            }
            case JobEvent.Pass it -> {
                json.put("number", it.number());
                json.put("of", it.of());
                json.put("doing", it.what());
            }
            case JobEvent.PictureFinished it -> {
                json.put("finished", it.finished());
                json.put("of", it.of());
            }
            case JobEvent.Done it -> json.put("pictures", it.pictures());
            case JobEvent.Failed it -> json.put("why", it.why());
            case JobEvent.Cancelled it -> {
                json.put("why", it.why());
                json.put("pictures", it.pictures());
            }
        }
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    private static double thousandths(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
