package fluxbridge.access;

import fluxbridge.domain.Caller;
import fluxbridge.domain.Scope;
import fluxbridge.domain.Token;
import fluxbridge.domain.TokenLimits;
import fluxbridge.store.KeyedHash;
import fluxbridge.store.TokenStore;
import fluxbridge.store.TokenStore.Kept;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The tokens of this bridge. Requests are answered from memory; {@link #refresh} brings in what other processes changed, and is called every
 * second.
 */
public final class Tokens {

    private static final String PURPOSE = "access token";
    private static final Duration COARSE = Duration.ofMinutes(1);
    private static final int LONGEST = 256;

    private final TokenStore store;
    private final KeyedHash hash;
    private final InstantSource clock;
    private final Supplier<String> ids;
    private final RandomGenerator random;
    private final Consumer<String> messages;
    private final String keyId;
    private final Map<String, Instant> used = new ConcurrentHashMap<>();
    private final Map<String, Instant> noted = new ConcurrentHashMap<>();

    private volatile Known known;
    private volatile boolean failing;

    /** What is known without asking the database: every token by its hash, and by the caller that it makes. */
    private record Known(Map<String, Kept> byHash, Map<Caller, Token> byCaller, boolean foreign) {}

    /**
     * Reads the tokens.
     *
     * @param ids unguessable, for tokens
     * @param random unguessable, for their secrets
     * @param messages hears of tokens that cannot be recognised, and of a database that does not answer
     */
    public Tokens(
            TokenStore store,
            KeyedHash hash,
            InstantSource clock,
            Supplier<String> ids,
            RandomGenerator random,
            Consumer<String> messages) {
        this.store = store;
        this.hash = hash;
        this.clock = clock;
        this.ids = ids;
        this.random = random;
        this.messages = messages;
        this.keyId = hash.hex("key id", PURPOSE);
        this.known = read();
        if (known.foreign()) {
            messages.accept(
                    "some access tokens were made with another bridge.key than the one in the data folder and are"
                            + " refused; put that file back, or give them new secrets with ./bridge tokens rotate NAME");
        }
    }

    /** A token with its secret, which is nowhere else. */
    public record Issued(Token token, String secret) {
        @Override
        public String toString() {
            return token.toString();
        }
    }

    /** Makes a token; empty when one of this name exists that is not revoked. */
    public Optional<Issued> create(
            String name, Set<Scope> scopes, TokenLimits limits, Optional<String> routing, Optional<Instant> expires) {
        var secret = TokenText.random(random);
        var token = new Token(
                "token-" + ids.get(),
                name,
                scopes,
                limits,
                routing,
                clock.instant(),
                expires,
                Optional.empty(),
                Optional.empty());
        if (!store.add(new Kept(token, hashOf(secret), keyId))) {
            return Optional.empty();
        }
        refresh();
        return Optional.of(new Issued(token, secret));
    }

    /** Takes a token back; false when there is none of this name. */
    public boolean revoke(String name) {
        boolean done = store.revoke(name, clock.instant());
        refresh();
        return done;
    }

    /** Gives a token another secret, at once; limits, spend and options stay. Empty when there is none of this name. */
    public Optional<Issued> rotate(String name) {
        var secret = TokenText.random(random);
        if (!store.rotate(name, hashOf(secret), keyId)) {
            return Optional.empty();
        }
        refresh();
        return all().stream()
                .filter(token -> token.name().equals(name) && token.revoked().isEmpty())
                .findFirst()
                .map(token -> new Issued(token, secret));
    }

    /** Forgets every token: without one the bridge serves its own machine to everybody on it. */
    public int reset() {
        int count = store.reset();
        refresh();
        return count;
    }

    /** Every token that was ever made, revoked ones included, straight from the database. */
    public List<Token> all() {
        return store.all().stream().map(Kept::token).toList();
    }

    /** The token that this is the secret of, if it is good now. */
    public Optional<Token> find(String secret) {
        if (secret.length() > LONGEST) {
            return Optional.empty();
        }
        var hashed = hashOf(secret);
        var kept = known.byHash().get(hashed);
        // The map's own comparison tells nothing about a hash that nobody without the key can compute; this one is for
        // certain.
        if (kept == null
                || !MessageDigest.isEqual(bytes(kept.hash()), bytes(hashed))
                || !kept.token().isGood(clock.instant())) {
            return Optional.empty();
        }
        used.put(kept.token().id(), clock.instant());
        return Optional.of(kept.token());
    }

    /** The token that makes this caller, good or not; empty for a caller without one. */
    public Optional<Token> of(Caller caller) {
        return Optional.ofNullable(known.byCaller().get(caller));
    }

    /** Whether the door is locked: a token was made once. Taking the last one back does not open it. */
    public boolean isLocked() {
        return !known.byHash().isEmpty();
    }

    /** Whether somebody has a token that is good now. */
    public boolean isAnyGood() {
        var now = clock.instant();
        return known.byHash().values().stream().anyMatch(kept -> kept.token().isGood(now));
    }

    /** Brings in what other processes changed, and notes which tokens were used. While the database does not answer the known ones stay. */
    public void refresh() {
        try {
            known = read();
            noteUse(false);
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                messages.accept("the access tokens cannot be read again ("
                        + e.getClass().getSimpleName() + "); those that are known stay in force");
            }
        }
    }

    /** Notes every use that is not noted yet. */
    public void close() {
        try {
            noteUse(true);
        } catch (RuntimeException e) {
            messages.accept("the last use of some access tokens is not noted ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    private void noteUse(boolean all) {
        used.forEach((id, at) -> {
            var before = noted.get(id);
            if (before == null || Duration.between(before, at).compareTo(COARSE) >= 0 || (all && at.isAfter(before))) {
                store.used(id, at);
                noted.put(id, at);
            }
        });
    }

    private Known read() {
        var byHash = new HashMap<String, Kept>();
        var byCaller = new HashMap<Caller, Token>();
        boolean foreign = false;
        for (var kept : store.all()) {
            byHash.put(kept.hash(), kept);
            byCaller.put(kept.token().caller(), kept.token());
            foreign |= kept.token().revoked().isEmpty() && !kept.keyId().equals(keyId);
        }
        return new Known(Map.copyOf(byHash), Map.copyOf(byCaller), foreign);
    }

    private String hashOf(String secret) {
        return hash.seal(PURPOSE, secret);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
