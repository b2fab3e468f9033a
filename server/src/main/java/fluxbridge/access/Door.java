package fluxbridge.access;

import fluxbridge.access.RouteRules.Level;
import fluxbridge.access.RouteRules.Rule;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Scope;
import fluxbridge.domain.Token;
import fluxbridge.failure.Failure.Forbidden;
import fluxbridge.failure.Failure.Unauthorized;
import fluxbridge.failure.GatewayException;
import fluxbridge.store.KeyedHash;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in, before anything of their body is read: who asks, whether he may, whether it is too much.
 *
 * <p>As long as no token was ever made, everybody on this machine may do everything, and nobody else anything. Credentials then only tell
 * callers apart. From the first token on a request needs a good one.
 */
public final class Door {

    private static final String MAKE_ONE = "./bridge tokens create NAME";

    private final Tokens tokens;
    private final KnownHosts hosts;
    private final Exposure exposure;
    private final RateLimits rates;
    private final DailyRequests days;
    private final FairQueue queue;
    private final KeyedHash hash;
    private final AdminAudit audit;
    private final Map<String, Rule> rules = new ConcurrentHashMap<>();
    private final AtomicInteger inside = new AtomicInteger();

    public Door(
            Tokens tokens,
            KnownHosts hosts,
            Exposure exposure,
            RateLimits rates,
            DailyRequests days,
            FairQueue queue,
            KeyedHash hash,
            AdminAudit audit) {
        this.tokens = tokens;
        this.hosts = hosts;
        this.exposure = exposure;
        this.rates = rates;
        this.days = days;
        this.queue = queue;
        this.hash = hash;
        this.audit = audit;
    }

    /**
     * A request at the door.
     *
     * @param route the pattern it fits, null when it fits none
     * @param path as it was asked for
     * @param host the {@code Host} header
     * @param client where it comes from, by {@link ClientAddress}
     */
    public record Knock(
            String method,
            @Nullable String route,
            String path,
            @Nullable String host,
            InetAddress client,
            Credentials credentials) {

        boolean isRemote() {
            return !client.isLoopbackAddress();
        }
    }

    /** Who asks without saying so. */
    public static Caller stranger(InetAddress client) {
        return new Caller("anonymous@" + client.getHostAddress());
    }

    /**
     * Lets a request in; the admission is to be closed when it is answered.
     *
     * @throws GatewayException {@code Unauthorized}, {@code Forbidden} or {@code LimitReached}
     */
    public Admission admit(Knock knock) {
        var rule = rule(knock);
        var visitor = rule.level() == Level.OPEN ? stranger(knock) : identify(knock);
        if (!exposure.shows(rule.group(), knock.path(), knock.isRemote())) {
            throw new GatewayException(new Forbidden(knock.method() + " " + knock.path()
                    + " is not open to you; the owner can open it with EXPOSED_ENDPOINTS"));
        }
        check(visitor.token(), rule, knock);
        if (rule.draws()) {
            draw(visitor, knock);
        } else if (rule.level() != Level.OPEN) {
            rates.light(knock.client());
        }
        if (rule.level() == Level.ADMIN
                && !knock.method().equals("GET")
                && !knock.method().equals("HEAD")) {
            audit.record(visitor.caller().id(), knock.method() + " " + knock.route(), knock.path());
        }
        inside.incrementAndGet();
        return new Admission(visitor.caller(), visitor.token(), inside::decrementAndGet);
    }

    /** Routes are few, and looked for often. */
    private Rule rule(Knock knock) {
        var route = knock.route();
        return route == null
                ? RouteRules.UNROUTED
                : rules.computeIfAbsent(knock.method() + " " + route, _ -> RouteRules.of(knock.method(), route));
    }

    /** Requests that are inside. */
    public int inside() {
        return inside.get();
    }

    /** @param token empty where none is needed */
    private record Visitor(Caller caller, Optional<Token> token) {}

    private static Visitor stranger(Knock knock) {
        return new Visitor(stranger(knock.client()), Optional.empty());
    }

    private Visitor identify(Knock knock) {
        return tokens.isLocked() ? byToken(knock) : unlocked(knock);
    }

    private Visitor byToken(Knock knock) {
        for (var text : knock.credentials().texts()) {
            var token = tokens.find(text);
            if (token.isPresent()) {
                return new Visitor(token.get().caller(), token);
            }
        }
        if (knock.credentials().isEmpty()) {
            throw new GatewayException(
                    new Unauthorized("Not authenticated: send an access token, as password or user of"
                            + " Basic, as Bearer, as X-API-Key, as ?key=, or in the address as /k/TOKEN/"));
        }
        throw bad(knock);
    }

    private GatewayException bad(Knock knock) {
        rates.badToken(knock.client());
        return new GatewayException(
                new Unauthorized("Incorrect username or password: this access token is unknown, revoked or"
                        + " expired; ./bridge tokens list shows those that are good"));
    }

    private Visitor unlocked(Knock knock) {
        if (knock.isRemote()) {
            throw new GatewayException(new Unauthorized(
                    "Not authenticated: without an access token only this machine is served; make one with "
                            + MAKE_ONE));
        }
        if (!hosts.isKnown(knock.host())) {
            throw new GatewayException(new Forbidden("the bridge does not go by the name '" + knock.host()
                    + "'; add it to ALLOWED_HOSTS if it is yours, or make an access token with " + MAKE_ONE));
        }
        if (knock.credentials().texts().stream().anyMatch(TokenText::isMeant)) {
            throw bad(knock);
        }
        var caller = knock.credentials()
                .likeliest()
                .map(text -> new Caller("key-" + hash.hex("caller", text)))
                .orElseGet(() -> stranger(knock.client()));
        return new Visitor(caller, Optional.empty());
    }

    private static void check(Optional<Token> token, Rule rule, Knock knock) {
        var needed = switch (rule.level()) {
            case OPEN, ANY -> Optional.<Scope>empty();
            case IMAGES -> Optional.of(Scope.IMAGES);
            case VIDEO -> Optional.of(Scope.VIDEO);
            case ADMIN -> Optional.of(Scope.ADMIN);
        };
        if (token.isPresent() && needed.isPresent() && !token.get().may(needed.get())) {
            throw new GatewayException(
                    new Forbidden(knock.method() + " " + knock.path() + " needs a token with the scope "
                            + needed.get().word() + "; '" + token.get().name() + "' has "
                            + token.get().scopes().stream()
                                    .sorted()
                                    .map(Scope::word)
                                    .collect(java.util.stream.Collectors.joining(", "))));
        }
    }

    /** The count of the day comes last, as it is written down: what is refused for another reason does not use it up. */
    private void draw(Visitor visitor, Knock knock) {
        queue.refuseIfFull(visitor.caller());
        var taken = rates.draws(knock.client(), visitor.token());
        try {
            visitor.token().ifPresent(days::count);
        } catch (GatewayException e) {
            taken.giveBack();
            throw e;
        }
    }
}
