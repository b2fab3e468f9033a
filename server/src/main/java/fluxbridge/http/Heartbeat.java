package fluxbridge.http;

import fluxbridge.generate.Repeater;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whitespace sent ahead of a JSON answer while its pictures are drawn, for proxies that cut quiet connections. JSON allows it; the price is
 * that status 200 is spent with the first byte, so a failure afterwards is told in the body ({@code RESPONSE_HEARTBEAT_SECONDS}).
 *
 * <p>Writing needs the connection's other direction than {@link ClientWatch} reads, so both go on at once. A beat that cannot be written means
 * that the client left.
 */
final class Heartbeat implements AutoCloseable {

    private static final String BEAT = "heartbeat";

    private final Context ctx;
    private final ClientWatch client;
    private final ReentrantLock lock = new ReentrantLock();
    private Repeater.@Nullable Repeated beats;
    private boolean began;
    private boolean closed;

    private Heartbeat(Context ctx, ClientWatch client) {
        this.ctx = ctx;
        this.client = client;
    }

    /** @param period zero for never */
    static Heartbeat start(Context ctx, ClientWatch client, Repeater repeater, Duration period) {
        var heartbeat = new Heartbeat(ctx, client);
        if (period.isPositive()) {
            ctx.attribute(BEAT, heartbeat);
            heartbeat.beats = repeater.every("heartbeat", period, heartbeat::beat);
        }
        return heartbeat;
    }

    /** Whether the status of this answer is spent. */
    static boolean began(Context ctx) {
        Heartbeat heartbeat = ctx.attribute(BEAT);
        return heartbeat != null && heartbeat.began;
    }

    private void beat() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (!began) {
                began = true;
                ctx.res().setStatus(200);
                ctx.res().setContentType("application/json");
            }
            var out = ctx.res().getOutputStream();
            out.write(' ');
            out.flush();
        } catch (IOException _) {
            closed = true;
            client.left();
        } finally {
            lock.unlock();
        }
    }

    /** Sets a header of the answer, unless it is too late for one. */
    void header(String name, String value) {
        lock.lock();
        try {
            if (!began) {
                ctx.header(name, value);
            }
        } finally {
            lock.unlock();
        }
    }

    /** After this nothing is written any more, and the answer belongs to the handler. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (beats != null) {
                beats.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
