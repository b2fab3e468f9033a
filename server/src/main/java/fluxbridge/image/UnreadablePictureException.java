package fluxbridge.image;

/** Bytes that are no picture the bridge can use. The message says what they are, in words fit for a user. */
public final class UnreadablePictureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadablePictureException(String what) {
        super(what);
    }

    public UnreadablePictureException(String what, Throwable cause) {
        super(what, cause);
    }
}
