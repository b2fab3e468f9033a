package fluxbridge.http;

import fluxbridge.image.PictureJson;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An answer in server-sent events. The status goes out with the first byte, so that a failure before it still has a status of its own.
 *
 * <p>While a picture is drawn, comments keep proxies from cutting the quiet connection.
 */
final class EventReply {

    static final Duration KEEP_ALIVE = Duration.ofSeconds(2);

    private final Context to;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stop = lock.newCondition();
    private boolean open;
    private boolean stopped;

    EventReply(Context to) {
        this.to = to;
    }

    /** True once something was sent. */
    boolean isOpen() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Sends one event with one line of JSON. */
    void event(String name, PictureJson data) throws IOException {
        lock.lock();
        try {
            var out = begin();
            out.write(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
            data.writeTo(out);
            out.write("\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    private void comment(String text) throws IOException {
        var out = begin();
        out.write((": " + text + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private OutputStream begin() throws IOException {
        if (!open) {
            open = true;
            to.status(200);
            to.res().setContentType("text/event-stream; charset=utf-8");
            to.header("Cache-Control", "no-cache");
            to.header("X-Accel-Buffering", "no");
        }
        return Answer.of(to);
    }

    /** Sends a comment every {@link #KEEP_ALIVE} until it is closed, which waits for one that is on its way. */
    KeepAlive keepAlive() {
        Thread.ofVirtual().name("keep-alive").start(this::beat);
        return this::stop;
    }

    /** The beat, to be closed before anything else is written. */
    @FunctionalInterface
    interface KeepAlive extends AutoCloseable {
        @Override
        void close();
    }

    private void beat() {
        lock.lock();
        try {
            while (!stopped) {
                if (!stop.await(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS) && !stopped) {
                    comment("keep-alive");
                }
            }
        } catch (InterruptedException | IOException _) {
            // The client has left, which its connection tells too.
        } finally {
            lock.unlock();
        }
    }

    private void stop() {
        lock.lock();
        try {
            stopped = true;
            stop.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
