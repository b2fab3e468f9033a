package fluxbridge.provider;

import java.time.Duration;

/** Waits, and answers an interrupt. */
@FunctionalInterface
public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
}
