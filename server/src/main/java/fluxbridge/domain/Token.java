package fluxbridge.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Leave to use the bridge, without the secret that proves it.
 *
 * @param id stays the same when the secret is exchanged; what the token's caller is known by
 * @param name given by the owner, unique among the tokens that are not revoked
 * @param routing what its requests prefer when they do not say: {@code balanced}, {@code cheap}, {@code fast} or {@code faithful}; empty for
 *     what the owner prefers
 * @param expires the first moment at which it is not good any more; empty for never
 * @param revoked when it was taken back
 * @param lastUsed to within a minute
 */
public record Token(
        String id,
        String name,
        Set<Scope> scopes,
        TokenLimits limits,
        Optional<String> routing,
        Instant created,
        Optional<Instant> expires,
        Optional<Instant> revoked,
        Optional<Instant> lastUsed) {

    public Token {
        scopes = Set.copyOf(scopes);
    }

    /** Who asks when this token is shown. */
    public Caller caller() {
        return new Caller(id);
    }

    public boolean isExpired(Instant now) {
        return expires.filter(end -> !now.isBefore(end)).isPresent();
    }

    /** Neither revoked nor expired. */
    public boolean isGood(Instant now) {
        return revoked.isEmpty() && !isExpired(now);
    }

    /** Whether it was given this scope; {@code admin} holds every other. */
    public boolean may(Scope scope) {
        return scopes.contains(Scope.ADMIN) || scopes.contains(scope);
    }
}
