package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.config.StoreSettings;
import fluxbridge.domain.Caller;
import fluxbridge.store.IdempotencyStore.Found;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
final class IdempotencyStoreTest {

    private static final Caller MIRA = new Caller("mira");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LEASE = Duration.ofMinutes(1);

    @RegisterExtension
    final Databases databases = new Databases();

    private final Engine engine;

    @TempDir
    Path dataDir;

    private StoreSettings settings;
    private Database database;
    private IdempotencyStore store;

    IdempotencyStoreTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() {
        settings = databases.fresh(engine, dataDir);
        database = Database.open(settings);
        store = new IdempotencyStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Found begin(String run, Instant now) {
        return begin(store, "hash", run, now);
    }

    private static Found begin(IdempotencyStore store, String hash, String run, Instant now) {
        return store.begin(MIRA, "key", hash, run, now, now.plus(LEASE));
    }

    @Test
    void whoever_comes_first_runs_it_and_the_next_finds_it_running() {
        assertThat(begin("run-1", NOW)).isEqualTo(new Found.Mine());
        assertThat(begin("run-2", NOW)).isEqualTo(new Found.Running());
        assertThat(begin(store, "other", "run-3", NOW)).isEqualTo(new Found.Other());
        assertThat(store.begin(new Caller("kael"), "key", "hash", "run-4", NOW, NOW.plus(LEASE)))
                .isEqualTo(new Found.Mine());
    }

    @Test
    void an_answer_is_found_by_every_replica_also_after_a_restart() {
        begin("run-1", NOW);
        assertThat(store.finish("run-1", 200, "{}", "run-1", 12)).isTrue();
        database.close();
        database = Database.open(settings);
        store = new IdempotencyStore(database);

        assertThat(begin("run-2", NOW)).isEqualTo(new Found.Answered(200, "{}", "run-1", 12));
        assertThat(store.files()).containsExactly("run-1");
    }

    @Test
    void a_run_that_is_freed_was_never_there() {
        begin("run-1", NOW);
        store.free("run-1");

        assertThat(begin(store, "other", "run-2", NOW)).isEqualTo(new Found.Mine());
    }

    @Test
    void a_crashed_run_blocks_its_key_for_the_lease_only() {
        begin("run-1", NOW);
        assertThat(store.renew("run-1", NOW.plus(LEASE).plus(LEASE))).isTrue();
        assertThat(begin("run-2", NOW.plus(LEASE).plusMillis(1))).isEqualTo(new Found.Running());

        assertThat(begin("run-3", NOW.plus(LEASE).plus(LEASE).plusMillis(1))).isEqualTo(new Found.Mine());

        assertThat(store.renew("run-1", NOW)).isFalse();
        assertThat(store.finish("run-1", 200, "{}", "run-1", 1)).isFalse();
        assertThat(store.finish("run-3", 200, "{}", "run-3", 1)).isTrue();
    }

    @Test
    void an_answer_is_kept_for_a_day() {
        begin("run-1", NOW);
        store.finish("run-1", 200, "{}", "run-1", 12);
        var day = NOW.plus(IdempotencyStore.KEPT);
        store.forgetExpired(day);
        assertThat(begin("run-2", day)).isInstanceOf(Found.Answered.class);

        store.forgetExpired(day.plusMillis(1));

        assertThat(store.files()).isEmpty();
        assertThat(begin("run-3", day.plusMillis(1))).isEqualTo(new Found.Mine());
    }

    @Test
    void when_there_is_too_much_the_oldest_bodies_go_first_and_their_keys_stay_used() {
        for (int i = 0; i < 4; i++) {
            var at = NOW.plusSeconds(i);
            store.begin(MIRA, "key-" + i, "hash", "run-" + i, at, at.plus(LEASE));
            store.finish("run-" + i, 200, "{}", "run-" + i, 10);
        }

        store.shrinkTo(25);

        assertThat(store.files()).containsExactlyInAnyOrder("run-2", "run-3");
        assertThat(store.begin(MIRA, "key-0", "hash", "run-9", NOW, NOW.plus(LEASE)))
                .isEqualTo(new Found.Answered(200, "{}", null, 10));
    }

    @Test
    void of_fifty_at_once_on_two_replicas_one_runs() throws Exception {
        try (var second = Database.open(settings)) {
            var stores = new IdempotencyStore[] {store, new IdempotencyStore(second)};
            var begins = new ArrayList<Callable<Found>>();
            for (int i = 0; i < 50; i++) {
                var at = stores[i % 2];
                var run = "run-" + i;
                begins.add(() -> begin(at, "hash", run, NOW));
            }
            var found = new ArrayList<Found>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var begun : threads.invokeAll(begins)) {
                    found.add(begun.get());
                }
            }

            assertThat(found).filteredOn(new Found.Mine()::equals).hasSize(1);
            assertThat(found).filteredOn(new Found.Running()::equals).hasSize(49);
        }
    }
}
