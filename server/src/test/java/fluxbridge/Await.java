package fluxbridge;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads bring about. */
public final class Await {

    private static final Duration USUAL = Duration.ofSeconds(10);

    private Await() {}

    /** Returns as soon as {@code condition} holds; fails the test after ten seconds. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, USUAL, condition);
    }

    /** Returns as soon as {@code condition} holds; fails the test after {@code most}. */
    public static void until(String what, Duration most, BooleanSupplier condition) {
        if (!within(most, condition)) {
            throw new AssertionError(what + " did not come within " + most.toMillis() + " ms");
        }
    }

    /** Whether {@code condition} comes to hold within {@code most}. */
    public static boolean within(Duration most, BooleanSupplier condition) {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= end) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return true;
    }
}
