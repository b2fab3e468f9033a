package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Money;
import fluxbridge.domain.Scope;
import fluxbridge.domain.Token;
import fluxbridge.domain.TokenLimits;
import fluxbridge.store.TokenStore.Kept;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
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
final class TokenStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    @RegisterExtension
    final Databases databases = new Databases();

    private final Engine engine;

    @TempDir
    Path dataDir;

    private Database database;
    private TokenStore store;

    TokenStoreTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() {
        database = Database.open(databases.fresh(engine, dataDir));
        store = new TokenStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Token token(String id, String name) {
        return new Token(
                id,
                name,
                Set.of(Scope.IMAGES),
                TokenLimits.NONE,
                Optional.empty(),
                NOW,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void what_was_added_is_there_whole() {
        var limits = new TokenLimits(
                Optional.of(1),
                Optional.of(2),
                Optional.of(3),
                Optional.of(new Money(4_500_000)),
                Optional.of(new Money(6)));
        var rich = new Token(
                "a",
                "mira",
                Set.of(Scope.IMAGES, Scope.VIDEO, Scope.ADMIN),
                limits,
                Optional.of("fast"),
                NOW,
                Optional.of(NOW.plusSeconds(9)),
                Optional.empty(),
                Optional.empty());

        assertThat(store.add(new Kept(rich, "hash a", "key"))).isTrue();
        assertThat(store.add(new Kept(token("b", "kael"), "hash b", "key"))).isTrue();
        assertThat(store.all())
                .containsExactly(new Kept(rich, "hash a", "key"), new Kept(token("b", "kael"), "hash b", "key"));
    }

    @Test
    void a_name_is_taken_until_its_token_is_revoked() {
        store.add(new Kept(token("a", "mira"), "hash a", "key"));

        assertThat(store.add(new Kept(token("b", "mira"), "hash b", "key"))).isFalse();
        assertThat(store.revoke("mira", NOW.plusSeconds(1))).isTrue();
        assertThat(store.revoke("mira", NOW.plusSeconds(2))).isFalse();
        assertThat(store.add(new Kept(token("b", "mira"), "hash b", "key"))).isTrue();
        assertThat(store.all())
                .extracting(kept -> kept.token().revoked())
                .containsExactly(Optional.of(NOW.plusSeconds(1)), Optional.empty());
    }

    @Test
    void a_new_secret_takes_the_place_of_the_old_one() {
        store.add(new Kept(token("a", "mira"), "hash a", "key"));

        assertThat(store.rotate("mira", "hash c", "other key")).isTrue();
        assertThat(store.rotate("nobody", "hash d", "key")).isFalse();
        assertThat(store.all()).containsExactly(new Kept(token("a", "mira"), "hash c", "other key"));
        store.revoke("mira", NOW);
        assertThat(store.rotate("mira", "hash e", "key")).isFalse();
    }

    @Test
    void the_last_use_never_goes_back() {
        store.add(new Kept(token("a", "mira"), "hash a", "key"));
        store.used("a", NOW.plusSeconds(5));
        store.used("a", NOW);

        assertThat(store.all().getFirst().token().lastUsed()).contains(NOW.plusSeconds(5));
    }

    @Test
    void a_day_holds_as_many_requests_as_it_may() {
        assertThat(store.count("a", DAY, 2)).isTrue();
        assertThat(store.count("a", DAY, 2)).isTrue();
        assertThat(store.count("a", DAY, 2)).isFalse();
        assertThat(store.count("b", DAY, 2)).isTrue();
        assertThat(store.count("a", DAY.plusDays(1), 2)).isTrue();
        store.forgetDaysBefore(DAY.plusDays(1));
        assertThat(store.count("a", DAY, 1)).isTrue();
        assertThat(store.count("a", DAY.plusDays(1), 1)).isFalse();
    }

    @Test
    void requests_at_once_are_not_counted_twice_or_lost() throws Exception {
        var counts = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 60; i++) {
            counts.add(() -> store.count("a", DAY, 25));
        }
        int admitted = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var count : threads.invokeAll(counts)) {
                admitted += count.get() ? 1 : 0;
            }
        }

        assertThat(admitted).isEqualTo(25);
    }

    @Test
    void a_reset_forgets_everything() {
        store.add(new Kept(token("a", "mira"), "hash a", "key"));
        store.revoke("mira", NOW.plus(Duration.ofDays(1)));
        store.count("a", DAY, 1);

        assertThat(store.reset()).isOne();
        assertThat(store.all()).isEmpty();
        assertThat(store.count("a", DAY, 1)).isTrue();
    }
}
