package fluxbridge.generate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * One listener's place at the {@link ProgressHub}. What it has not read yet waits in a bounded queue; a listener that lets the queue fill up is
 * dropped, so nobody ever waits for it.
 */
public final class Subscription implements AutoCloseable {

    private static final int MOST_WAITING = 256;

    /** What a listener gets. */
    public sealed interface Signal {

        record Happened(Published published) implements Signal {}

        /** Nothing happened for a while: time to show the other side that the line is alive. */
        record Quiet() implements Signal {}

        /** Nothing comes any more. */
        record Ended(String why) implements Signal {}
    }

    private static final Signal.Quiet QUIET = new Signal.Quiet();

    private final Deque<Published> replay;
    private final boolean gap;
    private final long position;
    private final Consumer<Subscription> leave;
    private final BlockingQueue<Signal> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private boolean ended;

    /**
     * @param replay what happened since the listener left off, told first
     * @param gap true when older events that it missed are gone
     * @param position id of the event before the first that it will hear
     */
    Subscription(List<Published> replay, boolean gap, long position, Consumer<Subscription> leave) {
        this.replay = new ArrayDeque<>(replay);
        this.gap = gap;
        this.position = position;
        this.leave = leave;
    }

    /** True when events that the listener missed are not kept any more: it should look at the jobs as they are now. */
    public boolean hasGap() {
        return gap;
    }

    /** Where it begins: id of the last event before those that it hears. */
    public long position() {
        return position;
    }

    /** True when there are kept events that were not read yet. */
    public boolean hasReplay() {
        return !replay.isEmpty();
    }

    /** The next signal, waiting for it. One thread reads. */
    public Signal next() throws InterruptedException {
        var kept = replay.poll();
        return kept == null ? waiting.take() : new Signal.Happened(kept);
    }

    synchronized void happened(Published published) {
        if (!ended && !waiting.offer(new Signal.Happened(published))) {
            end("read too slowly");
        }
    }

    /** Shows the listener that time passes, unless it has enough to read. */
    public synchronized void quiet() {
        if (!ended && waiting.isEmpty()) {
            waiting.add(QUIET);
        }
    }

    /** The last thing the listener hears, at once: what waits for it is thrown away. */
    public synchronized void end(String why) {
        if (!ended) {
            ended = true;
            waiting.clear();
            waiting.add(new Signal.Ended(why));
        }
    }

    @Override
    public void close() {
        end("closed");
        leave.accept(this);
    }
}
