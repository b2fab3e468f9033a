package fluxbridge.provider;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** Runs what nobody waits for on threads of its own, and waits for it when a test asks: what was sent then can be counted. */
final class FixtureBackground implements Executor {

    private final ConcurrentLinkedQueue<Thread> started = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
        started.add(Thread.ofVirtual().name("fixture background").start(task));
    }

    /** Returns when all that was begun has ended. */
    void await() throws InterruptedException {
        for (var thread = started.poll(); thread != null; thread = started.poll()) {
            thread.join();
        }
    }
}
