package fluxbridge.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Time that runs as the machine's does, and jumps ahead when somebody sleeps: waits between polls take no time of the test's. */
final class FixtureClock implements InstantSource, Sleeper {

    private final AtomicLong ahead = new AtomicLong();

    @Override
    public Instant instant() {
        return InstantSource.system().instant().plusNanos(ahead.get());
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        ahead.addAndGet(Math.max(0, duration.toNanos()));
        Thread.onSpinWait();
    }
}
