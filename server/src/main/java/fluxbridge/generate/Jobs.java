package fluxbridge.generate;

import fluxbridge.domain.Caller;
import fluxbridge.metrics.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is running, per caller.
 *
 * <p>A client that stops a picture often does two things at once: it closes its connection and posts an interrupt that names no job
 * (SillyTavern does, within the same millisecond, in either order). The closed connection ends exactly its own job; the interrupt that
 * belongs to it must not end another one. So each departure absorbs one interrupt of the same caller within {@link #PAIRING}, and an
 * interrupt that could hit several jobs first waits a moment for its departure.
 */
public final class Jobs {

    /** How long after a departure an interrupt still belongs to it. */
    static final Duration PAIRING = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final Supplier<String> ids;
    private final Duration grace;
    private final Metrics metrics;
    private final ProgressHub hub;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition departed = lock.newCondition();
    private final Map<Caller, Set<Job>> running = new HashMap<>();
    private final Map<Caller, Deque<Instant>> departures = new HashMap<>();

    /** @param grace how long an interrupt that could hit several jobs waits for the departure it may belong to */
    public Jobs(InstantSource clock, Supplier<String> ids, Duration grace, Metrics metrics) {
        this(clock, ids, grace, metrics, new ProgressHub(clock));
    }

    /** @param hub hears of everything that happens to a job */
    public Jobs(InstantSource clock, Supplier<String> ids, Duration grace, Metrics metrics, ProgressHub hub) {
        this.hub = hub;
        this.clock = clock;
        this.ids = ids;
        this.grace = grace;
        this.metrics = metrics;
    }

    /** Opens a job that runs on the current thread. */
    Job open(Caller caller, int pictures, double expectedSeconds, @Nullable String taskId) {
        var job = new Job(ids.get(), caller, taskId, pictures, expectedSeconds, Thread.currentThread(), clock, hub);
        hub.opened(job);
        lock.lock();
        try {
            running.computeIfAbsent(caller, _ -> new LinkedHashSet<>()).add(job);
        } finally {
            lock.unlock();
        }
        metrics.jobStarted();
        return job;
    }

    void close(Job job) {
        job.close();
        lock.lock();
        try {
            var jobs = running.get(job.caller());
            if (jobs != null && jobs.remove(job)) {
                metrics.jobEnded();
                if (jobs.isEmpty()) {
                    running.remove(job.caller());
                }
            }
            forgetOldDepartures();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The client of a job closed its connection: the job ends, and the interrupt that may come with it will hit nothing else. Where that
     * interrupt came first and ended the job, there is none to come.
     */
    void clientGone(Job job) {
        lock.lock();
        try {
            if (job.cancellation() != Job.Cancellation.INTERRUPTED) {
                departures
                        .computeIfAbsent(job.caller(), _ -> new ArrayDeque<>())
                        .add(clock.instant());
            }
            job.cancel(Job.Cancellation.CLIENT_GONE);
            departed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Cancels the caller's jobs that started before the call, unless it belongs to a connection that was closed.
     *
     * @return how many jobs were cancelled
     */
    public int interrupt(Caller caller) {
        var asked = clock.instant();
        lock.lock();
        try {
            if (absorbed(caller, asked)) {
                return 0;
            }
            long left = grace.toNanos();
            while (jobsOf(caller).size() > 1 && left > 0) {
                left = departed.awaitNanos(left);
                if (absorbed(caller, asked)) {
                    return 0;
                }
            }
            var hit = jobsOf(caller).stream()
                    .filter(job -> !job.startedAt().isAfter(asked) && job.cancellation() == null)
                    .toList();
            hit.forEach(job -> job.cancel(Job.Cancellation.INTERRUPTED));
            return hit.size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } finally {
            lock.unlock();
        }
    }

    private boolean absorbed(Caller caller, Instant asked) {
        var gone = departures.get(caller);
        if (gone == null) {
            return false;
        }
        gone.removeIf(at -> at.isBefore(asked.minus(PAIRING)));
        return gone.poll() != null;
    }

    private void forgetOldDepartures() {
        var oldest = clock.instant().minus(PAIRING);
        departures.values().forEach(gone -> gone.removeIf(at -> at.isBefore(oldest)));
        departures.values().removeIf(Deque::isEmpty);
    }

    /** Cancels this one job, unless it ended. */
    public void cancel(Job job) {
        job.cancel(Job.Cancellation.INTERRUPTED);
    }

    /** Gives up the pictures that the caller's jobs are drawing now; the rest of each job goes on. */
    public void skip(Caller caller) {
        runningOf(caller).forEach(Job::skip);
    }

    /** The caller's jobs, oldest first. */
    public List<Job> runningOf(Caller caller) {
        lock.lock();
        try {
            return jobsOf(caller);
        } finally {
            lock.unlock();
        }
    }

    /** The caller's job that carries this {@code force_task_id}. */
    public Optional<Job> task(Caller caller, String taskId) {
        return runningOf(caller).stream()
                .filter(job -> taskId.equals(job.taskId()))
                .findFirst();
    }

    private List<Job> jobsOf(Caller caller) {
        return running.getOrDefault(caller, Set.of()).stream()
                .sorted(Comparator.comparing(Job::startedAt))
                .toList();
    }

    /** Cancels everything: the bridge stops. */
    public void stopAll() {
        lock.lock();
        try {
            for (var jobs : new ArrayList<>(running.values())) {
                jobs.forEach(job -> job.cancel(Job.Cancellation.STOPPING));
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many jobs run, of all callers. */
    public int count() {
        lock.lock();
        try {
            return running.values().stream().mapToInt(Set::size).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing runs, at most so long; true when it came to that. */
    public boolean awaitIdle(Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        while (count() > 0) {
            if (System.nanoTime() >= until) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }
}
