package fluxbridge.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fluxbridge.domain.Caller;
import fluxbridge.domain.Money;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.BadCredentials;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RateLimited;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.Fit;
import fluxbridge.image.PictureCodec;
import fluxbridge.ledger.Hold;
import fluxbridge.ledger.OpenAttempt;
import fluxbridge.metrics.Metrics;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Generated;
import fluxbridge.provider.Progress;
import fluxbridge.provider.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FallbackTest {

    private static final ProviderId A = new ProviderId("a");
    private static final Size SIZE = new Size(64, 64);
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Metrics metrics = new Metrics();
    private final List<Attempt> trail = new ArrayList<>();
    private final List<String> credit = new ArrayList<>();
    private final Fallback fallback = booking(Spending.UNBOOKED);

    /** Remembers how each call ended. */
    private static final class Books implements Spending {

        private final List<String> ends = new ArrayList<>();

        @Override
        public Hold hold(Caller caller, String request, Plan plan, int pictures) {
            return Hold.NONE;
        }

        @Override
        public OpenAttempt open(Hold hold, Candidate candidate, int steps, String call) {
            return new OpenAttempt() {
                @Override
                public void settled(@Nullable Money cost) {
                    ends.add("settled " + cost);
                }

                @Override
                public void failed(@Nullable Money billed) {
                    ends.add("failed " + (billed == null ? "at its price" : billed));
                }

                @Override
                public void unknown() {
                    ends.add("unknown");
                }
            };
        }
    }

    static List<Arguments> endings() {
        return List.of(
                Arguments.of(new Unavailable(A, "down"), "failed $0"),
                Arguments.of(new RefusedBySafety(A, "declined", Money.ZERO), "failed $0"),
                Arguments.of(new RefusedBySafety(A, "flagged", new Money(500), true), "failed $0.0005"),
                Arguments.of(
                        new RefusedBySafety(A, "flagged, without a word of its cost", null, true),
                        "failed at its price"),
                Arguments.of(new RefusedBySafety(A, "declined, without a word of its cost", null), "unknown"),
                Arguments.of(new UnknownOutcome(A, "broke off"), "unknown"),
                Arguments.of(new BadReply(A, "no picture"), "unknown"),
                Arguments.of(new Cancelled("interrupted"), "unknown"));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void each_failure_is_booked_as_the_vendor_bills_it(Failure failure, String booked) {
        var books = new Books();

        assertThat(catchThrowableOfType(
                        GatewayException.class, () -> run(booking(books), SIZE, FakeProvider.failing("a", failure))))
                .isNotNull();

        assertThat(books.ends).containsExactly(booked);
    }

    private Fallback booking(Spending spending) {
        return new Fallback(
                Duration.ofSeconds(150),
                now::get,
                () -> UUID.randomUUID().toString(),
                new Fit(new PictureCodec(new Semaphore(1))),
                FakeProvider.courses(now::get),
                spending,
                metrics,
                new CreditWatch() {
                    @Override
                    public void outOfCredit(OutOfCredit failure) {
                        credit.add(failure.provider() + " is empty");
                    }

                    @Override
                    public void drew(ProviderId provider) {
                        credit.add(provider + " drew");
                    }
                });
    }

    private Made run(Size size, Provider... providers) {
        return run(fallback, size, providers);
    }

    private Made run(Fallback fallback, Size size, Provider... providers) {
        var prepared = Requests.of(size);
        var plan = new Router(List.of(providers), List.of(providers)).plan(prepared, null);
        var start = now.get();
        return fallback.run(new PictureOrder(
                plan,
                Hold.NONE,
                prepared.picture(0),
                size,
                start,
                start.plus(DEADLINE),
                Progress.NONE,
                BodyPermit.UNLIMITED,
                trail::add,
                () -> true));
    }

    private Failure failure(Provider... providers) {
        return catchThrowableOfType(GatewayException.class, () -> run(SIZE, providers))
                .failure();
    }

    static List<FromProvider> curable() {
        return List.of(
                new RateLimited(A, "slow down", Duration.ofSeconds(2)),
                new OutOfCredit(A, "no credit", null),
                new BadCredentials(A, "no key"),
                new RejectedByProvider(A, "no such model"),
                new Unavailable(A, "down"),
                new BadReply(A, "no picture"));
    }

    @ParameterizedTest
    @MethodSource("curable")
    void what_another_provider_could_cure_falls_on(FromProvider failure) {
        var b = FakeProvider.drawing("b");

        var made = run(SIZE, FakeProvider.failing("a", failure), b);

        assertThat(made.by().provider()).isEqualTo(b);
        assertThat(made.attempts()).extracting(Attempt::outcome).containsExactly(failure.what(), "ok");
        assertThat(trail).isEqualTo(made.attempts());
        assertThat(made.notes()).first().hasToString("Fallback: " + failure.message());
    }

    @Test
    void who_has_no_credit_and_who_drew_is_told() {
        run(SIZE, FakeProvider.failing("a", new OutOfCredit(A, "no credit", null)), FakeProvider.drawing("b"));
        run(SIZE, FakeProvider.failing("a", new Unavailable(A, "down")), FakeProvider.drawing("b"));

        assertThat(credit).containsExactly("a is empty", "b drew", "b drew");
    }

    @Test
    void a_refusal_is_the_end_and_what_it_cost_is_kept() {
        var b = FakeProvider.drawing("b");
        var refused = new RefusedBySafety(A, "flagged", new Money(500));

        assertThat(failure(FakeProvider.failing("a", refused), b)).isEqualTo(refused);
        assertThat(b.asked()).isEmpty();
        assertThat(Fallback.cost(trail)).isEqualTo(new Money(500));
        assertThat(metrics.scrape()).contains("bridge_spend_microdollars_total{provider=\"a\"} 500.0");
    }

    @Test
    void a_cancelled_call_is_the_end() {
        var b = FakeProvider.drawing("b");

        assertThat(failure(FakeProvider.failing("a", new Cancelled("left")), b)).isInstanceOf(Cancelled.class);
        assertThat(b.asked()).isEmpty();
        assertThat(trail).isEmpty();
    }

    @Test
    void after_an_unknown_outcome_only_free_providers_are_asked() {
        var paid = FakeProvider.drawing("b");
        var free = FakeProvider.drawing("c").free();

        var made = run(SIZE, FakeProvider.failing("a", new UnknownOutcome(A, "silence")), paid, free);

        assertThat(made.by().provider()).isEqualTo(free);
        assertThat(paid.asked()).isEmpty();
        assertThat(made.attempts().getFirst().mayBeBilled()).isTrue();
        assertThat(made.notes().getFirst().text())
                .contains("b was not asked, since the picture may be paid for already");
    }

    @Test
    void after_an_unknown_outcome_without_a_free_provider_nothing_is_asked() {
        var paid = FakeProvider.drawing("b");
        var unknown = new UnknownOutcome(A, "silence");

        var failure = failure(FakeProvider.failing("a", unknown), paid);

        assertThat(failure)
                .isInstanceOfSatisfying(
                        Failure.AllFailed.class, all -> assertThat(all.last()).isEqualTo(unknown));
        assertThat(failure.message()).contains("a: silence", "b was not asked");
        assertThat(paid.asked()).isEmpty();
    }

    @Test
    void when_all_fail_the_last_decides_and_every_try_is_told() {
        var failure = failure(
                FakeProvider.failing("a", new Unavailable(A, "down")),
                FakeProvider.failing("b", new RateLimited(new ProviderId("b"), "slow down", null)));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        Failure.AllFailed.class, all -> assertThat(all.last()).isInstanceOf(RateLimited.class));
        assertThat(failure.message()).contains("a: down", "b: slow down");
        assertThat(trail).hasSize(2);
    }

    @Test
    void the_deadline_of_the_request_ends_the_chain() {
        var b = FakeProvider.drawing("b");
        var slow = FakeProvider.doing("a", (_, _) -> {
            now.set(Instant.EPOCH.plus(DEADLINE));
            throw new GatewayException(new Unavailable(A, "down at last"));
        });

        var failure = failure(slow, b);

        assertThat(failure).isInstanceOf(Failure.DeadlinePassed.class);
        assertThat(failure.message()).contains("300 s", "REQUEST_DEADLINE_SECONDS", "down at last");
        assertThat(b.asked()).isEmpty();
    }

    @Test
    void one_call_gets_no_more_than_its_own_time_and_no_more_than_is_left() {
        var deadlines = new ArrayList<Duration>();
        var a = FakeProvider.doing("a", (_, call) -> {
            deadlines.add(Duration.between(now.get(), call.deadline()));
            now.updateAndGet(t -> t.plusSeconds(200));
            throw new GatewayException(new Unavailable(A, "down"));
        });
        var b = FakeProvider.doing("b", (request, call) -> {
            deadlines.add(Duration.between(now.get(), call.deadline()));
            return FakeProvider.drawn(request.size(), 1);
        });

        run(SIZE, a, b);

        assertThat(deadlines).containsExactly(Duration.ofSeconds(150), Duration.ofSeconds(100));
    }

    @Test
    void a_picture_of_another_size_is_brought_to_the_asked_one_and_said() {
        var a = FakeProvider.doing("a", (_, _) -> FakeProvider.drawn(new Size(128, 96), 1));

        var made = run(new Size(100, 90), a);

        assertThat(made.picture().size()).isEqualTo(new Size(100, 90));
        assertThat(made.notes())
                .extracting(Object::toString)
                .contains("Drawn: by a fake", "Size change: drawn at 128x96 by a, brought to 100x90");
    }

    @Test
    void a_picture_that_cannot_be_decoded_falls_on() {
        var half = FakeProvider.png(new Size(128, 128));
        var broken = new Picture(
                java.util.Arrays.copyOf(half.bytes(), half.bytes().length / 2), PictureFormat.PNG, half.size());
        var a = FakeProvider.doing(
                "a", (_, _) -> new Generated(broken, OptionalLong.empty(), FakeProvider.COST, "m", List.of()));
        var b = FakeProvider.drawing("b");

        var made = run(SIZE, a, b);

        assertThat(made.by().provider()).isEqualTo(b);
        assertThat(made.attempts().getFirst().outcome()).contains("unusable picture");
    }

    @Test
    void every_call_has_an_id_of_its_own_and_says_whom_it_asks() {
        var ids = new ArrayList<String>();
        var words = new ArrayList<String>();
        var a = FakeProvider.doing("a", (_, call) -> {
            ids.add(call.id());
            throw new GatewayException(new Unavailable(A, "down"));
        });
        var b = FakeProvider.doing("b", (request, call) -> {
            ids.add(call.id());
            return FakeProvider.drawn(request.size(), 1);
        });
        var prepared = Requests.of(SIZE);
        var plan = new Router(List.of(a, b), List.of(a, b)).plan(prepared, null);

        fallback.run(new PictureOrder(
                plan,
                Hold.NONE,
                prepared.picture(0),
                SIZE,
                now.get(),
                now.get().plus(DEADLINE),
                (_, what) -> words.add(what),
                BodyPermit.UNLIMITED,
                trail::add,
                () -> true));

        assertThat(ids).doesNotHaveDuplicates().hasSize(2);
        assertThat(words).containsExactly("asking a", "asking b");
    }

    @Test
    void what_all_calls_cost_is_added_up_and_unknown_when_nobody_says() {
        assertThat(Fallback.cost(List.of(
                        new Attempt(A, "ok", 1, new Money(5), false),
                        new Attempt(A, "down", 1, null, true),
                        new Attempt(A, "ok", 1, new Money(7), false))))
                .isEqualTo(new Money(12));
        assertThat(Fallback.cost(List.of(new Attempt(A, "ok", 1, null, false)))).isNull();
    }
}
