package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fluxbridge.config.MoneySettings;
import fluxbridge.config.StoreSettings;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.BudgetSpent;
import fluxbridge.failure.GatewayException;
import fluxbridge.ledger.Allowance;
import fluxbridge.ledger.Allowances;
import fluxbridge.ledger.Ledger;
import fluxbridge.ledger.Price;
import fluxbridge.store.LedgerStore.Totals;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LedgerBudgetTest {

    private static final Caller MIRA = new Caller("mira");
    private static final ProviderId FAL = new ProviderId("fal");
    private static final Price PRICE = new Price(new Money(35_000), "2026-11-22 fal/m");
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @RegisterExtension
    final Databases databases = new Databases();

    @TempDir
    Path dataDir;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final List<AutoCloseable> open = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() throws Exception {
        for (var one : open.reversed()) {
            one.close();
        }
    }

    /** One replica. */
    private record Replica(Database database, LedgerStore store, Ledger ledger) {}

    private Replica replica(StoreSettings settings, String name, Optional<Money> daily, Allowances allowances) {
        var database = Database.open(settings);
        var store = new LedgerStore(database);
        var ledger = new Ledger(
                store,
                new MoneySettings(daily, ZoneId.of("Europe/Berlin"), Duration.ofHours(24), Optional.empty(), Map.of()),
                allowances,
                name,
                () -> UUID.randomUUID().toString(),
                now::get,
                messages::add);
        open.add(database);
        open.add(ledger);
        ledger.start();
        return new Replica(database, store, ledger);
    }

    private Replica replica(Engine engine, long dailyMicros) {
        return replica(databases.fresh(engine, dataDir), "one", Optional.of(new Money(dailyMicros)), Allowances.NONE);
    }

    private static Money pictures(int count) {
        return new Money(count * PRICE.most().micros());
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void of_ten_thousand_requests_at_once_exactly_the_hundred_that_the_budget_covers_are_drawn(Engine engine) {
        var budget = pictures(100);
        var settings = databases.fresh(engine, dataDir);
        var replicas = new ArrayList<Replica>();
        for (int i = 0; i < (engine == Engine.SQLITE ? 1 : 3); i++) {
            replicas.add(replica(
                    settings,
                    "replica " + i,
                    Optional.empty(),
                    _ -> new Allowance(Optional.of(budget), Optional.empty())));
        }
        var drawn = new AtomicInteger();
        var refused = new AtomicInteger();

        try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10_000; i++) {
                var ledger = replicas.get(i % replicas.size()).ledger();
                var _ = requests.submit(() -> {
                    try (var hold = ledger.hold(MIRA, "", PRICE.most())) {
                        hold.open(FAL, UUID.randomUUID().toString(), PRICE).settled(null);
                        drawn.incrementAndGet();
                    } catch (GatewayException e) {
                        assertThat(e.failure()).isInstanceOf(BudgetSpent.class);
                        refused.incrementAndGet();
                    }
                });
            }
        }

        assertThat(drawn).hasValue(100);
        assertThat(refused).hasValue(9_900);
        var history = LedgerHistory.of(replicas.getFirst().database());
        history.balances();
        assertThat(history.mostTaken("mira")).isEqualTo(budget.micros());
        assertThat(history.count("/settled")).isEqualTo(100);
        assertThat(history.balance("provider:fal")).isEqualTo(budget.micros());
        assertThat(history.balanceOfAll("hold:")).isZero();
        assertThat(replicas.getFirst().store().ofCaller("mira", "2026-11-23"))
                .isEqualTo(new Totals(budget.micros(), 0, 0));
        assertThat(messages).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void what_was_not_used_can_be_spent_by_the_next(Engine engine) {
        var one = replica(engine, pictures(3).micros());

        try (var hold = one.ledger().hold(MIRA, "", pictures(3))) {
            hold.open(FAL, "a1", PRICE).failed(Money.ZERO);
            hold.open(FAL, "a2", PRICE).settled(new Money(20_000));
            assertThatThrownBy(() -> one.ledger().hold(MIRA, "", PRICE.most())).isInstanceOf(GatewayException.class);
        }

        assertThat(one.store().ofDay("2026-11-23")).isEqualTo(new Totals(20_000, 0, 0));
        one.ledger().hold(MIRA, "", pictures(2)).close();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_refusal_says_which_budget_it_was_and_when_it_resets(Engine engine) {
        var one = replica(engine, 60_000);
        try (var hold = one.ledger().hold(MIRA, "", PRICE.most())) {
            hold.open(FAL, "a1", PRICE).settled(null);
        }
        var waiting = one.ledger().hold(MIRA, "", new Money(5_000));

        var refused =
                catchThrowableOfType(GatewayException.class, () -> one.ledger().hold(MIRA, "", PRICE.most()));

        assertThat(refused.failure())
                .isEqualTo(new BudgetSpent(
                        "the budget of the day (DAILY_BUDGET_USD)",
                        new Money(60_000),
                        new Money(40_000),
                        new Money(5_000),
                        PRICE.most(),
                        Instant.parse("2026-11-23T23:00:00Z"),
                        Duration.ofHours(11).plusSeconds(1)));
        assertThat(refused)
                .hasMessage("the budget of the day (DAILY_BUDGET_USD) is $0.06, of which $0.04 are taken"
                        + " ($0.005 by requests that run or wait); this request may cost $0.035; it resets at"
                        + " 2026-11-23T23:00:00Z");
        waiting.close();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_request_over_the_whole_budget_is_not_told_to_wait(Engine engine) {
        var one = replica(engine, 30_000);

        var refused =
                catchThrowableOfType(GatewayException.class, () -> one.ledger().hold(MIRA, "", PRICE.most()));

        assertThat(refused)
                .hasMessage("the budget of the day (DAILY_BUDGET_USD) is $0.03, and this request alone may cost $0.035;"
                        + " ask for fewer or smaller pictures or a cheaper provider, or raise that budget");
        assertThat(refused.failure()).isInstanceOfSatisfying(BudgetSpent.class, spent -> {
            assertThat(spent.retryAfter()).isNull();
            assertThat(spent.resetsAt()).isNull();
        });
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_call_that_failed_and_was_billed_like_a_picture_costs_its_price(Engine engine) {
        var one = replica(engine, pictures(2).micros());

        try (var hold = one.ledger().hold(MIRA, "", PRICE.most())) {
            hold.open(FAL, "a1", PRICE).failed(null);
        }

        assertThat(one.store().ofDay("2026-11-23"))
                .isEqualTo(new Totals(PRICE.most().micros(), 0, 0));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void what_a_process_held_that_is_known_to_have_ended_is_resolved_without_waiting(Engine engine) {
        var settings = databases.fresh(engine, dataDir);
        var dead = replica(settings, "dead", Optional.of(pictures(9)), Allowances.NONE);
        try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 501; i++) {
                var _ = requests.submit(() -> dead.ledger().hold(MIRA, "", new Money(1)));
            }
        }
        var living = replica(settings, "living", Optional.of(pictures(9)), Allowances.NONE);
        assertThat(living.store().ofDay("2026-11-23")).isEqualTo(new Totals(0, 501, 0));

        living.ledger().start(Set.of("dead"));

        assertThat(living.store().ofDay("2026-11-23")).isEqualTo(Totals.NONE);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_new_day_begins_in_the_owners_time_zone(Engine engine) {
        var one = replica(engine, pictures(1).micros());
        try (var hold = one.ledger().hold(MIRA, "", PRICE.most())) {
            hold.open(FAL, "a1", PRICE).settled(null);
        }

        now.set(Instant.parse("2026-11-23T22:59:59Z"));
        assertThatThrownBy(() -> one.ledger().hold(MIRA, "", PRICE.most())).isInstanceOf(GatewayException.class);
        now.set(Instant.parse("2026-11-23T23:00:00Z"));
        one.ledger().hold(MIRA, "", PRICE.most()).close();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_total_that_is_used_up_does_not_reset(Engine engine) {
        var one = replica(
                databases.fresh(engine, dataDir),
                "one",
                Optional.empty(),
                _ -> new Allowance(Optional.empty(), Optional.of(PRICE.most())));
        try (var hold = one.ledger().hold(MIRA, "", PRICE.most())) {
            hold.open(FAL, "a1", PRICE).settled(null);
        }
        now.set(NOON.plus(Duration.ofDays(400)));

        assertThatThrownBy(() -> one.ledger().hold(MIRA, "", new Money(1)))
                .hasMessageContaining("your budget is $0.035")
                .hasMessageContaining("does not reset");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_bill_over_the_hold_is_booked_all_the_same(Engine engine) {
        var one = replica(engine, pictures(1).micros());

        try (var hold = one.ledger().hold(MIRA, "", PRICE.most())) {
            hold.open(FAL, "a1", PRICE).settled(new Money(90_000));
        }

        assertThat(one.store().ofDay("2026-11-23")).isEqualTo(new Totals(90_000, 0, 0));
        var history = LedgerHistory.of(one.database());
        history.balances();
        assertThat(history.balance("provider:fal")).isEqualTo(90_000);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_call_of_unknown_outcome_counts_until_it_is_charged(Engine engine) {
        var one = replica(engine, pictures(2).micros());
        try (var hold = one.ledger().hold(MIRA, "", pictures(2))) {
            hold.open(FAL, "a1", PRICE).unknown();
        }
        assertThat(one.store().ofDay("2026-11-23")).isEqualTo(new Totals(0, 0, 35_000));

        now.set(NOON.plus(Duration.ofHours(25)));
        one.ledger().sweep();

        assertThat(one.store().ofDay("2026-11-23")).isEqualTo(new Totals(35_000, 0, 0));
        assertThat(messages).singleElement().asString().contains("1 calls of unknown outcome", "24 h");
        LedgerHistory.of(one.database()).balances();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_call_of_unknown_outcome_is_settled_when_its_cost_comes_to_light(Engine engine) {
        var one = replica(engine, pictures(2).micros());
        try (var hold = one.ledger().hold(MIRA, "", pictures(1))) {
            var attempt = hold.open(FAL, "a1", PRICE);
            attempt.unknown();
            attempt.settled(new Money(1_000));
            attempt.settled(new Money(1_000));
        }

        assertThat(one.store().ofDay("2026-11-23")).isEqualTo(new Totals(1_000, 0, 0));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void what_a_dead_process_held_is_resolved_and_what_a_living_one_holds_is_not(Engine engine) {
        var settings = databases.fresh(engine, dataDir);
        var dead = replica(settings, "dead", Optional.of(pictures(9)), Allowances.NONE);
        var hold = dead.ledger().hold(MIRA, "", pictures(3));
        hold.open(FAL, "a1", PRICE);
        now.set(NOON.plusSeconds(61));
        var living = replica(settings, "living", Optional.of(pictures(9)), Allowances.NONE);
        var held = living.ledger().hold(MIRA, "", pictures(1));

        living.ledger().sweep();

        assertThat(living.store().ofDay("2026-11-23")).isEqualTo(new Totals(0, 35_000, 35_000));
        assertThatThrownBy(() -> hold.open(FAL, "a2", PRICE)).hasMessageContaining("its hold was released");
        hold.close();
        held.close();
        assertThat(living.store().ofDay("2026-11-23")).isEqualTo(new Totals(0, 0, 35_000));
    }
}
