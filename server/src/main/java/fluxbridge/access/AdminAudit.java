package fluxbridge.access;

/** Hears of everything that is done with the owner's rights. */
@FunctionalInterface
public interface AdminAudit {

    /**
     * @param who a caller's id, or {@code command-line}
     * @param action such as {@code tokens create} or {@code POST /api/v1/loras}
     * @param subject what it was done to, such as a token's name; never a secret
     */
    void record(String who, String action, String subject);
}
