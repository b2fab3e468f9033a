package fluxbridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fluxbridge.EmptyDatabase;
import fluxbridge.config.MoneySettings;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.BudgetSpent;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.GatewayException;
import fluxbridge.store.Database;
import fluxbridge.store.LedgerStore;
import fluxbridge.store.LedgerStore.Limit;
import fluxbridge.store.LedgerStore.Totals;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerTest {

    private static final Caller MIRA = new Caller("mira");
    private static final Caller JONAS = new Caller("jonas");
    private static final ProviderId FAL = new ProviderId("fal");
    private static final Price PRICE = new Price(new Money(100), "v1");
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final LocalDate TODAY = LocalDate.parse("2026-11-23");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    Path dataDir;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Caller, Allowance> allowances = new HashMap<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<Ledger> open = new ArrayList<>();
    private Database database;
    private LedgerStore store;

    @BeforeEach
    void open() {
        database = EmptyDatabase.in(dataDir);
        store = new LedgerStore(database);
    }

    @AfterEach
    void close() {
        open.forEach(Ledger::close);
        store.close();
        database.close();
    }

    private Ledger ledger(String run, long daily) {
        var settings = new MoneySettings(
                daily == 0 ? Optional.empty() : Optional.of(new Money(daily)),
                BERLIN,
                Duration.ofHours(3),
                Optional.empty(),
                Map.of());
        var ledger = new Ledger(
                new LedgerStore(database),
                settings,
                caller -> allowances.getOrDefault(caller, Allowance.UNLIMITED),
                run,
                () -> "h" + ids.incrementAndGet(),
                now::get,
                messages::add);
        open.add(ledger);
        ledger.start();
        return ledger;
    }

    /** Of all ledgers, once they have written what they were told. */
    private Totals today() {
        open.forEach(Ledger::standing);
        return store.ofDay(TODAY.toString());
    }

    private static BudgetSpent refused(Ledger ledger, Caller caller, long most) {
        var failure = catchThrowableOfType(GatewayException.class, () -> ledger.hold(caller, "", new Money(most)));
        return (BudgetSpent) failure.failure();
    }

    @Test
    void money_goes_from_held_to_spent_and_the_rest_is_released() {
        var ledger = ledger("one", 1_000);
        var hold = ledger.hold(MIRA, "", new Money(300));
        assertThat(today()).isEqualTo(new Totals(0, 300, 0));

        hold.open(FAL, "a1", PRICE).settled(new Money(40));
        assertThat(today()).isEqualTo(new Totals(40, 260, 0));
        hold.open(FAL, "a2", PRICE).settled(null);
        hold.open(FAL, "a3", PRICE).failed(new Money(3));
        hold.open(FAL, "a4", PRICE).failed(null);
        hold.open(FAL, "a5", PRICE).unknown();
        hold.close();

        assertThat(today()).isEqualTo(new Totals(243, 0, 100));
    }

    @Test
    void each_budget_is_named_in_its_refusal() {
        var ledger = ledger("one", 1_000);
        assertThat(refused(ledger, MIRA, 1_001).budget()).isEqualTo("the budget of the day (DAILY_BUDGET_USD)");
        allowances.put(MIRA, new Allowance(Optional.of(new Money(500)), Optional.empty()));
        assertThat(refused(ledger, MIRA, 501).budget()).isEqualTo("your budget of the day");
        allowances.put(MIRA, new Allowance(Optional.empty(), Optional.of(new Money(400))));
        assertThat(refused(ledger, MIRA, 401).budget()).isEqualTo("your budget");
        ledger.hold(JONAS, "", new Money(1_000)).close();
    }

    @Test
    void a_refusal_counts_what_is_taken_and_says_when_the_owners_day_ends() {
        var ledger = ledger("one", 1_000);
        var hold = ledger.hold(MIRA, "", new Money(700));
        hold.open(FAL, "a1", new Price(new Money(200), "v1")).settled(null);

        assertThat(refused(ledger, JONAS, 301))
                .isEqualTo(new BudgetSpent(
                        "the budget of the day (DAILY_BUDGET_USD)",
                        new Money(1_000),
                        new Money(700),
                        new Money(500),
                        new Money(301),
                        Instant.parse("2026-11-23T23:00:00Z"),
                        Duration.ofHours(11).plusSeconds(1)));
        assertThat(ledger.hold(JONAS, "", new Money(300))).isNotNull();
    }

    @Test
    void what_does_not_reset_is_not_promised_to() {
        var ledger = ledger("one", 1_000);
        allowances.put(MIRA, new Allowance(Optional.empty(), Optional.of(new Money(400))));
        var hold = ledger.hold(MIRA, "", new Money(400));

        assertThat(refused(ledger, MIRA, 400).resetsAt()).isNull();
        hold.close();
        assertThat(refused(ledger, MIRA, 401).retryAfter()).isNull();
        assertThat(refused(ledger, JONAS, 1_001).resetsAt()).isNull();
        var whole = ledger.hold(JONAS, "", new Money(1_000));
        assertThat(refused(ledger, JONAS, 1_000).resetsAt()).isNotNull();
        whole.close();
    }

    @Test
    void a_call_over_its_hold_needs_room_in_the_budget_too() {
        var ledger = ledger("one", 100);
        var hold = ledger.hold(MIRA, "", new Money(60));

        hold.open(FAL, "a1", new Price(new Money(100), "v1")).failed(Money.ZERO);
        assertThat(today()).isEqualTo(new Totals(0, 100, 0));
        var failure = catchThrowableOfType(
                GatewayException.class, () -> hold.open(FAL, "a2", new Price(new Money(101), "v1")));

        assertThat(failure.failure())
                .isInstanceOfSatisfying(
                        BudgetSpent.class, spent -> assertThat(spent.asked()).isEqualTo(new Money(101)));
    }

    @Test
    void a_caller_is_limited_by_the_day_of_all_or_by_a_limit_of_its_own() {
        assertThat(ledger("one", 5).isLimited(MIRA)).isTrue();
        var free = ledger("two", 0);
        assertThat(free.isLimited(MIRA)).isFalse();
        allowances.put(MIRA, new Allowance(Optional.of(new Money(1)), Optional.empty()));
        allowances.put(JONAS, new Allowance(Optional.empty(), Optional.of(new Money(1))));
        assertThat(free.isLimited(MIRA)).isTrue();
        assertThat(free.isLimited(JONAS)).isTrue();
        assertThat(Allowances.NONE.of(MIRA)).isEqualTo(Allowance.UNLIMITED);
    }

    @Test
    void callers_with_a_limit_of_their_own_are_remembered_when_they_ask() {
        var ledger = ledger("one", 0);
        allowances.put(MIRA, new Allowance(Optional.of(new Money(1_000)), Optional.empty()));
        assertThat(ledger.budgets()).extracting(BudgetState::caller).doesNotContain(Optional.of(MIRA));

        ledger.hold(MIRA, "", new Money(1)).close();
        ledger.hold(JONAS, "", new Money(1)).close();

        assertThat(ledger.budgets())
                .extracting(BudgetState::caller)
                .contains(Optional.of(MIRA))
                .doesNotContain(Optional.of(JONAS));
    }

    @Test
    void what_was_spent_and_where_the_budget_stands_can_be_seen() {
        var ledger = ledger("one", 1_000);
        try (var hold = ledger.hold(MIRA, "", new Money(300))) {
            hold.open(FAL, "a1", PRICE).settled(null);
        }

        assertThat(ledger.standing())
                .isEqualTo(new Ledger.Standing(
                        TODAY,
                        BERLIN,
                        Optional.of(new Money(1_000)),
                        new Totals(100, 0, 0),
                        Instant.parse("2026-11-23T23:00:00Z")));
        assertThat(ledger.spent(TODAY, SpendLine.By.TOKEN))
                .containsExactly(new SpendLine("mira", 1, 1, new Money(100), Money.ZERO));
        assertThat(ledger.spent(TODAY.plusDays(1), SpendLine.By.TOKEN)).isEmpty();
    }

    @Test
    void a_caller_sees_what_is_his_own() {
        var ledger = ledger("one", 1_000);
        allowances.put(MIRA, new Allowance(Optional.of(new Money(400)), Optional.of(new Money(5_000))));
        try (var hold = ledger.hold(MIRA, "", new Money(300));
                var other = ledger.hold(JONAS, "", new Money(300))) {
            hold.open(FAL, "a1", PRICE).settled(null);
            other.open(FAL, "a2", PRICE).settled(new Money(70));
        }

        assertThat(ledger.spent(TODAY, SpendLine.By.TOKEN, MIRA))
                .containsExactly(new SpendLine("mira", 1, 1, new Money(100), Money.ZERO));
        assertThat(ledger.standing(MIRA))
                .isEqualTo(new Ledger.Standing(
                        TODAY,
                        BERLIN,
                        Optional.of(new Money(400)),
                        new Totals(100, 0, 0),
                        Instant.parse("2026-11-23T23:00:00Z")));
        assertThat(ledger.total(MIRA))
                .isEqualTo(new Ledger.Total(Optional.of(new Money(5_000)), new Totals(100, 0, 0)));
        assertThat(ledger.budgets(JONAS)).isEmpty();
    }

    @Test
    void every_budget_tells_where_it_stands_and_whether_it_refused() {
        var ledger = ledger("one", 1_000);
        allowances.put(MIRA, new Allowance(Optional.of(new Money(400)), Optional.of(new Money(5_000))));
        try (var hold = ledger.hold(MIRA, "", new Money(300))) {
            hold.open(FAL, "a1", PRICE).settled(null);
        }
        refused(ledger, MIRA, 350);

        assertThat(ledger.budgets())
                .containsExactly(
                        budget(Limit.DAY, Optional.empty(), 1_000, false),
                        budget(Limit.CALLER_DAY, Optional.of(MIRA), 400, true),
                        budget(Limit.CALLER_TOTAL, Optional.of(MIRA), 5_000, false));

        now.set(NOON.plus(Duration.ofDays(2)));
        assertThat(ledger.budgets()).extracting(BudgetState::refused).containsOnly(false);
    }

    private static BudgetState budget(Limit limit, Optional<Caller> caller, long cap, boolean refused) {
        return new BudgetState(
                limit,
                caller,
                TODAY,
                limit == Limit.CALLER_TOTAL ? Optional.empty() : Optional.of(Instant.parse("2026-11-23T23:00:00Z")),
                new Money(cap),
                new Totals(100, 0, 0),
                refused);
    }

    @Test
    void the_day_is_that_of_the_owners_time_zone() {
        now.set(Instant.parse("2026-11-23T23:30:00Z"));
        var ledger = ledger("one", 1_000);

        ledger.hold(MIRA, "", new Money(10));

        assertThat(store.ofDay("2026-11-24")).isEqualTo(new Totals(0, 10, 0));
    }

    @Test
    void a_process_that_stood_still_finds_its_hold_released_and_says_so() {
        var late = ledger("late", 1_000);
        var hold = late.hold(MIRA, "", new Money(300));
        now.set(NOON.plusSeconds(61));
        ledger("other", 1_000).sweep();

        assertThat(messages)
                .anyMatch(message -> message.startsWith("ledger: 1 holds of a process that ended early")
                        && message.contains("for 3 h"));
        var failure = catchThrowableOfType(GatewayException.class, () -> hold.open(FAL, "a1", PRICE));
        assertThat(failure.failure()).isInstanceOf(Unavailable.class);
        assertThat(failure).hasMessageContaining("its hold was released");
        hold.close();
        assertThat(today()).isEqualTo(Totals.NONE);
    }

    @Test
    void a_process_that_sweeps_keeps_what_it_holds() {
        var living = ledger("living", 1_000);
        living.hold(MIRA, "", new Money(300));
        now.set(NOON.plusSeconds(50));
        living.sweep();
        now.set(NOON.plusSeconds(100));

        ledger("other", 1_000).sweep();

        assertThat(today()).isEqualTo(new Totals(0, 300, 0));
        assertThat(messages).isEmpty();
    }

    @Test
    void what_is_known_to_have_ended_is_resolved_without_waiting() {
        ledger("dead", 1_000).hold(MIRA, "", new Money(300));
        var other = ledger("other", 1_000);
        assertThat(today()).isEqualTo(new Totals(0, 300, 0));

        other.start(Set.of("dead"));

        assertThat(today()).isEqualTo(Totals.NONE);
    }

    @Test
    void what_is_unknown_for_too_long_is_charged() {
        var ledger = ledger("one", 1_000);
        try (var hold = ledger.hold(MIRA, "", new Money(100))) {
            hold.open(FAL, "a1", PRICE).unknown();
        }
        now.set(NOON.plus(Duration.ofHours(3)));
        ledger.sweep();
        assertThat(today()).isEqualTo(new Totals(0, 0, 100));

        now.set(NOON.plus(Duration.ofHours(3)).plusMillis(1));
        ledger.sweep();

        assertThat(today()).isEqualTo(new Totals(100, 0, 0));
        assertThat(messages)
                .containsExactly(
                        "ledger: 1 calls of unknown outcome are booked as charged, after 3 h (UNKNOWN_OUTCOME_HOURS)");
    }

    @Test
    void calls_of_unknown_outcome_can_be_asked_about_and_booked_later() {
        var ledger = ledger("one", 1_000);
        try (var hold = ledger.hold(MIRA, "", new Money(300))) {
            hold.open(FAL, "a1", PRICE, "task1").unknown();
            var taken = hold.open(FAL, "a2", PRICE);
            taken.taken("task2");
            taken.unknown();
            hold.open(FAL, "a3", PRICE).unknown();
        }

        var unresolved = ledger.unresolved();

        assertThat(unresolved).extracting(Unresolved::task).containsExactlyInAnyOrder("task1", "task2");
        assertThat(unresolved).extracting(Unresolved::provider).containsOnly(FAL);
        unresolved.forEach(call -> call.attempt().settled(null));
        assertThat(today()).isEqualTo(new Totals(200, 0, 100));
        assertThat(ledger.unresolved()).isEmpty();
    }

    @Test
    void a_closed_ledger_leaves_nothing_held_and_a_broken_database_is_told() {
        var ledger = ledger("one", 1_000);
        ledger.hold(MIRA, "", new Money(300));
        ledger.close();
        assertThat(today()).isEqualTo(Totals.NONE);

        var other = ledger("two", 1_000);
        var hold = other.hold(MIRA, "", new Money(300));
        database.close();
        hold.close();
        assertThatThrownBy(() -> other.hold(MIRA, "", new Money(1))).isNotNull();
        other.close();

        assertThat(messages)
                .anyMatch(message -> message.startsWith("ledger: cannot write now"))
                .anyMatch(message -> message.startsWith("ledger: cannot be closed")
                        && message.endsWith("the next start resolves what is held"));
    }

    private void rename(String from, String to) {
        database.jdbi().useHandle(handle -> handle.execute("ALTER TABLE " + from + " RENAME TO " + to));
    }

    @Test
    void what_cannot_be_written_when_it_happens_is_written_by_the_next_sweep() {
        var ledger = ledger("one", 1_000);
        var hold = ledger.hold(MIRA, "", new Money(300));
        var first = hold.open(FAL, "a1", PRICE);
        var second = hold.open(FAL, "a2", PRICE);
        rename("ledger_postings", "away");
        first.settled(new Money(40));
        second.unknown();
        hold.close();
        assertThat(messages).hasSize(3).allMatch(message -> message.contains("kept in memory and tried again"));
        assertThat(today()).isEqualTo(new Totals(0, 300, 0));

        rename("away", "ledger_postings");
        ledger.sweep();

        assertThat(today()).isEqualTo(new Totals(40, 0, 100));
        assertThat(messages).hasSize(3);
    }

    @Test
    void a_closed_ledger_writes_first_what_could_not_be_written() {
        var ledger = ledger("one", 1_000);
        var attempt = ledger.hold(MIRA, "", new Money(100)).open(FAL, "a1", PRICE);
        rename("ledger_postings", "away");
        attempt.failed(Money.ZERO);
        rename("away", "ledger_postings");

        ledger.close();

        assertThat(today()).isEqualTo(Totals.NONE);
    }

    @Test
    void a_call_is_unknown_from_the_moment_that_it_is_said() {
        var hold = ledger("one", 1_000).hold(MIRA, "", new Money(300));

        hold.open(FAL, "a1", PRICE).unknown();

        assertThat(today()).isEqualTo(new Totals(0, 200, 100));
    }

    @Test
    void what_costs_nothing_leaves_no_trace() {
        var nothing = Hold.NONE.open(FAL, "a1", PRICE);
        nothing.taken("task");
        nothing.settled(null);
        nothing.failed(null);
        nothing.unknown();
        Hold.NONE.close();

        assertThat(today()).isEqualTo(Totals.NONE);
    }
}
