package fluxbridge.http;

import fluxbridge.failure.Failure.Stopping;
import fluxbridge.failure.GatewayException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the requests that are being answered, so that the bridge stops behind the last byte of the last answer and takes no new work meanwhile. */
public final class Drain {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private int answering;
    private boolean stopping;

    /** A request arrived; {@link #end} follows in any case. */
    void begin() {
        lock.lock();
        try {
            answering++;
        } finally {
            lock.unlock();
        }
    }

    /** Its answer was written. */
    void end() {
        lock.lock();
        try {
            answering--;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** @throws GatewayException {@code Stopping} when no new pictures are begun any more */
    void admit() {
        lock.lock();
        try {
            if (stopping) {
                throw new GatewayException(new Stopping());
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on no new pictures are begun. */
    void stop() {
        lock.lock();
        try {
            stopping = true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until every request is answered, at most so long. */
    void awaitAnswered(Duration most) throws InterruptedException {
        lock.lock();
        try {
            long left = most.toNanos();
            while (answering > 0 && left > 0) {
                left = ended.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
