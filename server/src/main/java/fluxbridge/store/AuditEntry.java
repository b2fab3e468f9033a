package fluxbridge.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One refusal, or one thing that was done with the owner's rights.
 *
 * @param seq its number, from 1, without gaps
 * @param caller the caller's id
 * @param rule id of the rule that was broken; {@value #ADMIN} and what was done
 * @param promptHash keyed hash of the prompt; empty where there is none
 * @param provider who refused, empty when the bridge did
 * @param prompt the text, null unless the operator keeps it; what something was done to
 */
public record AuditEntry(
        long seq,
        Instant at,
        String caller,
        String rule,
        String promptHash,
        String provider,
        @Nullable String prompt) {

    /** How the rule of an entry begins that is no refusal. */
    public static final String ADMIN = "admin: ";

    /** Whether it is no refusal. */
    public boolean isAdmin() {
        return rule.startsWith(ADMIN);
    }
}
