package fluxbridge.access;

import fluxbridge.domain.Caller;
import fluxbridge.failure.Failure.LimitReached;
import fluxbridge.failure.GatewayException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Places for pictures that are drawn at once, and who gets the next one. While there are places, nobody waits. When there are none, callers
 * take turns: the one that was given least so far is next, however many requests the others have waiting (start-time fair queueing, with
 * pictures as the measure). A caller at his own limit is passed over.
 *
 * <p>A {@link Permit} is a lease: closing it gives its places to whoever is next.
 */
public final class FairQueue {

    /** For an expectation before anything was measured. */
    private static final Duration USUAL_HOLD = Duration.ofSeconds(10);

    /** Share of the newest measurement in the expectation. */
    private static final double NEWEST = 0.1;

    /** Idle callers whose past is remembered. */
    private static final int MOST_IDLE = 1024;

    private final int places;
    private final int longest;
    private final Function<Caller, Optional<Integer>> atOnce;
    private final InstantSource clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Caller, Lane> lanes = new HashMap<>();
    private final TreeSet<Lane> ready =
            new TreeSet<>(Comparator.comparingLong((Lane lane) -> lane.start).thenComparingLong(lane -> lane.number));
    private long lanesMade;
    private long virtual;
    private int sweepAt = MOST_IDLE;
    private int taken;
    private int waiting;
    private double holdSeconds = USUAL_HOLD.toSeconds();

    /**
     * @param places pictures that are drawn at once; 0 for any number
     * @param longest requests of one caller that may wait
     * @param atOnce requests of a caller that may be drawn at once; empty for any number
     */
    public FairQueue(int places, int longest, Function<Caller, Optional<Integer>> atOnce, InstantSource clock) {
        this.places = places == 0 ? Integer.MAX_VALUE : places;
        this.longest = longest;
        this.atOnce = atOnce;
        this.clock = clock;
    }

    /** One caller: what waits, what runs, and how much was given. */
    private static final class Lane {
        final Caller caller;
        final long number;
        final Deque<Waiter> waiters = new ArrayDeque<>();
        long start;
        int running;

        Lane(Caller caller, long number, long start) {
            this.caller = caller;
            this.number = number;
            this.start = start;
        }
    }

    private static final class Waiter {
        final Lane lane;
        final int pictures;
        final Condition turn;
        boolean granted;

        Waiter(Lane lane, int pictures, Condition turn) {
            this.lane = lane;
            this.pictures = pictures;
            this.turn = turn;
        }
    }

    /** A place, until it is closed; closing it twice does nothing more. */
    public final class Permit implements AutoCloseable {

        private final Waiter waiter;
        private final Instant since;
        private boolean closed;

        private Permit(Waiter waiter) {
            this.waiter = waiter;
            this.since = clock.instant();
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    double held = Duration.between(since, clock.instant()).toMillis() / 1000.0;
                    holdSeconds += NEWEST * (held - holdSeconds);
                    release(waiter);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Waits for places.
     *
     * @param pictures that will be drawn at once, 1 or more; more than there are places take all of them
     * @param patience how long to wait
     * @throws GatewayException {@code LimitReached} when too many of this caller wait already, or the wait was in vain
     * @throws InterruptedException when the job was cancelled; the place in the queue is given up
     */
    public Permit enter(Caller caller, int pictures, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            var lane = lanes.computeIfAbsent(caller, _ -> new Lane(caller, lanesMade++, virtual));
            var waiter = new Waiter(lane, Math.min(pictures, places), lock.newCondition());
            join(waiter);
            grant();
            if (!waiter.granted && lane.waiters.size() > longest) {
                leave(waiter);
                throw new GatewayException(tooMany(lane));
            }
            await(waiter, patience);
            return new Permit(waiter);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Refuses a request that could not even wait, before it is looked at.
     *
     * @throws GatewayException {@code LimitReached}
     */
    public void refuseIfFull(Caller caller) {
        lock.lock();
        try {
            var lane = lanes.get(caller);
            if (lane != null && !lane.waiters.isEmpty() && lane.waiters.size() >= longest) {
                throw new GatewayException(tooMany(lane));
            }
        } finally {
            lock.unlock();
        }
    }

    private void await(Waiter waiter, Duration patience) throws InterruptedException {
        boolean mine = false;
        try {
            long nanos = patience.toNanos();
            while (!waiter.granted) {
                if (nanos <= 0) {
                    throw new GatewayException(new LimitReached(
                            "the bridge is full and no place became free within " + patience.toSeconds() + " s",
                            expectedWait(waiter.lane)));
                }
                nanos = waiter.turn.awaitNanos(nanos);
            }
            mine = true;
        } finally {
            if (!mine) {
                leave(waiter);
            }
        }
    }

    private void join(Waiter waiter) {
        var lane = waiter.lane;
        if (lane.waiters.isEmpty()) {
            lane.start = Math.max(lane.start, virtual);
        }
        lane.waiters.add(waiter);
        waiting++;
        enlist(lane);
    }

    /** Gives up a place in the queue, or the places that came at the same moment. */
    private void leave(Waiter waiter) {
        if (waiter.granted) {
            release(waiter);
            return;
        }
        waiter.lane.waiters.remove(waiter);
        waiting--;
        enlist(waiter.lane);
        forgetIdle();
        // Who waited behind a request for many pictures may fit now.
        grant();
    }

    private void release(Waiter waiter) {
        taken -= waiter.pictures;
        waiter.lane.running--;
        enlist(waiter.lane);
        grant();
        forgetIdle();
    }

    private void grant() {
        while (!ready.isEmpty()) {
            var lane = ready.first();
            var waiter = lane.waiters.element();
            // The first in turn is not passed over for a smaller one, or large requests would never have their turn.
            if (waiter.pictures > places - taken) {
                return;
            }
            ready.remove(lane);
            lane.waiters.remove();
            waiting--;
            virtual = Math.max(virtual, lane.start);
            lane.start = Math.max(lane.start, virtual) + waiter.pictures;
            lane.running++;
            taken += waiter.pictures;
            waiter.granted = true;
            enlist(lane);
            waiter.turn.signal();
        }
    }

    /** Puts a lane among those that could go on, or takes it out. */
    private void enlist(Lane lane) {
        ready.remove(lane);
        if (!lane.waiters.isEmpty()
                && atOnce.apply(lane.caller)
                        .filter(most -> lane.running >= most)
                        .isEmpty()) {
            ready.add(lane);
        }
    }

    private void forgetIdle() {
        if (taken == 0 && waiting == 0) {
            lanes.clear();
            virtual = 0;
        } else if (lanes.size() > sweepAt) {
            // While nobody waits, what was given in the past is nobody's loss.
            lanes.values()
                    .removeIf(lane ->
                            lane.waiters.isEmpty() && lane.running == 0 && (waiting == 0 || lane.start <= virtual));
            sweepAt = Math.max(MOST_IDLE, 2 * lanes.size());
        }
    }

    private LimitReached tooMany(Lane lane) {
        return new LimitReached(
                "the bridge is full and " + longest
                        + " requests wait already, the most that one caller may have waiting",
                expectedWait(lane));
    }

    /** For one more request at the end of a lane, when all lanes go on as they do. */
    private Duration expectedWait(Lane lane) {
        double perRequest = holdSeconds / Math.max(1, lane.running);
        return Duration.ofMillis(Math.round(Math.clamp(perRequest, 1, 3600) * 1000));
    }

    /** Pictures that are being drawn. */
    public int taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Requests that wait for their turn. */
    public int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Callers that are remembered. */
    int lanes() {
        lock.lock();
        try {
            return lanes.size();
        } finally {
            lock.unlock();
        }
    }
}
