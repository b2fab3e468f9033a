package fluxbridge.generate;

import fluxbridge.domain.Caller;
import fluxbridge.domain.Mode;
import fluxbridge.domain.ProviderId;
import fluxbridge.generate.JobEvent.PictureFinished;
import fluxbridge.generate.JobView.State;
import fluxbridge.provider.Progress;
import fluxbridge.route.Attempt;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
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

    private static final String FAULT = "a fault in the bridge; its log says more";

    private final String id;
    private final Caller caller;
    private final @Nullable String taskId;
    private final Instant startedAt;
    private final int pictures;
    private final double expectedSeconds;
    private final InstantSource clock;
    private final ProgressHub hub;

    private @Nullable Thread runner;
    private final Map<Thread, Drawing> drawing = new HashMap<>();
    private final Estimate estimate;
    private State state = State.QUEUED;
    private String kind = "txt2img";
    private @Nullable Cancellation cancellation;
    private @Nullable String failure;
    private boolean drawn;
    private boolean skipped;
    private boolean hedged;
    private int finished;
    private int perhapsPaid;
    private String doing = "queued";
    private @Nullable ProviderId provider;
    private volatile @Nullable Instant endedAt;

    Job(
            String id,
            Caller caller,
            @Nullable String taskId,
            int pictures,
            double expectedSeconds,
            Thread runner,
            InstantSource clock,
            ProgressHub hub) {
        this.id = id;
        this.caller = caller;
        this.taskId = taskId;
        this.startedAt = clock.instant();
        this.pictures = pictures;
        this.expectedSeconds = expectedSeconds;
        this.runner = runner;
        this.clock = clock;
        this.hub = hub;
        this.estimate = new Estimate(pictures, expectedSeconds);
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

    /** True when {@code name} is its id or the client's own name for it. */
    public boolean isCalled(String name) {
        return name.equals(id) || name.equals(taskId);
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** How many pictures it makes. */
    public int pictures() {
        return pictures;
    }

    /** How long the whole job was expected to take when it began. */
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

    public synchronized @Nullable Cancellation cancellation() {
        return cancellation;
    }

    /** True when a provider that costs money was asked and did not make plain that it billed nothing. */
    public synchronized boolean mayHaveSpent() {
        return perhapsPaid > 0;
    }

    /** Null while it runs. Read without the job's lock by the hub, which holds its own. */
    @Nullable
    Instant endedAt() {
        return endedAt;
    }

    /** How it looks now. */
    public synchronized JobView view() {
        var now = clock.instant();
        boolean ended = state.hasEnded();
        return new JobView(
                id,
                taskId,
                state,
                kind,
                provider,
                doing,
                pictures,
                finished,
                skipped,
                cancellation != null,
                state == State.DONE ? 1 : estimate.fraction(now),
                ended ? 0 : estimate.etaSeconds(now),
                startedAt,
                endedAt,
                cancellation == null ? failure : cancellation.words());
    }

    synchronized void draws(Mode mode) {
        kind = mode instanceof Mode.Txt2Img ? "txt2img" : "img2img";
    }

    /** One of several passes over the same picture begins; {@code number} counts from 1. */
    public synchronized void pass(int number, int of, String what) {
        doing = "pass " + number + "/" + of + ": " + what;
        hub.publish(this, new JobEvent.Pass(number, of, what));
    }

    /** The current thread starts on one of the pictures, so a skip hits it; what it returns hears how far the picture is. */
    synchronized Progress pictureStarted(double seconds, ToDoubleFunction<ProviderId> expected) {
        var one = new Drawing(estimate.begin(clock.instant(), seconds), expected);
        drawing.put(Thread.currentThread(), one);
        return one;
    }

    synchronized void pictureFinished() {
        finished++;
        hub.publish(this, new PictureFinished(finished, pictures));
    }

    /** The current thread is done with its picture, finished or not. */
    synchronized void pictureEnded() {
        var one = drawing.remove(Thread.currentThread());
        if (one != null) {
            estimate.end(one.estimate);
        }
    }

    /** Leave for a second call beside one that takes unusually long: one for the whole job. */
    synchronized boolean takeHedge() {
        boolean first = !hedged;
        hedged = true;
        return first;
    }

    /** A call to a provider has ended. */
    synchronized void attempted(Attempt attempt, boolean free) {
        boolean cost = attempt.cost() != null && attempt.cost().micros() > 0;
        if (!free && !cost && !attempt.mayBeBilled() && !attempt.outcome().equals("ok")) {
            perhapsPaid--;
        }
    }

    /** Tells listeners how far time alone has brought it, when that makes a new whole percent. */
    synchronized void pulse() {
        if (state == State.RUNNING) {
            tellPercent(false);
        }
    }

    private void tellPercent(boolean changed) {
        var now = clock.instant();
        if (estimate.isNewPercent(now) || changed) {
            hub.publish(this, new JobEvent.Percent(estimate.fraction(now), estimate.etaSeconds(now), doing));
        }
    }

    /** Ends the job's work; does nothing once the job is closed, so a late call never hits what the thread does next. */
    synchronized void cancel(Cancellation why) {
        if (runner != null && cancellation == null) {
            cancellation = why;
            runner.interrupt();
        }
    }

    synchronized void skip() {
        if (runner != null) {
            skipped = true;
            drawing.keySet().forEach(Thread::interrupt);
        }
    }

    /** Its pictures are there. */
    synchronized void done() {
        drawn = true;
    }

    /** Not one picture could be made. */
    synchronized void failed(String why) {
        failure = why;
    }

    /** After this the thread belongs to others again. */
    synchronized void close() {
        if (cancellation != null && Thread.currentThread().equals(runner)) {
            // An interrupt that came too late for the work must not hit the writing of the answer.
            var _ = Thread.interrupted();
        }
        runner = null;
        endedAt = clock.instant();
        hub.publish(this, ending());
    }

    private JobEvent ending() {
        if (cancellation != null) {
            state = State.CANCELLED;
            doing = "cancelled";
            return new JobEvent.Cancelled(cancellation.words(), finished);
        }
        if (drawn) {
            state = State.DONE;
            doing = "done";
            return new JobEvent.Done(finished);
        }
        state = State.FAILED;
        doing = "failed";
        failure = failure == null ? FAULT : failure;
        return new JobEvent.Failed(failure);
    }

    /** One picture in work. */
    private final class Drawing implements Progress {

        private final Estimate.Picture estimate;
        private final ToDoubleFunction<ProviderId> expected;

        Drawing(Estimate.Picture estimate, ToDoubleFunction<ProviderId> expected) {
            this.estimate = estimate;
            this.expected = expected;
        }

        @Override
        public void asking(ProviderId asked, boolean free) {
            synchronized (Job.this) {
                estimate.restart(clock.instant(), expected.applyAsDouble(asked));
                perhapsPaid += free ? 0 : 1;
                state = state.hasEnded() ? state : State.RUNNING;
                doing = "asking " + asked;
                if (!asked.equals(provider)) {
                    provider = asked;
                    hub.publish(Job.this, new JobEvent.Started(asked));
                }
            }
        }

        @Override
        public void report(double fraction, String what) {
            synchronized (Job.this) {
                if (state.hasEnded()) {
                    return;
                }
                estimate.say(fraction);
                boolean changed = !what.equals(doing);
                doing = what;
                tellPercent(changed);
            }
        }
    }
}
