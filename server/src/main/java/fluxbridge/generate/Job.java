package fluxbridge.generate;

import fluxbridge.domain.Caller;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that is being drawn. Cancelling interrupts the thread that runs it; skipping gives up the pictures that are being drawn now and
 * goes on with the rest.
 */
public final class Job {

    /** Why a job was cancelled. */
    public enum Cancellation {
        INTERRUPTED("interrupted by the caller"),
        CLIENT_GONE("the client closed its connection"),
        STOPPING("the bridge is stopping");

        private final String words;

        Cancellation(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    private final String id;
    private final Caller caller;
    private final @Nullable String taskId;
    private final Instant startedAt;
    private final int pictures;
    private final double expectedSeconds;
    private final Thread runner;

    private final Set<Thread> drawing = new HashSet<>();
    private @Nullable Cancellation cancellation;
    private boolean open = true;
    private int finished;
    private double fraction;
    private String doing = "queued";

    Job(
            String id,
            Caller caller,
            @Nullable String taskId,
            Instant startedAt,
            int pictures,
            double expectedSeconds,
            Thread runner) {
        this.id = id;
        this.caller = caller;
        this.taskId = taskId;
        this.startedAt = startedAt;
        this.pictures = pictures;
        this.expectedSeconds = expectedSeconds;
        this.runner = runner;
    }

    public String id() {
        return id;
    }

    public Caller caller() {
        return caller;
    }

    /** The client's own name for the job ({@code force_task_id}), null when it gave none. */
    public @Nullable String taskId() {
        return taskId;
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** How many pictures it makes. */
    public int pictures() {
        return pictures;
    }

    /** How long the whole job is expected to take. */
    public double expectedSeconds() {
        return expectedSeconds;
    }

    public synchronized int finished() {
        return finished;
    }

    /** What it is at, such as {@code asking runware}. */
    public synchronized String doing() {
        return doing;
    }

    /** How far the pictures in work are by the providers' own word, 0..1; 0 where providers say nothing. */
    public synchronized double fraction() {
        return fraction;
    }

    public synchronized @Nullable Cancellation cancellation() {
        return cancellation;
    }

    synchronized void report(double fractionOfOne, String what) {
        fraction = fractionOfOne;
        doing = what;
    }

    synchronized void pictureFinished() {
        finished++;
        fraction = 0;
    }

    /** The current thread starts on one of the pictures, so a skip hits it. */
    synchronized void pictureStarted() {
        drawing.add(Thread.currentThread());
    }

    /** The current thread is done with its picture, finished or not. */
    synchronized void pictureEnded() {
        drawing.remove(Thread.currentThread());
    }

    /** Ends the job's work; does nothing once the job is closed, so a late call never hits what the thread does next. */
    synchronized void cancel(Cancellation why) {
        if (open && cancellation == null) {
            cancellation = why;
            runner.interrupt();
        }
    }

    synchronized void skip() {
        if (open) {
            drawing.forEach(Thread::interrupt);
        }
    }

    /** After this the thread belongs to others again. */
    synchronized void close() {
        open = false;
        if (cancellation != null && Thread.currentThread().equals(runner)) {
            // An interrupt that came too late for the work must not hit the writing of the answer.
            var _ = Thread.interrupted();
        }
    }
}
