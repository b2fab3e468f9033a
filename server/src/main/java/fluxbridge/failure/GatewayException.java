package fluxbridge.failure;

/** Carries a {@link Failure} up to the place that answers the caller. */
public final class GatewayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public GatewayException(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    public GatewayException(Failure failure, Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
