package fluxbridge.generate;

import fluxbridge.domain.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Where jobs tell what happens to them and callers listen. Everything is kept apart by caller: nobody can name, hear or count another's jobs.
 *
 * <p>The newest events of each caller are kept for a while, so that a listener that lost its connection goes on where it left off, and ended
 * jobs stay readable as long. Telling never waits for a listener.
 */
public final class ProgressHub {

    /** How long an ended job and its events stay readable. */
    static final Duration KEPT = Duration.ofMinutes(10);

    /** Of one caller; older ones are forgotten first. */
    static final int MOST_EVENTS = 2048;

    /** Of one caller, running or ended; older ended ones are forgotten first. */
    static final int MOST_JOBS = 512;

    /** Of one caller; a further one ends the oldest. */
    static final int MOST_LISTENERS = 32;

    private static final long IDS_PER_MILLI = 1000;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Caller, Channel> channels = new HashMap<>();
    private boolean closed;

    public ProgressHub(InstantSource clock) {
        this.clock = clock;
    }

    /** What is kept of one caller. */
    private static final class Channel {
        private final Deque<Published> events = new ArrayDeque<>();
        private final Map<String, Job> jobs = new LinkedHashMap<>();
        private final Set<Subscription> listeners = new LinkedHashSet<>();
        private final Map<Subscription, Predicate<Job>> wants = new HashMap<>();
        private long last;
        private long lastForgotten;

        private boolean isEmpty() {
            return events.isEmpty() && jobs.isEmpty() && listeners.isEmpty();
        }

        private void forget() {
            var gone = events.poll();
            lastForgotten = gone == null ? lastForgotten : gone.id();
        }
    }

    /** A job begins. */
    void opened(Job job) {
        lock.lock();
        try {
            channel(job.caller()).jobs.put(job.id(), job);
        } finally {
            lock.unlock();
        }
        publish(job, new JobEvent.Queued(job.pictures()));
    }

    /** Tells everyone who listens to this job. */
    void publish(Job job, JobEvent event) {
        var now = clock.instant();
        lock.lock();
        try {
            var channel = channel(job.caller());
            // By the clock, so that ids grow over restarts and over callers that were forgotten in between.
            channel.last = Math.max(channel.last + 1, now.toEpochMilli() * IDS_PER_MILLI);
            var published = new Published(channel.last, now, job, event);
            channel.events.add(published);
            if (channel.events.size() > MOST_EVENTS) {
                channel.forget();
            }
            channel.wants.forEach((listener, wants) -> {
                if (wants.test(job)) {
                    listener.happened(published);
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private Channel channel(Caller caller) {
        return channels.computeIfAbsent(caller, _ -> new Channel());
    }

    /**
     * Listens to the jobs of a caller that {@code wants} takes.
     *
     * @param since id of the last event the listener has; later ones that are kept are told first. {@link Long#MAX_VALUE} for none of them.
     */
    public Subscription subscribe(Caller caller, Predicate<Job> wants, long since) {
        lock.lock();
        try {
            var channel = channel(caller);
            var replay = channel.events.stream()
                    .filter(published -> published.id() > since && wants.test(published.job()))
                    .toList();
            var listener = new Subscription(
                    replay, since < channel.lastForgotten, Math.min(since, channel.last), left -> leave(caller, left));
            if (closed) {
                listener.end("the bridge is stopping");
                return listener;
            }
            if (channel.listeners.size() >= MOST_LISTENERS) {
                var oldest = channel.listeners.iterator().next();
                oldest.end("too many listeners");
                remove(channel, oldest);
            }
            channel.listeners.add(listener);
            channel.wants.put(listener, wants);
            return listener;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Caller caller, Subscription listener) {
        lock.lock();
        try {
            var channel = channels.get(caller);
            if (channel != null) {
                remove(channel, listener);
                if (channel.isEmpty()) {
                    channels.remove(caller);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static void remove(Channel channel, Subscription listener) {
        channel.listeners.remove(listener);
        channel.wants.remove(listener);
    }

    /** The caller's jobs, running and lately ended, newest first. */
    public List<Job> jobs(Caller caller) {
        lock.lock();
        try {
            var channel = channels.get(caller);
            return channel == null ? List.of() : new ArrayList<>(channel.jobs.values()).reversed();
        } finally {
            lock.unlock();
        }
    }

    /** The caller's job with this id, or the newest that the client itself gave this name. */
    public Optional<Job> job(Caller caller, String name) {
        var jobs = jobs(caller);
        return jobs.stream()
                .filter(job -> job.id().equals(name))
                .findFirst()
                .or(() -> jobs.stream().filter(job -> job.isCalled(name)).findFirst());
    }

    /** Called every second or so: tells what time alone brought about and forgets what is old. */
    public void pulse() {
        var moving = new ArrayList<Job>();
        lock.lock();
        try {
            var oldest = clock.instant().minus(KEPT);
            for (Iterator<Channel> all = channels.values().iterator(); all.hasNext(); ) {
                var channel = all.next();
                forgetOld(channel, oldest);
                if (channel.isEmpty()) {
                    all.remove();
                } else if (!channel.listeners.isEmpty()) {
                    moving.addAll(channel.jobs.values());
                }
            }
        } finally {
            lock.unlock();
        }
        // Outside the lock: a job takes its own lock first and the hub's second.
        moving.forEach(Job::pulse);
    }

    private static void forgetOld(Channel channel, Instant oldest) {
        for (var event = channel.events.peek();
                event != null && event.at().isBefore(oldest);
                event = channel.events.peek()) {
            channel.forget();
        }
        int over = channel.jobs.size() - MOST_JOBS;
        for (var jobs = channel.jobs.values().iterator(); jobs.hasNext(); ) {
            var endedAt = jobs.next().endedAt();
            if (endedAt != null && (over > 0 || endedAt.isBefore(oldest))) {
                jobs.remove();
                over--;
            }
        }
    }

    /** Ends every listener: the bridge stops. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            channels.values().forEach(channel -> {
                channel.listeners.forEach(listener -> listener.end("the bridge is stopping"));
                channel.listeners.clear();
                channel.wants.clear();
            });
        } finally {
            lock.unlock();
        }
    }
}
