package fluxbridge.route;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.EmptyDatabase;
import fluxbridge.config.MoneySettings;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Money;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.GatewayException;
import fluxbridge.ledger.Allowances;
import fluxbridge.ledger.Ledger;
import fluxbridge.ledger.Price;
import fluxbridge.metrics.Metrics;
import fluxbridge.provider.Call;
import fluxbridge.provider.Capabilities;
import fluxbridge.provider.Generated;
import fluxbridge.provider.Provider;
import fluxbridge.provider.Reconciled;
import fluxbridge.store.Database;
import fluxbridge.store.LedgerStore;
import fluxbridge.store.LedgerStore.Totals;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReconciliationTest {

    private static final ProviderId A = new ProviderId("a");
    private static final ProviderId B = new ProviderId("b");
    private static final Price PRICE = new Price(new Money(35), "v1");

    @TempDir
    Path dataDir;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final List<String> messages = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private Function<String, Reconciled> answer = _ -> Reconciled.UNCLEAR;
    private Database database;
    private LedgerStore store;
    private Ledger ledger;
    private Reconciliation reconciliation;

    /** Answers what the test says. */
    private final class Asked implements Provider {
        private final ProviderId id;

        Asked(ProviderId id) {
            this.id = id;
        }

        @Override
        public ProviderId id() {
            return id;
        }

        @Override
        public Capabilities capabilities() {
            throw new AssertionError("only asked what became of a call");
        }

        @Override
        public Generated generate(PictureRequest request, Call call) {
            throw new AssertionError("only asked what became of a call");
        }

        @Override
        public Reconciled whatBecameOf(String task, Call call) {
            asked.add(task);
            return answer.apply(task);
        }
    }

    @BeforeEach
    void open() {
        database = EmptyDatabase.in(dataDir);
        store = new LedgerStore(database);
        ledger = new Ledger(
                store,
                MoneySettings.NONE,
                Allowances.NONE,
                "run",
                () -> UUID.randomUUID().toString(),
                now::get,
                messages::add);
        ledger.start();
        reconciliation = new Reconciliation(
                ledger,
                List.of(new Asked(A), new Asked(B)),
                () -> UUID.randomUUID().toString(),
                now::get,
                new Metrics(),
                messages::add);
    }

    @AfterEach
    void close() {
        ledger.close();
        database.close();
    }

    private void unknown(ProviderId provider, String... tasks) {
        for (var task : tasks) {
            try (var hold = ledger.hold(new Caller("mira"), "", PRICE.most())) {
                hold.open(provider, "call " + task, PRICE, task).unknown();
            }
        }
    }

    private Totals totals() {
        return store.ofDay("1970-01-01");
    }

    @Test
    void what_was_drawn_costs_what_the_provider_says_or_its_price() {
        unknown(A, "t1", "t2");
        answer = task -> Reconciled.drawn(task.equals("t1") ? new Money(20) : null);

        reconciliation.run();

        assertThat(totals()).isEqualTo(new Totals(55, 0, 0));
        assertThat(messages)
                .containsExactlyInAnyOrder(
                        "ledger: a says what became of a call of unknown outcome: it drew, and $0.00002 is booked",
                        "ledger: a says what became of a call of unknown outcome: it drew, and its price is booked");
    }

    @Test
    void what_failed_costs_what_the_provider_says() {
        unknown(A, "t1");
        answer = _ -> Reconciled.failed(new Unavailable(A, "broke down"));

        reconciliation.run();

        assertThat(totals()).isEqualTo(Totals.NONE);
        assertThat(messages).singleElement().asString().endsWith("it failed, and nothing is booked");
    }

    @Test
    void only_failures_that_say_so_are_taken_for_free() {
        assertThat(Reconciled.failed(new RejectedByProvider(A, "no such LoRA")).cost())
                .isEqualTo(Money.ZERO);
        assertThat(Reconciled.failed(new RefusedBySafety(A, "flagged", null, true)))
                .isEqualTo(new Reconciled(Reconciled.End.FAILED, null));
        assertThat(Reconciled.failed(new RefusedBySafety(A, "flagged", new Money(5))))
                .isEqualTo(new Reconciled(Reconciled.End.FAILED, new Money(5)));
        assertThat(List.of(
                        new RefusedBySafety(A, "declined", null),
                        new BadReply(A, "no picture"),
                        new OutOfCredit(A, "no credit", null)))
                .allSatisfy(why -> assertThat(Reconciled.failed(why)).isEqualTo(Reconciled.UNCLEAR));
    }

    @Test
    void what_stays_unclear_is_asked_about_less_and_less_until_it_is_charged() {
        unknown(A, "t1");

        for (int second = 0; second < 60; second++) {
            reconciliation.run();
            now.updateAndGet(time -> time.plusSeconds(1));
        }

        // At 0, 5, 15 and 35 seconds.
        assertThat(asked).hasSize(4);
        assertThat(totals()).isEqualTo(new Totals(0, 0, 35));
        now.updateAndGet(time -> time.plus(Duration.ofHours(25)));
        ledger.sweep();
        reconciliation.run();
        assertThat(asked).hasSize(4);
        assertThat(totals()).isEqualTo(new Totals(35, 0, 0));
    }

    @Test
    void a_provider_that_cannot_be_asked_holds_up_no_other() {
        unknown(A, "a1", "a2", "a3");
        unknown(B, "b1");
        answer = task -> {
            if (task.startsWith("a")) {
                throw new GatewayException(new Unavailable(A, "no route to host"));
            }
            return Reconciled.drawn(null);
        };

        reconciliation.run();

        assertThat(asked).hasSize(2).contains("b1");
        assertThat(totals()).isEqualTo(new Totals(35, 0, 105));
    }

    @Test
    void nobody_is_asked_about_what_runs_or_has_no_name_or_belongs_to_a_provider_that_is_off() {
        unknown(new ProviderId("off"), "t1");
        var hold = ledger.hold(new Caller("mira"), "", new Money(70));
        hold.open(A, "nameless", PRICE).unknown();
        var running = hold.open(A, "running", PRICE, "t3");

        reconciliation.run();

        assertThat(asked).isEmpty();
        running.taken("t4");
        running.unknown();
        hold.close();
        reconciliation.run();
        assertThat(asked).containsExactly("t4");
    }
}
