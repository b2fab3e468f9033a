package fluxlab.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Every client waiting for an answer, looked at in turn by one thread, so that thousands cost next to nothing. */
final class Clients implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Set<Client> waiting = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread looker =
            Thread.ofPlatform().daemon().name("lab-clients").unstarted(this::look);

    void start() {
        looker.start();
    }

    void watch(Client client) {
        waiting.add(client);
        if (closed.getCount() == 0) {
            client.leave();
        }
    }

    void release(Client client) {
        waiting.remove(client);
        client.release();
    }

    /** Sleeps; false at once when the lab closes. */
    boolean sleep(Duration time) throws InterruptedException {
        return !closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        try {
            while (sleep(BETWEEN_LOOKS)) {
                waiting.forEach(Client::look);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets every waiting handler go on as if its client had left. */
    @Override
    public void close() {
        closed.countDown();
        waiting.forEach(Client::leave);
    }
}
