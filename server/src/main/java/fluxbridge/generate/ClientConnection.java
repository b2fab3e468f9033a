package fluxbridge.generate;

/** The connection on which a request came, as far as a job cares: whether the client is still there. */
@FunctionalInterface
public interface ClientConnection {

    /** A client that never leaves, such as the command line. */
    ClientConnection STAYS = _ -> {};

    /** Calls {@code action} once, from another thread, if the client closes its connection before the answer is there. */
    void whenGone(Runnable action);

    /** Hears of the job that was opened for the request, on the request's own thread. */
    default void opened(Job job) {}
}
