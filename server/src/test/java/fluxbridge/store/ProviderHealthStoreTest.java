package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
final class ProviderHealthStoreTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @RegisterExtension
    final Databases databases = new Databases();

    private final Engine engine;

    @TempDir
    Path dataDir;

    private Database database;
    private ProviderHealthStore store;

    ProviderHealthStoreTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() {
        database = Database.open(databases.fresh(engine, dataDir));
        store = new ProviderHealthStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_replica_reads_what_the_others_wrote_last() {
        store.save("one", Map.of("fal", "{\"a\":1}", "runware", "{}"), NOW);
        store.save("one", Map.of("fal", "{\"a\":2}"), NOW.plusSeconds(1));
        store.save("two", Map.of("fal", "{\"b\":1}"), NOW);

        assertThat(store.others("two", NOW.minusSeconds(60)))
                .containsExactly(
                        new ProviderHealthStore.Row("one", "fal", "{\"a\":2}"),
                        new ProviderHealthStore.Row("one", "runware", "{}"));
    }

    @Test
    void what_is_too_old_is_gone() {
        store.save("one", Map.of("fal", "{}"), NOW);
        assertThat(store.others("two", NOW.plus(Duration.ofHours(1)))).isEmpty();
        assertThat(store.others("two", NOW.minusSeconds(1))).isEmpty();
    }

    @Test
    void nothing_to_remember_is_no_trouble() {
        store.save("one", Map.of(), NOW);
        assertThat(store.others("two", NOW)).isEmpty();
    }
}
