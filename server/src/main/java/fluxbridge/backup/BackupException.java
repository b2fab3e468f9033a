package fluxbridge.backup;

/** A backup, a restore or a move that was not done; the message names what stands in the way, and the way out. Nothing is changed. */
public final class BackupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BackupException(String message) {
        super(message);
    }

    BackupException(String message, Throwable cause) {
        super(message, cause);
    }
}
