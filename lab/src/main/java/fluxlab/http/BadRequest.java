package fluxlab.http;

/** A request the lab itself cannot read; answered with 400 and the message. */
public final class BadRequest extends RuntimeException {
    public BadRequest(String message) {
        super(message);
    }
}
