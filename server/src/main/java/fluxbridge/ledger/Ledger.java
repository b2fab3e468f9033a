package fluxbridge.ledger;

import fluxbridge.config.MoneySettings;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.BudgetSpent;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.GatewayException;
import fluxbridge.store.LedgerStore;
import fluxbridge.store.LedgerStore.Caps;
import fluxbridge.store.LedgerStore.End;
import fluxbridge.store.LedgerStore.Limit;
import fluxbridge.store.LedgerStore.NewAttempt;
import fluxbridge.store.LedgerStore.NewHold;
import fluxbridge.store.LedgerStore.ReleasedException;
import fluxbridge.store.LedgerStore.Shortage;
import fluxbridge.store.LedgerStore.Totals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the owner's budgets: money is set aside before the first provider is asked, what was billed is booked, and the rest is released.
 *
 * <p>What is spent, held and of unknown outcome is together never over a budget; only a provider that bills more than its price can bring
 * that about, since what was billed is booked in any case.
 */
public final class Ledger implements AutoCloseable {

    /** A process that was not heard of for so long is taken for dead. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final LedgerStore store;
    private final MoneySettings settings;
    private final Allowances allowances;
    private final String run;
    private final Supplier<String> ids;
    private final InstantSource clock;
    private final Consumer<String> messages;

    /** What could not be written when it happened. */
    private final Queue<Runnable> late = new ConcurrentLinkedQueue<>();

    /** Callers with a limit of their own that asked since the start. */
    private final Map<Caller, Boolean> limitedCallers = new ConcurrentHashMap<>();

    private final Set<Refusal> refusals = ConcurrentHashMap.newKeySet();

    /** A budget that had no room on a day. */
    private record Refusal(Limit limit, Optional<Caller> caller, LocalDate day) {}

    /**
     * @param run names this process
     * @param ids of holds, unique over all processes
     */
    public Ledger(
            LedgerStore store,
            MoneySettings settings,
            Allowances allowances,
            String run,
            Supplier<String> ids,
            InstantSource clock,
            Consumer<String> messages) {
        this.store = store;
        this.settings = settings;
        this.allowances = allowances;
        this.run = run;
        this.ids = ids;
        this.clock = clock;
        this.messages = messages;
    }

    /** Resolves what processes that died left behind. Must come before the first hold. */
    public void start() {
        start(Set.of());
    }

    /**
     * The same.
     *
     * @param ended runs that are known to have ended, whose leases need not be waited for
     */
    public void start(Set<String> ended) {
        ended.forEach(store::ended);
        sweep();
    }

    /** Says that this process lives, and does what is due; to be called several times a minute. */
    public void sweep() {
        var now = clock.instant();
        store.alive(run, now.plus(LEASE));
        writeLate();
        int resolved = store.recover(now);
        if (resolved > 0) {
            messages.accept(
                    "ledger: " + resolved + " holds of a process that ended early are resolved; calls that it had begun"
                            + " count as unknown for " + settings.unknownFor().toHours() + " h, then as charged");
        }
        int charged = store.expire(now.minus(settings.unknownFor()), now);
        if (charged > 0) {
            messages.accept("ledger: " + charged + " calls of unknown outcome are booked as charged, after "
                    + settings.unknownFor().toHours() + " h (UNKNOWN_OUTCOME_HOURS)");
        }
    }

    /** True when a budget applies to what this caller asks for. */
    public boolean isLimited(Caller caller) {
        return settings.daily().isPresent() || allowances.of(caller).isLimited();
    }

    /**
     * Sets aside the most that a request may cost.
     *
     * @throws GatewayException {@code BudgetSpent} when a budget has no room for it
     */
    public Hold hold(Caller caller, String request, Money most) {
        var id = ids.get();
        var today = today();
        if (allowances.of(caller).isLimited()) {
            limitedCallers.put(caller, true);
        }
        orUndo(
                        () -> store.hold(
                                new NewHold(id, request, caller.id(), today.toString(), run),
                                most.micros(),
                                caps(caller),
                                clock.instant()),
                        () -> store.close(id, clock.instant()))
                .ifPresent(shortage -> {
                    throw new GatewayException(spent(caller, shortage, most, today));
                });
        return new Booked(id, caller, today);
    }

    /** A write that fails may have been committed all the same: nothing follows from it, so it is taken back as soon as that can be written. */
    private <T> T orUndo(Supplier<T> write, Runnable undo) {
        try {
            return write.get();
        } catch (ReleasedException e) {
            throw e;
        } catch (RuntimeException e) {
            book(undo);
            throw e;
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), settings.zone());
    }

    private Caps caps(Caller caller) {
        var allowance = allowances.of(caller);
        return new Caps(micros(settings.daily()), micros(allowance.daily()), micros(allowance.total()));
    }

    private static @Nullable Long micros(Optional<Money> money) {
        return money.map(Money::micros).orElse(null);
    }

    private BudgetSpent spent(Caller caller, Shortage shortage, Money asked, LocalDate day) {
        refusals.removeIf(refusal -> refusal.day().isBefore(day.minusDays(1)));
        refusals.add(new Refusal(
                shortage.limit(), shortage.limit() == Limit.DAY ? Optional.empty() : Optional.of(caller), day));
        var totals = shortage.totals();
        var name = switch (shortage.limit()) {
            case DAY -> "the budget of the day (" + MoneySettings.DAILY_BUDGET_USD.name() + ")";
            case CALLER_DAY -> "your budget of the day";
            case CALLER_TOTAL -> "your budget";
        };
        boolean passes = shortage.limit() != LedgerStore.Limit.CALLER_TOTAL && asked.micros() <= shortage.cap();
        var resets = passes ? resetsAt(day) : null;
        return new BudgetSpent(
                name,
                new Money(shortage.cap()),
                new Money(totals.all()),
                new Money(totals.held()),
                asked,
                resets,
                resets == null
                        ? null
                        : Duration.between(clock.instant(), resets).plusSeconds(1));
    }

    private Instant resetsAt(LocalDate day) {
        return day.plusDays(1).atStartOfDay(settings.zone()).toInstant();
    }

    /** Where the budget of the day stands. */
    public Standing standing() {
        var day = today();
        return new Standing(day, settings.zone(), settings.daily(), store.ofDay(day.toString()), resetsAt(day));
    }

    /** Where a caller's own budget of the day stands. */
    public Standing standing(Caller caller) {
        var day = today();
        return new Standing(
                day,
                settings.zone(),
                allowances.of(caller).daily(),
                store.ofCaller(caller.id(), day.toString()),
                resetsAt(day));
    }

    /** Where a caller's whole budget stands. */
    public Total total(Caller caller) {
        return new Total(allowances.of(caller).total(), store.ofCaller(caller.id()));
    }

    /**
     * A budget that is never renewed.
     *
     * @param budget empty for no limit
     */
    public record Total(Optional<Money> budget, Totals totals) {}

    /**
     * Where a day's budget stands.
     *
     * @param budget empty for no limit
     */
    public record Standing(LocalDate day, ZoneId zone, Optional<Money> budget, Totals totals, Instant resetsAt) {}

    /** Calls of unknown outcome that their providers can be asked about, the latest first; of very many only some. */
    public List<Unresolved> unresolved() {
        return store.unresolved().stream()
                .map(row -> new Unresolved(
                        new ProviderId(row.provider()),
                        row.task(),
                        new BookedAttempt(row.id(), new Price(new Money(row.most()), row.priceVersion()))))
                .toList();
    }

    /** What was spent from a day on, by whatever is asked for, in its order. */
    public List<SpendLine> spent(LocalDate since, SpendLine.By by) {
        return SpendLine.of(store.since(since.toString()), by);
    }

    /** What one caller spent from a day on. */
    public List<SpendLine> spent(LocalDate since, SpendLine.By by, Caller caller) {
        return SpendLine.of(
                store.since(since.toString()).stream()
                        .filter(spent -> spent.caller().equals(caller.id()))
                        .toList(),
                by);
    }

    /** Where every budget stands that may have moved since the start: that of all, and those of callers that asked. */
    public List<BudgetState> budgets() {
        var today = today();
        var states = new ArrayList<BudgetState>();
        settings.daily()
                .ifPresent(cap ->
                        states.add(state(Limit.DAY, Optional.empty(), today, cap, store.ofDay(today.toString()))));
        for (var caller : limitedCallers.keySet()) {
            states.addAll(budgets(caller));
        }
        return states;
    }

    /** Where a caller's own budgets stand; none for a caller without a limit. */
    public List<BudgetState> budgets(Caller caller) {
        var today = today();
        var allowance = allowances.of(caller);
        var whose = Optional.of(caller);
        var states = new ArrayList<BudgetState>();
        allowance
                .daily()
                .ifPresent(cap -> states.add(
                        state(Limit.CALLER_DAY, whose, today, cap, store.ofCaller(caller.id(), today.toString()))));
        allowance
                .total()
                .ifPresent(
                        cap -> states.add(state(Limit.CALLER_TOTAL, whose, today, cap, store.ofCaller(caller.id()))));
        return states;
    }

    private BudgetState state(Limit limit, Optional<Caller> caller, LocalDate today, Money cap, Totals totals) {
        return new BudgetState(
                limit,
                caller,
                today,
                limit == Limit.CALLER_TOTAL ? Optional.empty() : Optional.of(resetsAt(today)),
                cap,
                totals,
                refusals.contains(new Refusal(limit, caller, today)));
    }

    /** Books something that has happened already and must not be lost. */
    private void book(Runnable write) {
        try {
            write.run();
        } catch (RuntimeException e) {
            later(write, e);
        }
    }

    private void later(Runnable write, RuntimeException why) {
        messages.accept("ledger: cannot write now (" + why.getMessage() + "); kept in memory and tried again");
        late.add(write);
    }

    private void writeLate() {
        for (int left = late.size(); left > 0; left--) {
            var write = late.poll();
            if (write != null) {
                book(write);
            }
        }
    }

    /** Hands what this process still holds to whoever looks next. */
    @Override
    public void close() {
        try {
            writeLate();
            store.ended(run);
            store.recover(clock.instant());
        } catch (RuntimeException e) {
            messages.accept("ledger: cannot be closed (" + e.getMessage() + "); the next start resolves what is held");
        } finally {
            store.close();
        }
    }

    private final class Booked implements Hold {

        private final String id;
        private final Caller caller;
        private final LocalDate day;

        Booked(String id, Caller caller, LocalDate day) {
            this.id = id;
            this.caller = caller;
            this.day = day;
        }

        @Override
        public OpenAttempt open(ProviderId provider, String attempt, Price price, @Nullable String task) {
            try {
                orUndo(
                                () -> store.open(
                                        new NewAttempt(
                                                attempt,
                                                id,
                                                provider.value(),
                                                price.most().micros(),
                                                price.version(),
                                                task),
                                        caps(caller),
                                        clock.instant()),
                                () -> store.end(attempt, End.FAILED, 0, price.version(), clock.instant()))
                        .ifPresent(shortage -> {
                            throw new GatewayException(spent(caller, shortage, price.most(), day));
                        });
            } catch (ReleasedException e) {
                throw new GatewayException(
                        new Unavailable(
                                provider,
                                "was not asked: the bridge stood still for so long that its hold was released"),
                        e);
            }
            return new BookedAttempt(attempt, price);
        }

        @Override
        public void close() {
            book(() -> store.close(id, clock.instant()));
        }
    }

    private final class BookedAttempt implements OpenAttempt {

        private final String id;
        private final Price price;

        BookedAttempt(String id, Price price) {
            this.id = id;
            this.price = price;
        }

        @Override
        public void taken(String task) {
            store.taken(id, task);
        }

        @Override
        public void settled(@Nullable Money cost) {
            end(End.SETTLED, cost == null ? price : new Price(cost, "reported"));
        }

        @Override
        public void failed(@Nullable Money billed) {
            end(End.FAILED, billed == null ? price : new Price(billed, "reported"));
        }

        private void end(End end, Price cost) {
            var at = clock.instant();
            store.endSoon(
                    id,
                    end,
                    cost.most().micros(),
                    cost.version(),
                    at,
                    problem -> later(() -> store.end(id, end, cost.most().micros(), cost.version(), at), problem));
        }

        @Override
        public void unknown() {
            book(() -> store.unknown(id, clock.instant()));
        }
    }
}
