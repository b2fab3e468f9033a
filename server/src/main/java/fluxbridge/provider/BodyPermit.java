package fluxbridge.provider;

/**
 * Leave to hold a large body in memory. Asked for before a picture is fetched, and once another body turns out to be large; the owner of the
 * request gives it back after the reply is written.
 */
@FunctionalInterface
public interface BodyPermit {

    BodyPermit UNLIMITED = () -> {};

    /** Waits until there is room; returns at once when the request already has leave. */
    void acquire() throws InterruptedException;
}
