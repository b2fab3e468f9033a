package fluxbridge.generate;

import fluxbridge.provider.Sleeper;
import java.time.Duration;
import org.slf4j.Logger;

/** Does something again and again, each on a virtual thread of its own. */
public final class Repeater {

    private final Sleeper sleeper;
    private final Logger errors;

    public Repeater(Sleeper sleeper, Logger errors) {
        this.sleeper = sleeper;
        this.errors = errors;
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

    /** A turn that fails, such as one that needs the database, does not end the others. */
    private void turn(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            errors.warn(
                    "{} failed and will be tried again", Thread.currentThread().getName(), e);
        }
    }

    private void repeat(Duration period, Runnable action) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                sleeper.sleep(period);
                turn(action);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
