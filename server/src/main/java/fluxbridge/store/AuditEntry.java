package fluxbridge.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One refusal.
 *
 * @param seq its number, from 1, without gaps
 * @param caller the caller's id
 * @param rule id of the rule that was broken
 * @param promptHash keyed hash of the prompt
 * @param provider who refused, empty when the bridge did
 * @param prompt the text, null unless the operator keeps it
 */
public record AuditEntry(
        long seq,
        Instant at,
        String caller,
        String rule,
        String promptHash,
        String provider,
        @Nullable String prompt) {}
