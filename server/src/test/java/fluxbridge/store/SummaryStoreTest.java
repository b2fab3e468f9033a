package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
final class SummaryStoreTest {

    @RegisterExtension
    final Databases databases = new Databases();

    private final Engine engine;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path dataDir;

    private Database database;
    private SummaryStore store;

    SummaryStoreTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() {
        database = Database.open(databases.fresh(engine, dataDir));
        store = new SummaryStore(database, now::get, 3);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void what_was_put_is_found_again_and_the_later_one_wins() {
        store.put("a", "model", "Mira sits.");
        store.put("a", "model", "Mira stands.");

        assertThat(store.get("a")).contains("Mira stands.");
        assertThat(store.get("b")).isEmpty();
    }

    @Test
    void a_summary_is_forgotten_after_its_time() {
        store.put("a", "model", "Mira sits.");
        now.set(now.get().plus(SummaryStore.KEPT).plus(Duration.ofSeconds(1)));

        assertThat(store.get("a")).isEmpty();
    }

    @Test
    void only_the_newest_stay() {
        for (var hash : new String[] {"a", "b", "c", "d", "e"}) {
            now.set(now.get().plusSeconds(1));
            store.put(hash, "model", hash);
        }

        assertThat(store.get("a")).isEmpty();
        assertThat(store.get("b")).isEmpty();
        assertThat(store.get("c")).contains("c");
        assertThat(store.get("e")).contains("e");
    }
}
