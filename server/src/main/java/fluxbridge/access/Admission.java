package fluxbridge.access;

import fluxbridge.domain.Caller;
import fluxbridge.domain.Token;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request that was let in, until it is closed. */
public final class Admission implements AutoCloseable {

    private final Caller caller;
    private final Optional<Token> token;
    private final Runnable left;
    private final AtomicBoolean closed = new AtomicBoolean();

    Admission(Caller caller, Optional<Token> token, Runnable left) {
        this.caller = caller;
        this.token = token;
        this.left = left;
    }

    /** Who asks. */
    public Caller caller() {
        return caller;
    }

    /** What he showed; empty where none is needed. */
    public Optional<Token> token() {
        return token;
    }

    /** The request is answered, in whatever way; a second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            left.run();
        }
    }
}
