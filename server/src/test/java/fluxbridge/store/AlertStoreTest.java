package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.store.AlertStore.Due;
import fluxbridge.store.AlertStore.NewAlert;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
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
final class AlertStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");
    private static final Duration LEASE = Duration.ofMinutes(2);

    @RegisterExtension
    final Databases databases = new Databases();

    private final Engine engine;

    @TempDir
    Path dataDir;

    private Database database;
    private AlertStore alerts;

    AlertStoreTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() {
        database = Database.open(databases.fresh(engine, dataDir));
        alerts = new AlertStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static NewAlert alert(String name, String id, Instant at, Optional<Instant> forgetAt) {
        return new NewAlert(name, id, "{}", at, forgetAt);
    }

    @Test
    void of_many_replicas_one_tells_a_name() throws Exception {
        var replicas = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 20; i++) {
            var id = "id-" + i;
            replicas.add(() -> alerts.add(alert("a", id, NOW, Optional.empty())));
        }
        long added = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var replica : threads.invokeAll(replicas)) {
                added += replica.get() ? 1 : 0;
            }
            assertThat(added).isOne();
            var takes = new ArrayList<Callable<Optional<Due>>>();
            for (int i = 0; i < 20; i++) {
                takes.add(() -> alerts.take(NOW, LEASE));
            }
            long taken = 0;
            for (var take : threads.invokeAll(takes)) {
                taken += take.get().isPresent() ? 1 : 0;
            }
            assertThat(taken).isOne();
        }
    }

    @Test
    void what_was_taken_and_not_sent_is_due_again_when_the_lease_is_over() {
        alerts.add(alert("a", "1", NOW, Optional.empty()));

        assertThat(alerts.take(NOW, LEASE)).contains(new Due("a", "1", "{}", 1));
        assertThat(alerts.take(NOW.plus(LEASE).minusMillis(1), LEASE)).isEmpty();
        assertThat(alerts.take(NOW.plus(LEASE), LEASE)).contains(new Due("a", "1", "{}", 2));
    }

    @Test
    void what_was_sent_or_given_up_is_never_due_again() {
        alerts.add(alert("a", "1", NOW, Optional.empty()));
        alerts.add(alert("b", "2", NOW, Optional.empty()));
        alerts.sent(alerts.take(NOW, LEASE).orElseThrow(), NOW);
        alerts.failed(alerts.take(NOW, LEASE).orElseThrow(), Optional.empty());

        assertThat(alerts.take(NOW.plus(Duration.ofDays(1000)), LEASE)).isEmpty();
        assertThat(alerts.add(alert("a", "3", NOW.plus(Duration.ofDays(1000)), Optional.empty())))
                .isFalse();
    }

    @Test
    void a_name_may_be_told_anew_when_it_is_forgotten_or_over() {
        var later = NOW.plusSeconds(60);
        alerts.add(alert("a", "1", NOW, Optional.of(later)));
        alerts.sent(alerts.take(NOW, LEASE).orElseThrow(), NOW);

        assertThat(alerts.add(alert("a", "2", later.minusMillis(1), Optional.empty())))
                .isFalse();
        assertThat(alerts.add(alert("a", "3", later, Optional.empty()))).isTrue();
        assertThat(alerts.take(later, LEASE)).contains(new Due("a", "3", "{}", 1));
        assertThat(alerts.over("a", later)).as("not sent yet").isFalse();
        alerts.sent(new Due("a", "3", "{}", 1), later);
        assertThat(alerts.over("a", later.minusMillis(1))).isFalse();
        assertThat(alerts.names("a")).containsExactly("a");
        assertThat(alerts.over("a", later)).isTrue();
        assertThat(alerts.names("a")).isEmpty();
    }

    @Test
    void what_is_past_its_time_is_deleted_and_the_rest_stays() {
        alerts.add(alert("x old", "1", NOW, Optional.of(NOW.plusSeconds(1))));
        alerts.add(alert("x young", "2", NOW, Optional.of(NOW.plusSeconds(2))));
        alerts.add(alert("x for ever", "3", NOW, Optional.empty()));

        alerts.forget(NOW.plusSeconds(1));

        assertThat(alerts.names("x ")).containsExactly("x for ever", "x young");
    }
}
