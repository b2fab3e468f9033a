package fluxbridge.access;

import fluxbridge.EmptyDatabase;
import fluxbridge.access.Door.Knock;
import fluxbridge.config.AccessSettings.Rate;
import fluxbridge.domain.Scope;
import fluxbridge.domain.TokenLimits;
import fluxbridge.store.Database;
import fluxbridge.store.KeyFile;
import fluxbridge.store.KeyedHash;
import fluxbridge.store.TokenStore;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A door with everything behind it, on a clock that the test sets. */
final class House implements AutoCloseable {

    static final InetAddress NEAR = InetAddress.getLoopbackAddress();
    static final InetAddress FAR = InetAddress.ofLiteral("203.0.113.7");

    final TestClock clock = new TestClock();
    final List<String> messages = new ArrayList<>();
    final List<String> audit = new ArrayList<>();
    final KeyedHash hash;
    final Database database;
    final TokenStore store;
    final Tokens tokens;
    final FairQueue queue;
    final Door door;
    private final AtomicInteger ids = new AtomicInteger();

    House(Path home, String... exposed) {
        hash = KeyFile.open(home, new SecureRandom());
        database = EmptyDatabase.in(home);
        store = new TokenStore(database);
        tokens = tokens(hash);
        queue = new FairQueue(1, 1, _ -> Optional.empty(), clock);
        door = new Door(
                tokens,
                new KnownHosts(List.of("bridge.lan")),
                new Exposure(List.of(exposed)),
                new RateLimits(new Rate(3, true), new Rate(5, true), 2, clock),
                new DailyRequests(store, ZoneId.of("Europe/Berlin"), clock),
                queue,
                hash,
                (who, action, subject) -> audit.add(who + " | " + action + " | " + subject));
    }

    /** Another process with the same database. */
    Tokens tokens(KeyedHash with) {
        return new Tokens(store, with, clock, () -> "id" + ids.incrementAndGet(), new SecureRandom(), messages::add);
    }

    String token(String name, TokenLimits limits, Scope... scopes) {
        return tokens.create(name, Set.of(scopes), limits, Optional.empty(), Optional.empty())
                .orElseThrow()
                .secret();
    }

    static TokenLimits perDay(int most) {
        return new TokenLimits(
                Optional.empty(), Optional.of(most), Optional.empty(), Optional.empty(), Optional.empty());
    }

    static TokenLimits perMinute(int most) {
        return new TokenLimits(
                Optional.of(most), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    Admission knock(String method, String route, InetAddress client, String... credentials) {
        return door.admit(new Knock(
                method,
                route,
                route.toUpperCase(java.util.Locale.ROOT),
                "localhost",
                client,
                new Credentials(List.of(credentials))));
    }

    @Override
    public void close() {
        database.close();
    }
}
