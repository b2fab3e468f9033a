package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.Await;
import fluxbridge.config.MoneySettings;
import fluxbridge.config.StoreSettings;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.ledger.Allowances;
import fluxbridge.ledger.Ledger;
import fluxbridge.ledger.Price;
import fluxbridge.store.LedgerStore.Caps;
import fluxbridge.store.LedgerStore.End;
import fluxbridge.store.LedgerStore.NewAttempt;
import fluxbridge.store.LedgerStore.NewHold;
import fluxbridge.store.LedgerStore.Totals;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commits whose answer gets lost: the write took place, and its writer is told that it did not. */
final class LedgerRetryTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final String DAY = "2026-11-23";
    private static final Caps NO_CAPS = new Caps(null, null, null);
    private static final Price PRICE = new Price(new Money(30), "v1");

    @RegisterExtension
    final Databases databases = new Databases();

    @TempDir
    Path dataDir;

    private final AtomicBoolean loseNextAnswer = new AtomicBoolean();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var one : open.reversed()) {
            one.close();
        }
    }

    private Database database(StoreSettings settings) {
        var database = Database.open(settings);
        open.add(database);
        return database;
    }

    private LedgerStore store(Database database) {
        return new LedgerStore(database, point -> {
            if (point.equals("committed") && loseNextAnswer.getAndSet(false)) {
                throw new IllegalStateException("the connection broke during the commit");
            }
        });
    }

    private Ledger ledger(LedgerStore store) {
        var ids = new int[1];
        var ledger = new Ledger(
                store, MoneySettings.NONE, Allowances.NONE, "run", () -> "h" + ids[0]++, () -> NOON, messages::add);
        open.add(ledger);
        ledger.start();
        return ledger;
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void every_write_that_is_carried_out_twice_is_booked_once(Engine engine) {
        var database = database(databases.fresh(engine, dataDir));
        try (var store = store(database)) {
            store.alive("run", NOON.plusSeconds(60));
            for (int i = 0; i < 2; i++) {
                assertThat(store.hold(new NewHold("h", "", "mira", DAY, "run"), 100, NO_CAPS, NOON))
                        .isEmpty();
            }
            for (int i = 0; i < 2; i++) {
                assertThat(store.open(new NewAttempt("a", "h", "fal", 130, "v1"), NO_CAPS, NOON))
                        .isEmpty();
            }
            assertThat(store.ofDay(DAY)).isEqualTo(new Totals(0, 130, 0));
            for (int i = 0; i < 2; i++) {
                store.end("a", End.SETTLED, 20, "v1", NOON);
            }
            for (int i = 0; i < 2; i++) {
                store.close("h", NOON);
            }

            assertThat(store.ofDay(DAY)).isEqualTo(new Totals(20, 0, 0));
            LedgerHistory.of(database).balances();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_hold_whose_answer_was_lost_is_released_since_nobody_has_it(Engine engine) {
        var store = store(database(databases.fresh(engine, dataDir)));
        var ledger = ledger(store);
        loseNextAnswer.set(true);

        assertThatThrownBy(() -> ledger.hold(new Caller("mira"), "", new Money(100)))
                .hasMessage("the connection broke during the commit");

        assertThat(store.ofDay(DAY)).isEqualTo(Totals.NONE);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_call_whose_answer_was_lost_costs_nothing_since_it_is_not_made(Engine engine) {
        var store = store(database(databases.fresh(engine, dataDir)));
        var ledger = ledger(store);
        try (var hold = ledger.hold(new Caller("mira"), "", new Money(100))) {
            loseNextAnswer.set(true);
            assertThatThrownBy(() -> hold.open(new ProviderId("fal"), "a", PRICE))
                    .hasMessage("the connection broke during the commit");
        }

        assertThat(store.ofDay(DAY)).isEqualTo(Totals.NONE);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void what_was_billed_is_booked_once_however_its_answer_gets_lost(Engine engine) {
        var database = database(databases.fresh(engine, dataDir));
        var store = store(database);
        var ledger = ledger(store);
        try (var hold = ledger.hold(new Caller("mira"), "", new Money(100))) {
            var attempt = hold.open(new ProviderId("fal"), "a", PRICE);
            loseNextAnswer.set(true);
            attempt.settled(null);
            Await.until("the failure", () -> messages.size() == 1);
            ledger.sweep();
            loseNextAnswer.set(true);
        }
        ledger.sweep();

        assertThat(store.ofDay(DAY)).isEqualTo(new Totals(30, 0, 0));
        LedgerHistory.of(database).balances();
        assertThat(messages)
                .hasSize(2)
                .allSatisfy(message -> assertThat(message).contains("kept in memory and tried again"));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_bill_for_a_call_that_is_not_in_the_books_is_not_passed_over(Engine engine) {
        try (var store = store(database(databases.fresh(engine, dataDir)))) {
            assertThatThrownBy(() -> store.end("nobody's", End.SETTLED, 5, "v1", NOON))
                    .hasMessage("there is no call nobody's, which cost 5");
            store.end("nobody's", End.FAILED, 0, "v1", NOON);
            store.unknown("nobody's", NOON);
            store.close("nobody's", NOON);
            assertThatThrownBy(() -> store.open(new NewAttempt("a", "nobody's", "fal", 1, "v1"), NO_CAPS, NOON))
                    .hasMessage("there is no hold nobody's");
            assertThat(store.ofDay(DAY)).isEqualTo(Totals.NONE);
        }
    }
}
