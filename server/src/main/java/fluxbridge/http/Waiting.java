package fluxbridge.http;

import fluxbridge.generate.Repeater;
import io.javalin.http.Context;
import java.time.Duration;

/** What goes on around a request while its pictures are drawn: the connection is watched, heartbeats are sent, its job is named. */
public final class Waiting {

    private static final String JOB_ID = "X-Job-Id";

    private final Repeater repeater;
    private final Duration heartbeat;

    /** @param heartbeat time between two bytes of whitespace, zero for none */
    public Waiting(Repeater repeater, Duration heartbeat) {
        this.repeater = repeater;
        this.heartbeat = heartbeat;
    }

    /** One request that waits; to be closed before its answer is written. */
    record Client(ClientWatch watch, Heartbeat heartbeat) implements AutoCloseable {
        @Override
        public void close() {
            heartbeat.close();
            watch.close();
        }
    }

    Client of(Context ctx) {
        var watch = ClientWatch.of(ctx.req());
        var beats = Heartbeat.start(ctx, watch, repeater, heartbeat);
        watch.whenOpened(job -> beats.header(JOB_ID, job.id()));
        return new Client(watch, beats);
    }

    /** Sets the header again, after the answer was begun anew. */
    static void nameJob(Context ctx) {
        ClientWatch.jobs(ctx.req()).forEach(job -> ctx.header(JOB_ID, job.id()));
    }
}
