package fluxbridge.route.health;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.config.StoreSettings;
import fluxbridge.domain.ProviderId;
import fluxbridge.store.Database;
import fluxbridge.store.ProviderHealthStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HealthMemoryTest {

    private static final ProviderId A = new ProviderId("a");

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
    private final List<String> messages = new ArrayList<>();

    private Health seen(double seconds) {
        var health = new Health(now::get);
        for (int i = 0; i < 20; i++) {
            health.of(A).begin(now.get(), true);
            health.of(A).end(now.get(), 28, 1, new Outcome.Success(Duration.ofMillis((long) (seconds * 1000))));
        }
        return health;
    }

    private static double seconds(Health health) {
        return health.of(A).forecast(health.now(), 28, 1).seconds();
    }

    private HealthMemory memory(Health health, Database database, String replica) {
        return new HealthMemory(health, new ProviderHealthStore(database), replica, messages::add);
    }

    @Test
    void what_was_learned_survives_a_restart_and_reaches_other_replicas() {
        try (var database = Database.open(new StoreSettings(folder, Optional.empty()))) {
            var first = seen(30);
            memory(first, database, "one").exchange();

            var restarted = new Health(now::get);
            memory(restarted, database, "two").exchange();
            assertThat(seconds(restarted)).isEqualTo(seconds(first));
        }
        assertThat(messages).isEmpty();
    }

    @Test
    void what_it_wrote_itself_is_not_counted_twice() {
        try (var database = Database.open(new StoreSettings(folder, Optional.empty()))) {
            var health = seen(30);
            double before = seconds(health);
            var memory = memory(health, database, "one");
            memory.exchange();
            memory.exchange();
            assertThat(seconds(health)).isEqualTo(before);
        }
    }

    @Test
    void a_day_old_memory_is_forgotten() {
        try (var database = Database.open(new StoreSettings(folder, Optional.empty()))) {
            memory(seen(30), database, "one").exchange();
            now.updateAndGet(at -> at.plus(Duration.ofHours(25)));
            var later = new Health(now::get);
            memory(later, database, "two").exchange();
            assertThat(seconds(later)).isLessThan(10);
        }
    }

    @Test
    void a_database_that_is_gone_is_told_and_routing_goes_on() {
        var database = Database.open(new StoreSettings(folder, Optional.empty()));
        database.close();
        var health = seen(30);
        memory(health, database, "one").exchange();
        assertThat(messages).hasSize(1).first().asString().contains("tried again");
        assertThat(seconds(health)).isGreaterThan(20);
    }
}
