package fluxbridge.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.Await;
import fluxbridge.access.FairQueue;
import fluxbridge.cache.Once;
import fluxbridge.domain.Caller;
import fluxbridge.domain.ImageRequest;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.SceneContext;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.Fit;
import fluxbridge.image.PictureCodec;
import fluxbridge.lora.DictionaryFile;
import fluxbridge.metrics.Metrics;
import fluxbridge.policy.PolicyGate;
import fluxbridge.prompt.PromptBuilder;
import fluxbridge.route.Attempt;
import fluxbridge.route.CreditWatch;
import fluxbridge.route.FakeProvider;
import fluxbridge.route.Fallback;
import fluxbridge.route.Made;
import fluxbridge.route.Preference;
import fluxbridge.route.Router;
import fluxbridge.route.Spending;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GeneratorTest {

    private static final Caller CALLER = new Caller("mira");
    private static final Size SIZE = new Size(64, 64);
    private static final ProviderId A = new ProviderId("a");

    private final Metrics metrics = new Metrics();
    private final Jobs jobs =
            new Jobs(InstantSource.system(), () -> UUID.randomUUID().toString(), Duration.ofMillis(100), metrics);
    private final PictureMemory memory = new PictureMemory(100);
    private final PolicyGate policy = new PolicyGate((_, _, _, _) -> {}, InstantSource.system(), _ -> {});
    private final ConcurrentLinkedQueue<Attempt> trail = new ConcurrentLinkedQueue<>();

    @AfterEach
    void nothing_is_left_behind() {
        assertThat(jobs.count()).isZero();
        assertThat(metrics.jobsRunning()).isZero();
        assertThat(memory.free()).isEqualTo(100);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private final FairQueue queue = new FairQueue(2, 100, _ -> java.util.Optional.empty(), InstantSource.system());

    private Generator generator(int parallel, FakeProvider provider) {
        return new Generator(
                policy,
                DictionaryFile.sample(),
                new PromptBuilder(PromptBuilder.DEFAULT_CAPS),
                new Router(List.of(provider), List.of(provider)),
                _ -> Preference.BALANCED,
                Spending.UNBOOKED,
                new Fallback(
                        Duration.ofSeconds(150),
                        InstantSource.system(),
                        () -> UUID.randomUUID().toString(),
                        new Fit(new PictureCodec(new Semaphore(1))),
                        FakeProvider.courses(InstantSource.system()),
                        Spending.UNBOOKED,
                        metrics,
                        CreditWatch.NONE),
                Once.never(),
                jobs,
                new Durations(),
                memory,
                queue,
                metrics,
                Duration.ofSeconds(60),
                parallel,
                InstantSource.system(),
                () -> 4242);
    }

    private static ImageRequest pictures(int count, OptionalLong seed) {
        return new ImageRequest(
                new Prompt("a boat", ""),
                SIZE,
                seed,
                OptionalInt.empty(),
                OptionalDouble.empty(),
                null,
                null,
                null,
                count,
                true,
                Mode.TXT2IMG,
                SceneContext.NONE,
                List.of());
    }

    private Result generate(Generator generator, int count) {
        return generator.generate(
                CALLER, pictures(count, OptionalLong.of(7)), null, ClientConnection.STAYS, trail::add);
    }

    private static List<Long> seeds(Result result) {
        return java.util.stream.IntStream.range(0, result.pictures().size())
                .mapToObj(result::seed)
                .toList();
    }

    @Test
    void pictures_come_in_order_with_their_seeds_whichever_is_ready_first() {
        var third = new CountDownLatch(1);
        var provider = FakeProvider.doing("a", (request, _) -> {
            if (request.seed() == 9) {
                third.countDown();
            } else {
                third.await();
            }
            return FakeProvider.drawn(request.size(), request.seed());
        });

        try (var result = generate(generator(3, provider), 3)) {
            assertThat(seeds(result)).containsExactly(7L, 8L, 9L);
            assertThat(result.indexes()).containsExactly(0, 1, 2);
            assertThat(result.cancelled()).isNull();
            assertThat(trail).hasSize(3);
        }
        assertThat(metrics.scrape()).contains("bridge_pictures_total{provider=\"a\"} 3.0");
    }

    @Test
    void a_request_without_a_seed_gets_a_random_one() {
        var provider = FakeProvider.drawing("a");

        try (var result = generator(1, provider)
                .generate(CALLER, pictures(1, OptionalLong.empty()), null, ClientConnection.STAYS, trail::add)) {
            assertThat(result.seed(0)).isEqualTo(4242);
        }
    }

    @Test
    void no_more_pictures_are_drawn_at_once_than_the_owner_allows() {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var two = new CountDownLatch(2);
        var provider = FakeProvider.doing("a", (request, _) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            two.countDown();
            two.await();
            running.decrementAndGet();
            return FakeProvider.drawn(request.size(), request.seed());
        });

        generate(generator(2, provider), 8).close();

        assertThat(most.get()).isEqualTo(2);
    }

    @Test
    void an_interrupt_returns_what_is_finished() throws Exception {
        var finished = new CountDownLatch(2);
        var provider = FakeProvider.doing("a", (request, _) -> {
            if (request.seed() >= 9) {
                finished.countDown();
                new CountDownLatch(1).await();
            }
            return FakeProvider.drawn(request.size(), request.seed());
        });
        var interrupting = Thread.ofVirtual().start(() -> {
            try {
                finished.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            Await.until("two pictures", () -> jobs.runningOf(CALLER).getFirst().finished() == 2);
            jobs.interrupt(CALLER);
        });

        try (var result = generate(generator(2, provider), 4)) {
            interrupting.join();
            assertThat(seeds(result)).containsExactly(7L, 8L);
            assertThat(result.cancelled()).isEqualTo(Job.Cancellation.INTERRUPTED);
            assertThat(result.notes()).extracting(Object::toString).contains("Interrupted: interrupted by the caller");
        }
    }

    @Test
    void a_skip_gives_up_what_is_being_drawn_and_goes_on() throws Exception {
        var drawing = new CountDownLatch(1);
        var provider = FakeProvider.doing("a", (request, _) -> {
            if (request.seed() == 7) {
                drawing.countDown();
                new CountDownLatch(1).await();
            }
            return FakeProvider.drawn(request.size(), request.seed());
        });
        Thread.ofVirtual().start(() -> {
            try {
                drawing.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            jobs.skip(CALLER);
        });

        try (var result = generate(generator(1, provider), 3)) {
            assertThat(seeds(result)).containsExactly(8L, 9L);
            assertThat(result.indexes()).containsExactly(1, 2);
            assertThat(result.cancelled()).isNull();
        }
    }

    @Test
    void a_skip_of_the_only_picture_ends_the_request_without_one() throws Exception {
        var provider = FakeProvider.doing("a", (_, _) -> {
            jobs.skip(CALLER);
            new CountDownLatch(1).await();
            throw new AssertionError("the skip was not heard");
        });

        try (var result = generate(generator(2, provider), 1)) {
            assertThat(result.pictures()).isEmpty();
            assertThat(result.cancelled()).isNull();
        }
    }

    @Test
    void a_skip_that_comes_too_late_for_the_only_picture_does_not_reach_the_answer() {
        var provider = FakeProvider.doing("a", (request, _) -> {
            jobs.skip(CALLER);
            return FakeProvider.drawn(request.size(), request.seed());
        });

        try (var result = generate(generator(2, provider), 1)) {
            assertThat(seeds(result)).containsExactly(7L);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void a_picture_that_fails_beside_one_that_does_not_is_told() {
        var provider = FakeProvider.doing("a", (request, _) -> {
            if (request.seed() == 7) {
                throw new GatewayException(new Unavailable(A, "down"));
            }
            return FakeProvider.drawn(request.size(), request.seed());
        });

        try (var result = generate(generator(2, provider), 2)) {
            assertThat(result.indexes()).containsExactly(1);
            assertThat(result.notes())
                    .anySatisfy(note -> assertThat(note.toString())
                            .startsWith("Missing pictures: 1 of 2: ")
                            .contains("a: down"));
        }
    }

    @Test
    void when_no_picture_could_be_made_the_failure_is_thrown_and_the_trail_is_whole() {
        var provider = FakeProvider.failing("a", new Unavailable(A, "down"));

        assertThatThrownBy(() -> generate(generator(2, provider), 2))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("a: down");
        assertThat(trail).hasSize(2);
    }

    @Test
    void an_error_of_an_adapter_leaves_nothing_behind() {
        var provider = FakeProvider.doing("a", (_, _) -> {
            throw new IllegalStateException("a fault in the adapter");
        });

        assertThatThrownBy(() -> generate(generator(2, provider), 2)).hasMessage("a fault in the adapter");
    }

    @Test
    void a_client_that_leaves_ends_its_job() throws Exception {
        var drawing = new CountDownLatch(1);
        var leave = new AtomicReference<Runnable>();
        var provider = FakeProvider.doing("a", (_, _) -> {
            drawing.countDown();
            new CountDownLatch(1).await();
            throw new IllegalStateException("never");
        });
        var result = CompletableFuture.supplyAsync(() -> generator(1, provider)
                .generate(CALLER, pictures(1, OptionalLong.of(7)), "task", leave::set, trail::add));
        drawing.await();
        assertThat(jobs.task(CALLER, "task")).isPresent();

        leave.get().run();

        try (var left = result.join()) {
            assertThat(left.pictures()).isEmpty();
            assertThat(left.cancelled()).isEqualTo(Job.Cancellation.CLIENT_GONE);
        }
    }

    @Test
    void the_memory_of_the_pictures_is_held_until_the_result_is_closed() {
        var provider = FakeProvider.doing("a", (request, call) -> {
            call.bodies().acquire();
            return FakeProvider.drawn(request.size(), request.seed());
        });

        try (var result = generate(generator(4, provider), 4)) {
            assertThat(memory.free()).isEqualTo(88);
            assertThat(result.pictures()).extracting(Made::picture).hasSize(4);
        }
    }

    @Test
    void a_request_waits_for_its_turn_and_shows_as_queued() throws Exception {
        var held = queue.enter(new Caller("other"), 2, Duration.ofSeconds(9));
        var result = CompletableFuture.supplyAsync(() -> generate(generator(2, FakeProvider.drawing("a")), 2));
        Await.until("it waits", () -> queue.waiting() == 1);
        assertThat(jobs.runningOf(CALLER).getFirst().doing()).isEqualTo("queued");

        held.close();
        try (var drawn = result.join()) {
            assertThat(drawn.pictures()).hasSize(2);
            assertThat(queue.taken()).isZero();
        }
    }

    @Test
    void a_request_that_is_interrupted_while_it_waits_draws_nothing() throws Exception {
        try (var _ = queue.enter(new Caller("other"), 2, Duration.ofSeconds(9))) {
            var result = CompletableFuture.supplyAsync(() -> generate(generator(1, FakeProvider.drawing("a")), 1));
            Await.until("it waits", () -> queue.waiting() == 1);

            jobs.interrupt(CALLER);
            try (var drawn = result.join()) {
                assertThat(drawn.pictures()).isEmpty();
                assertThat(drawn.cancelled()).isEqualTo(Job.Cancellation.INTERRUPTED);
            }
            assertThat(queue.waiting()).isZero();
            assertThat(trail).isEmpty();
        }
    }

    @Test
    void a_client_that_leaves_while_it_waits_leaves_the_queue() throws Exception {
        var leave = new AtomicReference<Runnable>();
        try (var _ = queue.enter(new Caller("other"), 2, Duration.ofSeconds(9))) {
            var result = CompletableFuture.supplyAsync(() -> generator(1, FakeProvider.drawing("a"))
                    .generate(CALLER, pictures(1, OptionalLong.of(7)), "task", leave::set, trail::add));
            Await.until("it waits", () -> queue.waiting() == 1);

            leave.get().run();
            try (var left = result.join()) {
                assertThat(left.cancelled()).isEqualTo(Job.Cancellation.CLIENT_GONE);
            }
            assertThat(queue.waiting()).isZero();
        }
    }

    @Test
    void a_failure_gives_the_places_back() {
        assertThatThrownBy(() -> generate(generator(2, FakeProvider.failing("a", new Unavailable(A, "down"))), 2))
                .isInstanceOf(GatewayException.class);
        assertThat(queue.taken() + queue.waiting()).isZero();
    }
}
