package fluxlab.http;

/** Answers the requests of one route, on a virtual thread of its own; it may block. */
@FunctionalInterface
public interface Handler {
    Answer answer(Exchange exchange) throws InterruptedException;
}
