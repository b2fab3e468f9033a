package fluxbridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.access.Door.Knock;
import fluxbridge.config.AccessSettings.Rate;
import fluxbridge.config.StoreSettings;
import fluxbridge.domain.Scope;
import fluxbridge.domain.TokenLimits;
import fluxbridge.failure.GatewayException;
import fluxbridge.store.Database;
import fluxbridge.store.KeyFile;
import fluxbridge.store.TokenStore;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million requests with every ending there is, through the door and the queue; afterwards nobody is inside and no place is taken. */
final class MillionRequestsTest {

    private static final int REQUESTS = 1_000_000;
    private static final int CLIENTS = 40;
    private static final int PLACES = 24;
    private static final InetAddress HOME = InetAddress.getLoopbackAddress();

    private enum Ending {
        SUCCESS,
        FAILURE,
        TIMEOUT,
        CANCEL,
        DISCONNECT
    }

    private final AtomicInteger drawing = new AtomicInteger();
    private final AtomicInteger mostDrawing = new AtomicInteger();
    private final LongAdder drawn = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder interrupted = new LongAdder();
    private final LongAdder failed = new LongAdder();

    @Test
    void nothing_is_left_behind_by_a_million_mixed_requests(@TempDir Path home) throws Exception {
        var hash = KeyFile.open(home, new SecureRandom());
        try (var database = Database.open(new StoreSettings(home, Optional.empty()))) {
            var store = new TokenStore(database);
            var clock = InstantSource.system();
            var ids = new AtomicInteger();
            var tokens = new Tokens(store, hash, clock, () -> "t" + ids.incrementAndGet(), new SecureRandom(), _ -> {});
            var secrets = new ArrayList<String>();
            for (int i = 0; i < 10; i++) {
                var limits = new TokenLimits(
                        Optional.of(i == 0 ? 1000 : 1_000_000_000),
                        Optional.empty(),
                        i == 1 ? Optional.of(2) : Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
                secrets.add(tokens.create("token" + i, Set.of(Scope.IMAGES), limits, Optional.empty(), Optional.empty())
                        .orElseThrow()
                        .secret());
            }
            secrets.add("flb_wrong");
            var queue = new FairQueue(
                    PLACES,
                    20,
                    caller -> tokens.of(caller).flatMap(t -> t.limits().atOnce()),
                    clock);
            var rate = new Rate(0, false);
            var door = new Door(
                    tokens,
                    new KnownHosts(List.of()),
                    new Exposure(List.of()),
                    new RateLimits(rate, rate, 1_000_000, clock),
                    new DailyRequests(store, ZoneId.of("UTC"), clock),
                    queue,
                    hash,
                    (_, _, _) -> {});
            run(door, queue, secrets);

            assertThat(door.inside()).isZero();
            assertThat(queue.taken()).isZero();
            assertThat(queue.waiting()).isZero();
            assertThat(queue.lanes()).isZero();
            assertThat(drawing.get()).isZero();
            assertThat(mostDrawing.get()).isLessThanOrEqualTo(PLACES);
        }
        assertThat(drawn.sum() + refused.sum() + interrupted.sum() + failed.sum())
                .isEqualTo(REQUESTS);
        assertThat(drawn.sum()).isGreaterThan(REQUESTS / 10);
        assertThat(refused.sum()).isGreaterThan(REQUESTS / 100);
        assertThat(interrupted.sum()).isPositive();
        assertThat(failed.sum()).isPositive();
    }

    private void run(Door door, FairQueue queue, List<String> secrets) throws InterruptedException {
        var clients = new ArrayList<Thread>();
        for (int i = 0; i < CLIENTS; i++) {
            var random = new SplittableRandom(i);
            clients.add(Thread.ofVirtual().start(() -> {
                for (int n = 0; n < REQUESTS / CLIENTS; n++) {
                    var secret = secrets.get(random.nextInt(secrets.size()));
                    request(door, queue, secret, Ending.values()[random.nextInt(5)]);
                }
            }));
        }
        for (var client : clients) {
            client.join();
        }
    }

    private void request(Door door, FairQueue queue, String secret, Ending ending) {
        var me = Thread.currentThread();
        try (var admission = door.admit(new Knock(
                "POST",
                "/sdapi/v1/txt2img",
                "/sdapi/v1/txt2img",
                "localhost",
                HOME,
                new Credentials(List.of(secret))))) {
            boolean leaves = ending == Ending.CANCEL || ending == Ending.DISCONNECT;
            if (leaves) {
                me.interrupt();
            }
            var patience = ending == Ending.TIMEOUT ? Duration.ofNanos(1000) : Duration.ofSeconds(20);
            try (var _ = queue.enter(
                    admission.caller(), 1 + ThreadLocalRandom.current().nextInt(4), patience)) {
                draw(ending);
            }
            drawn.increment();
        } catch (InterruptedException _) {
            interrupted.increment();
        } catch (GatewayException _) {
            refused.increment();
        } catch (IllegalStateException _) {
            failed.increment();
        } finally {
            var _ = Thread.interrupted();
        }
    }

    /** The provider that fails or is interrupted. */
    private void draw(Ending ending) throws InterruptedException {
        mostDrawing.accumulateAndGet(drawing.incrementAndGet(), Math::max);
        try {
            Thread.onSpinWait();
            if (ending == Ending.FAILURE) {
                throw new IllegalStateException("the provider failed");
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        } finally {
            drawing.decrementAndGet();
        }
    }
}
