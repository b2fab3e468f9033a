package fluxlab.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The far end of one request while its answer is being made.
 *
 * <p>Jetty does not read from a connection whose request is being handled, so a client that closes it goes unnoticed.
 * {@link Clients} asks each open one a few times a second by reading: nothing may arrive but the end, because clients of
 * image APIs do not pipeline. A byte that does arrive is a pipelined request; the connection is given up after the answer.
 */
final class Client {

    private final EndPoint endPoint;
    private final Runnable onLeave;
    private final CountDownLatch left = new CountDownLatch(1);
    private boolean watched = true;

    Client(EndPoint endPoint, Runnable onLeave) {
        this.endPoint = endPoint;
        this.onLeave = onLeave;
    }

    /** Whether the client was still there when last looked at. */
    boolean present() {
        return left.getCount() > 0;
    }

    /** Waits for {@code time}; false as soon as the client has left. */
    boolean stays(Duration time) throws InterruptedException {
        return !left.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Looks whether the client has left. Never blocks. */
    synchronized void look() {
        if (watched && present() && gone()) {
            leave();
        }
    }

    /** Ends the watch: the next bytes on the connection belong to Jetty again. */
    synchronized void release() {
        watched = false;
    }

    synchronized void leave() {
        if (present()) {
            onLeave.run();
            left.countDown();
        }
    }

    private boolean gone() {
        try {
            var read = BufferUtil.allocate(1);
            var count = endPoint.fill(read);
            if (count > 0) {
                watched = false;
                endPoint.shutdownOutput();
                return true;
            }
            return count < 0 || !endPoint.isOpen();
        } catch (IOException _) {
            return true;
        }
    }
}
