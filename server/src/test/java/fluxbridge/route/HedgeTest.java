package fluxbridge.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fluxbridge.config.RoutingSettings.Hedging;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Money;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure.BudgetSpent;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.Fit;
import fluxbridge.image.PictureCodec;
import fluxbridge.ledger.Hold;
import fluxbridge.ledger.OpenAttempt;
import fluxbridge.metrics.Metrics;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Progress;
import fluxbridge.provider.Provider;
import fluxbridge.route.health.Health;
import fluxbridge.route.health.Outcome;
import fluxbridge.route.health.RetryBudget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A second provider beside one that takes unusually long. */
final class HedgeTest {

    private static final Size SIZE = new Size(64, 64);
    private static final Duration USUAL = Duration.ofMillis(20);

    private final InstantSource clock = InstantSource.system();
    private final Health health = new Health(clock);
    private final RetryBudget budget = new RetryBudget(clock.instant());
    private final List<Attempt> trail = new CopyOnWriteArrayList<>();
    private final List<String> books = new CopyOnWriteArrayList<>();
    private final List<String> unaffordable = new CopyOnWriteArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Money price = Money.ZERO;
    private Hedging hedging = Hedging.AUTO;

    /** One that hangs until it is told to stop. */
    private final FakeProvider hanging = FakeProvider.doing("slow", (_, _) -> {
        try {
            new CountDownLatch(1).await();
            throw new IllegalStateException("nobody counts it down");
        } finally {
            stopped.countDown();
        }
    });

    private final FakeProvider quick = FakeProvider.drawing("quick");

    @Test
    void the_second_providers_picture_is_taken_and_the_first_is_told_to_stop() throws InterruptedException {
        var made = run(() -> true, hanging, quick);

        assertThat(made.by().provider().id().value()).isEqualTo("quick");
        assertThat(made.notes())
                .anySatisfy(note -> assertThat(note.toString())
                        .startsWith("Hedge: quick was asked too after 1 s, since slow took unusually long"));
        stopped.await();
        assertThat(trail).extracting(attempt -> attempt.provider().value()).containsExactly("quick", "slow");
        assertThat(trail.getLast().mayBeBilled()).isTrue();
        assertThat(books).containsExactlyInAnyOrder("slow unknown", "quick settled");
        assertThat(health.of(hanging.id()).running()).isZero();
        assertThat(health.of(quick.id()).running()).isZero();
    }

    @Test
    void a_request_gets_one_second_call_and_not_two() {
        var leave = new AtomicBoolean(true);
        run(() -> leave.compareAndSet(true, false), hanging, quick);
        var slow = FakeProvider.doing("slow", (request, _) -> {
            Thread.sleep(USUAL.multipliedBy(10));
            return FakeProvider.drawn(request.size(), 1);
        });

        var second = run(() -> leave.compareAndSet(true, false), slow, quick);

        assertThat(second.by().provider().id().value()).isEqualTo("slow");
        assertThat(quick.asked()).hasSize(1);
    }

    @Test
    void a_second_call_that_costs_more_than_the_time_it_saves_is_not_made() {
        price = Money.ofDollars(new java.math.BigDecimal("0.5"));

        assertThat(run(() -> true, late(), quick).by().provider().id().value()).isEqualTo("late");
        assertThat(quick.asked()).isEmpty();
    }

    @Test
    void a_second_call_that_no_budget_covers_is_not_made() {
        unaffordable.add("quick");

        assertThat(run(() -> true, late(), quick).by().provider().id().value()).isEqualTo("late");
        assertThat(quick.asked()).isEmpty();
        assertThat(health.of(quick.id()).running()).isZero();
    }

    @Test
    void without_retries_left_there_is_no_second_call() {
        while (budget.take(clock.instant())) {
            // used up
        }

        assertThat(run(() -> true, late(), quick).by().provider().id().value()).isEqualTo("late");
    }

    @Test
    void it_can_be_switched_off() {
        hedging = Hedging.OFF;

        assertThat(run(() -> true, late(), quick).by().provider().id().value()).isEqualTo("late");
    }

    @Test
    void by_default_only_a_provider_that_costs_nothing_is_asked_too() {
        hedging = Hedging.FREE;

        assertThat(run(() -> true, late(), quick).by().provider().id().value()).isEqualTo("late");
        assertThat(run(() -> true, late(), quick.free()).by().provider().id().value())
                .isEqualTo("quick");
    }

    @Test
    void a_second_provider_that_fails_leaves_the_first_alone() {
        var failing = FakeProvider.failing("quick", new Unavailable(quick.id(), "down"));

        var made = run(() -> true, late(), failing);

        assertThat(made.by().provider().id().value()).isEqualTo("late");
        assertThat(made.notes()).anySatisfy(note -> assertThat(note.toString()).contains("Hedge"));
    }

    @Test
    void a_refusal_of_the_second_provider_ends_the_first_call_too() throws InterruptedException {
        var refusing = FakeProvider.failing("quick", new RefusedBySafety(quick.id(), "declined", Money.ZERO));

        var failure = catchThrowableOfType(GatewayException.class, () -> run(() -> true, hanging, refusing));

        assertThat(failure.failure()).isInstanceOf(RefusedBySafety.class);
        stopped.await();
    }

    @Test
    void an_interrupt_stops_both_calls() throws InterruptedException {
        var both = new CountDownLatch(2);
        FakeProvider.Work hang = (_, _) -> {
            both.countDown();
            new CountDownLatch(1).await();
            throw new IllegalStateException("nobody counts it down");
        };
        var failures = new CopyOnWriteArrayList<@Nullable GatewayException>();
        var thread = Thread.ofVirtual()
                .start(() -> failures.add(catchThrowableOfType(
                        GatewayException.class,
                        () -> run(() -> true, FakeProvider.doing("slow", hang), FakeProvider.doing("quick", hang)))));
        both.await();

        thread.interrupt();
        thread.join();

        assertThat(failures)
                .hasSize(1)
                .allSatisfy(failure -> assertThat(failure.failure()).isInstanceOf(Cancelled.class));
        assertThat(books).containsExactlyInAnyOrder("slow unknown", "quick unknown");
        assertThat(health.of(hanging.id()).running() + health.of(quick.id()).running())
                .isZero();
    }

    /** One that draws after the time at which a second call would be looked for. */
    private static FakeProvider late() {
        return FakeProvider.doing("late", (request, _) -> {
            Thread.sleep(USUAL.multipliedBy(10));
            return FakeProvider.drawn(request.size(), 1);
        });
    }

    private Made run(BooleanSupplier leave, Provider first, Provider second) {
        var prepared = Requests.of(SIZE);
        for (var provider : List.of(first, second)) {
            for (int i = 0; i < 30; i++) {
                health.of(provider.id()).beginAnyhow();
                health.of(provider.id())
                        .end(clock.instant(), Ranking.USUAL_STEPS, SIZE.megapixels(), new Outcome.Success(USUAL));
            }
        }
        PriceOf prices =
                (candidate, _) -> Optional.of(candidate.provider().id().value().equals("quick") ? price : Money.ZERO);
        var ranking = new Ranking(health, prices, new Decisions(clock));
        var plan = new Router(List.of(first, second), List.of(first, second), Optional.of(ranking))
                .plan(prepared, null, Preference.BALANCED);
        var start = clock.instant();
        return fallback()
                .run(new PictureOrder(
                        new Plan(inOrder(plan, first, second), plan.scores(), plan.steps()),
                        Hold.NONE,
                        prepared.picture(0),
                        SIZE,
                        start,
                        start.plusSeconds(60),
                        Progress.NONE,
                        BodyPermit.UNLIMITED,
                        trail::add,
                        leave));
    }

    private static List<Candidate> inOrder(Plan plan, Provider first, Provider second) {
        return List.of(of(plan, first), of(plan, second));
    }

    private static Candidate of(Plan plan, Provider provider) {
        return plan.candidates().stream()
                .filter(candidate -> candidate.provider().id().equals(provider.id()))
                .findFirst()
                .orElseThrow();
    }

    private Fallback fallback() {
        return new Fallback(
                Duration.ofSeconds(30),
                clock,
                () -> UUID.randomUUID().toString(),
                new Fit(new PictureCodec(new Semaphore(1))),
                new Courses(health, budget, Thread::sleep, hedging),
                new Books(),
                new Metrics(),
                CreditWatch.NONE);
    }

    private final class Books implements Spending {

        @Override
        public Hold hold(Caller caller, String request, Plan plan, int pictures) {
            return Hold.NONE;
        }

        @Override
        public OpenAttempt open(Hold hold, Candidate candidate, int steps, String call) {
            var id = candidate.provider().id().value();
            if (unaffordable.contains(id)) {
                throw new GatewayException(new BudgetSpent(
                        "the budget", Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO, Instant.EPOCH, Duration.ZERO));
            }
            return new OpenAttempt() {
                @Override
                public void settled(@Nullable Money cost) {
                    books.add(id + " settled");
                }

                @Override
                public void failed(@Nullable Money billed) {
                    books.add(id + " failed");
                }

                @Override
                public void unknown() {
                    books.add(id + " unknown");
                }
            };
        }
    }
}
