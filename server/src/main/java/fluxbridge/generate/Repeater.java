package fluxbridge.generate;

import fluxbridge.provider.Sleeper;
import java.time.Duration;

/** Does something again and again, each on a virtual thread of its own. */
public final class Repeater {

    private final Sleeper sleeper;

    public Repeater(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    /** What is being repeated; ends when it is closed, without waiting for a turn that is under way. */
    @FunctionalInterface
    public interface Repeated extends AutoCloseable {
        @Override
        void close();
    }

    /** Calls {@code action} every {@code period}, for the first time after one period. */
    public Repeated every(String name, Duration period, Runnable action) {
        var thread = Thread.ofVirtual().name(name).start(() -> repeat(period, action));
        return thread::interrupt;
    }

    private void repeat(Duration period, Runnable action) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                sleeper.sleep(period);
                action.run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
