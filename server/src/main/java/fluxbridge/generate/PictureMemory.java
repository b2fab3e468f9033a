package fluxbridge.generate;

import fluxbridge.provider.BodyPermit;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the bytes of pictures that are in memory at once. A request takes its share when its first large body arrives and keeps it until
 * its reply is written, so thousands of waiting requests cost next to nothing and a burst of finished pictures is worked off in turn.
 */
public final class PictureMemory {

    /** What one picture is reckoned with: the file, its base64 and the buffers on its way. */
    private static final int MEBIBYTES_PER_PICTURE = 3;

    private final int total;
    private final Semaphore mebibytes;

    public PictureMemory(int totalMebibytes) {
        this.total = totalMebibytes;
        this.mebibytes = new Semaphore(totalMebibytes, true);
    }

    /** The share of one request for {@code pictures} pictures; nothing is taken yet. */
    public Lease lease(int pictures) {
        return new Lease(Math.min(total, pictures * MEBIBYTES_PER_PICTURE));
    }

    /** Mebibytes that no request has taken. */
    public int free() {
        return mebibytes.availablePermits();
    }

    /** A request's share. All its pictures use the same one, so no request waits for memory while it holds some. */
    public final class Lease implements BodyPermit, AutoCloseable {

        private final int share;
        private final ReentrantLock lock = new ReentrantLock();
        private boolean taken;

        private Lease(int share) {
            this.share = share;
        }

        @Override
        public void acquire() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                if (!taken) {
                    mebibytes.acquire(share);
                    taken = true;
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (taken) {
                    mebibytes.release(share);
                    taken = false;
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
