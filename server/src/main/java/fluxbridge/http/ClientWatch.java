package fluxbridge.http;

import fluxbridge.generate.ClientConnection;
import fluxbridge.generate.Job;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a client closed its connection while a handler blocks.
 *
 * <p>Jetty does not read from an HTTP/1.1 connection while its request is handled, so it learns of a close only when it writes. For that time
 * the watch registers its own interest in reading. When the socket becomes readable one byte is read: the end of the stream means that the
 * client left; anything else is the start of a pipelined request, which is handed back to the connection, and the watch ends.
 *
 * <p>A client that closes only its sending half looks the same as one that left; no HTTP client in use does that.
 */
final class ClientWatch implements ClientConnection, AutoCloseable {

    private static final String ATTRIBUTE = ClientWatch.class.getName();

    private final @Nullable AbstractEndPoint endPoint;
    private final long idleTimeout;
    private final ReentrantLock lock = new ReentrantLock();

    private boolean closed;
    private boolean gone;
    private @Nullable Runnable action;
    private final List<Job> jobs = new CopyOnWriteArrayList<>();
    private Consumer<Job> onOpened = _ -> {};

    private ClientWatch(@Nullable AbstractEndPoint endPoint) {
        this.endPoint = endPoint;
        this.idleTimeout = endPoint == null ? 0 : endPoint.getIdleTimeout();
    }

    /** Starts to watch the connection of a request whose body was read to its end. Waiting for a picture is not idleness. */
    static ClientWatch of(HttpServletRequest request) {
        return of(request, true);
    }

    /** Watches while a stream is written, with a piece now and then: a client that takes none for the idle timeout is cut. */
    static ClientWatch ofStream(HttpServletRequest request) {
        return of(request, false);
    }

    private static ClientWatch of(HttpServletRequest request, boolean mayBeIdle) {
        var core = ServletContextRequest.getServletContextRequest(request);
        var connection = core.getConnectionMetaData().getConnection();
        var endPoint = connection == null ? null : connection.getEndPoint();
        var watch = new ClientWatch(endPoint instanceof AbstractEndPoint abstractEndPoint ? abstractEndPoint : null);
        request.setAttribute(ATTRIBUTE, watch);
        watch.start(mayBeIdle);
        return watch;
    }

    /** The jobs that were opened for this request so far. */
    static List<Job> jobs(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof ClientWatch watch ? List.copyOf(watch.jobs) : List.of();
    }

    private void start(boolean mayBeIdle) {
        if (endPoint == null) {
            return;
        }
        if (mayBeIdle) {
            endPoint.setIdleTimeout(0);
        }
        endPoint.tryFillInterested(new OnReadable());
    }

    @Override
    public void whenGone(Runnable action) {
        lock.lock();
        try {
            this.action = action;
            if (!gone) {
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    @Override
    public void opened(Job job) {
        jobs.add(job);
        onOpened.accept(job);
    }

    /** Calls {@code action} with each job that is opened for this request. */
    void whenOpened(Consumer<Job> action) {
        onOpened = action;
    }

    /** Another sign than the connection's end told that the client left: an answer could not be written. */
    void left() {
        @Nullable Runnable toRun;
        lock.lock();
        try {
            if (closed || gone) {
                return;
            }
            gone = true;
            toRun = action;
        } finally {
            lock.unlock();
        }
        if (toRun != null) {
            toRun.run();
        }
    }

    /** True when the client left while it was watched. */
    boolean isGone() {
        lock.lock();
        try {
            return gone;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the watch; after this Jetty reads the connection again. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        if (endPoint != null) {
            endPoint.getFillInterest().onFail(new WatchEnded());
            endPoint.setIdleTimeout(idleTimeout);
        }
    }

    private void onReadable() {
        @Nullable Runnable toRun = null;
        lock.lock();
        try {
            if (closed || gone || endPoint == null) {
                return;
            }
            var one = BufferUtil.allocate(1);
            int count = fill(endPoint, one);
            if (count < 0) {
                gone = true;
                toRun = action;
            } else if (count == 0) {
                endPoint.tryFillInterested(new OnReadable());
            } else {
                handBack(endPoint, one);
            }
        } finally {
            lock.unlock();
        }
        if (toRun != null) {
            toRun.run();
        }
    }

    private static int fill(EndPoint endPoint, java.nio.ByteBuffer one) {
        try {
            return endPoint.fill(one);
        } catch (IOException _) {
            // A reset connection is a client that left, too.
            return -1;
        }
    }

    private static void handBack(EndPoint endPoint, java.nio.ByteBuffer one) {
        if (endPoint.getConnection() instanceof Connection.UpgradeTo connection) {
            connection.onUpgradeTo(one);
        } else {
            endPoint.close();
        }
    }

    private final class OnReadable implements Callback {
        @Override
        public void succeeded() {
            onReadable();
        }

        @Override
        public void failed(Throwable x) {
            if (!(x instanceof WatchEnded)) {
                onReadable();
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }

    /** Takes the interest back; costs no stack trace. */
    private static final class WatchEnded extends Exception {
        private static final long serialVersionUID = 1L;

        WatchEnded() {
            super("the answer is there", null, false, false);
        }
    }
}
