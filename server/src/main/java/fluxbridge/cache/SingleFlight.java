package fluxbridge.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets equal work that is asked for at the same time be done once: the first who asks starts it, the others wait for the same result. The work
 * is interrupted when the last of them has left, not before.
 *
 * @param <K> names the work
 * @param <V> what it comes to
 */
public final class SingleFlight<K, V> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, Flight<V>> flights = new HashMap<>();

    private static final class Flight<V> {
        final CompletableFuture<V> landed = new CompletableFuture<>();
        Thread worker = Thread.currentThread();
        int waiting;
    }

    /**
     * The result, and whether somebody else had begun the work.
     *
     * @param <V> what the work comes to
     */
    public record Landed<V>(V value, boolean joined) {}

    /**
     * @throws InterruptedException when this thread is interrupted; the others go on waiting
     * @throws ExecutionException with what the work threw
     */
    public Landed<V> fly(K key, Callable<V> work) throws InterruptedException, ExecutionException {
        Flight<V> flight;
        boolean joined;
        lock.lock();
        try {
            var running = flights.get(key);
            joined = running != null;
            flight = running == null ? start(key, work) : running;
            flight.waiting++;
        } finally {
            lock.unlock();
        }
        try {
            return new Landed<>(flight.landed.get(), joined);
        } finally {
            leave(key, flight);
        }
    }

    private Flight<V> start(K key, Callable<V> work) {
        var flight = new Flight<V>();
        flights.put(key, flight);
        flight.worker = Thread.ofVirtual().name("flight").start(() -> {
            // Taken out before it lands, so that nobody joins what has come to its end already.
            try {
                var value = work.call();
                remove(key, flight);
                flight.landed.complete(value);
            } catch (Throwable e) { // whatever it was, those who wait must hear of it
                remove(key, flight);
                flight.landed.completeExceptionally(e);
            }
        });
        return flight;
    }

    private void leave(K key, Flight<V> flight) {
        lock.lock();
        try {
            if (--flight.waiting == 0 && !flight.landed.isDone()) {
                flights.remove(key, flight);
                flight.worker.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    private void remove(K key, Flight<V> flight) {
        lock.lock();
        try {
            flights.remove(key, flight);
        } finally {
            lock.unlock();
        }
    }

    /** How many wait for this work. */
    public int waiting(K key) {
        lock.lock();
        try {
            var flight = flights.get(key);
            return flight == null ? 0 : flight.waiting;
        } finally {
            lock.unlock();
        }
    }

    /** How many works are in the air. */
    public int size() {
        lock.lock();
        try {
            return flights.size();
        } finally {
            lock.unlock();
        }
    }
}
