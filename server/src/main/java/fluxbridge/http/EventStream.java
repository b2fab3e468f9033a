package fluxbridge.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An answer of server-sent events ({@code text/event-stream}), sent piece by piece. Several threads may write; each event goes out whole.
 *
 * <p>The format is that of the HTML standard, §9.2: fields one per line, an empty line after each event, comments behind a colon.
 */
final class EventStream {

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();

    private EventStream(OutputStream out) {
        this.out = out;
    }

    /** Begins the answer: status 200, with headers that keep proxies from holding it back. The head goes out with the first piece. */
    static EventStream begin(Context ctx) throws IOException {
        ctx.status(200);
        ctx.res().setContentType("text/event-stream");
        ctx.res().setCharacterEncoding("utf-8");
        ctx.header("Cache-Control", "no-store");
        ctx.header("X-Accel-Buffering", "no");
        return new EventStream(Answer.of(ctx));
    }

    /** Tells the client how long to wait before it connects again. */
    void retry(Duration wait) throws IOException {
        send("retry: " + wait.toMillis() + "\n\n");
    }

    /** A line that clients ignore; keeps proxies from cutting a quiet connection. */
    void comment(String text) throws IOException {
        send(": " + oneLine(text) + "\n\n");
    }

    /**
     * Sends one event.
     *
     * @param id for the client's {@code Last-Event-ID}, null for none
     * @param name null for the default, {@code message}
     * @param data any text; its lines are sent as lines of the event
     */
    void event(@Nullable String id, @Nullable String name, String data) throws IOException {
        var text = new StringBuilder();
        if (id != null) {
            text.append("id: ").append(oneLine(id)).append('\n');
        }
        if (name != null) {
            text.append("event: ").append(oneLine(name)).append('\n');
        }
        data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
        send(text.append('\n').toString());
    }

    private void send(String text) throws IOException {
        lock.lock();
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\r\\n\\x00]", " ");
    }
}
