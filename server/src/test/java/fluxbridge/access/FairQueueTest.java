package fluxbridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import fluxbridge.Await;
import fluxbridge.access.FairQueue.Permit;
import fluxbridge.domain.Caller;
import fluxbridge.failure.Failure.LimitReached;
import fluxbridge.failure.GatewayException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FairQueueTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Caller MIRA = new Caller("mira");
    private static final Caller KAEL = new Caller("kael");

    private final TestClock clock = new TestClock();
    private final Map<Caller, Integer> atOnce = new HashMap<>();
    private final LinkedBlockingQueue<Granted> granted = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    /** A place that somebody got. */
    private record Granted(String name, Permit permit) {}

    private FairQueue queue(int places, int longest) {
        return new FairQueue(places, longest, caller -> Optional.ofNullable(atOnce.get(caller)), clock);
    }

    @AfterEach
    void stop() {
        threads.forEach(Thread::interrupt);
    }

    /** Waits for places on a thread of its own; returns when it is in the queue or has them. */
    private Thread ask(FairQueue queue, Caller caller, String name, int pictures) {
        int before = queue.waiting() + granted.size();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                granted.add(new Granted(name, queue.enter(caller, pictures, LONG)));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        threads.add(thread);
        Await.until(name + " asked", () -> queue.waiting() + granted.size() > before);
        return thread;
    }

    private Granted next() throws InterruptedException {
        var next = granted.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("somebody got a place").isNotNull();
        return next;
    }

    @Test
    void while_there_are_places_nobody_waits() throws Exception {
        var queue = queue(2, 1);

        try (var _ = queue.enter(MIRA, 1, Duration.ZERO);
                var _ = queue.enter(MIRA, 1, Duration.ZERO)) {
            assertThat(queue.taken()).isEqualTo(2);
            assertThat(queue.waiting()).isZero();
        }
        assertThat(queue.taken()).isZero();
        assertThat(queue.lanes()).isZero();
    }

    @Test
    void no_limit_means_no_limit() throws Exception {
        var queue = queue(0, 1);
        var permits = new ArrayList<Permit>();
        for (int i = 0; i < 1000; i++) {
            permits.add(queue.enter(MIRA, 64, Duration.ZERO));
        }

        assertThat(queue.taken()).isEqualTo(64_000);
        permits.forEach(Permit::close);
        assertThat(queue.taken()).isZero();
    }

    @Test
    void a_place_that_is_given_back_twice_is_one_place() throws Exception {
        var queue = queue(1, 1);
        var permit = queue.enter(MIRA, 1, LONG);
        permit.close();
        permit.close();

        assertThat(queue.taken()).isZero();
        try (var _ = queue.enter(MIRA, 1, Duration.ZERO)) {
            assertThatExceptionOfType(GatewayException.class).isThrownBy(() -> queue.enter(KAEL, 1, Duration.ZERO));
        }
    }

    @Test
    void requests_of_one_caller_come_in_their_order() throws Exception {
        var queue = queue(1, 10);
        var first = queue.enter(MIRA, 1, LONG);
        ask(queue, MIRA, "a", 1);
        ask(queue, MIRA, "b", 1);

        first.close();
        var a = next();
        assertThat(a.name()).isEqualTo("a");
        assertThat(granted).isEmpty();
        a.permit().close();
        var b = next();
        assertThat(b.name()).isEqualTo("b");
        b.permit().close();
        assertThat(queue.taken() + queue.waiting() + queue.lanes()).isZero();
    }

    @Test
    void callers_take_turns_whoever_came_first() throws Exception {
        var queue = queue(1, 10);
        var first = queue.enter(MIRA, 1, LONG);
        for (int i = 1; i <= 3; i++) {
            ask(queue, MIRA, "mira " + i, 1);
        }
        ask(queue, KAEL, "kael 1", 1);
        ask(queue, KAEL, "kael 2", 1);

        first.close();
        assertThat(order(5)).containsExactly("kael 1", "mira 1", "kael 2", "mira 2", "mira 3");
    }

    private List<String> order(int count) throws InterruptedException {
        var order = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var next = next();
            order.add(next.name());
            next.permit().close();
        }
        return order;
    }

    @Test
    void who_asks_for_many_pictures_waits_for_more_turns_of_the_others() throws Exception {
        var queue = queue(4, 10);
        var first = queue.enter(new Caller("other"), 4, LONG);
        ask(queue, MIRA, "mira 1", 4);
        ask(queue, MIRA, "mira 2", 4);
        for (int i = 1; i <= 5; i++) {
            ask(queue, KAEL, "kael " + i, 1);
        }

        first.close();
        var order = order(7);
        assertThat(order.indexOf("kael 4")).isLessThan(order.indexOf("mira 2"));
        assertThat(order.indexOf("mira 2")).isLessThan(order.indexOf("kael 5") + 2);
    }

    @Test
    void a_large_request_is_not_passed_over_for_ever() throws Exception {
        var queue = queue(2, 10);
        var one = queue.enter(MIRA, 1, LONG);
        ask(queue, KAEL, "large", 2);
        ask(queue, new Caller("third"), "small", 1);

        assertThat(granted).isEmpty();
        one.close();
        var large = next();
        assertThat(large.name()).isEqualTo("large");
        assertThat(granted).isEmpty();
        large.permit().close();
        assertThat(next().name()).isEqualTo("small");
    }

    @Test
    void more_pictures_than_places_take_all_places() throws Exception {
        var queue = queue(2, 10);

        try (var _ = queue.enter(MIRA, 16, Duration.ZERO)) {
            assertThat(queue.taken()).isEqualTo(2);
        }
    }

    @Test
    void who_is_at_his_own_limit_is_passed_over_and_comes_when_he_is_under_it() throws Exception {
        atOnce.put(MIRA, 1);
        var queue = queue(3, 10);
        var first = queue.enter(MIRA, 1, LONG);
        ask(queue, MIRA, "mira 2", 1);
        ask(queue, KAEL, "kael", 1);

        assertThat(next().name()).isEqualTo("kael");
        assertThat(queue.waiting()).isOne();
        first.close();
        assertThat(next().name()).isEqualTo("mira 2");
    }

    @Test
    void too_many_who_wait_are_refused_and_the_others_stay() throws Exception {
        var queue = queue(1, 2);
        var first = queue.enter(MIRA, 1, LONG);
        ask(queue, MIRA, "a", 1);
        queue.refuseIfFull(MIRA);
        ask(queue, MIRA, "b", 1);

        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> queue.enter(MIRA, 1, LONG))
                .withMessageContaining("2 requests wait already");
        assertThatExceptionOfType(GatewayException.class).isThrownBy(() -> queue.refuseIfFull(MIRA));
        queue.refuseIfFull(KAEL);
        assertThat(queue.waiting()).isEqualTo(2);
        first.close();
        assertThat(order(2)).containsExactly("a", "b");
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void a_wait_in_vain_ends_with_a_time_to_come_back() throws Exception {
        var queue = queue(1, 5);
        var first = queue.enter(MIRA, 1, LONG);

        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> queue.enter(KAEL, 1, Duration.ofMillis(20)))
                .satisfies(e -> {
                    assertThat(e.failure()).isInstanceOf(LimitReached.class);
                    assertThat(((LimitReached) e.failure()).retryAfter()).isEqualTo(Duration.ofSeconds(10));
                    assertThat(e).hasMessageContaining("ask again in 10 s");
                });
        assertThat(queue.waiting()).isZero();
        first.close();
        assertThat(queue.lanes()).isZero();
    }

    @Test
    void the_time_to_come_back_is_learned_from_how_long_places_are_held() throws Exception {
        var queue = queue(1, 5);
        for (int i = 0; i < 100; i++) {
            var permit = queue.enter(MIRA, 1, LONG);
            clock.pass(Duration.ofSeconds(40));
            permit.close();
        }
        try (var _ = queue.enter(MIRA, 1, LONG)) {
            assertThatExceptionOfType(GatewayException.class)
                    .isThrownBy(() -> queue.enter(KAEL, 1, Duration.ZERO))
                    .satisfies(e -> assertThat(((LimitReached) e.failure()).retryAfter())
                            .isBetween(Duration.ofSeconds(39), Duration.ofSeconds(40)));
        }
    }

    @Test
    void who_is_cancelled_while_he_waits_leaves_the_queue() throws Exception {
        var queue = queue(1, 5);
        var first = queue.enter(MIRA, 1, LONG);
        var thread = ask(queue, MIRA, "cancelled", 1);
        ask(queue, MIRA, "next", 1);

        thread.interrupt();
        Await.until("he left", () -> queue.waiting() == 1);
        first.close();
        assertThat(order(1)).containsExactly("next");
    }

    @Test
    void who_waited_behind_one_that_gave_up_may_fit() throws Exception {
        var queue = queue(2, 5);
        var one = queue.enter(MIRA, 1, LONG);
        var large = ask(queue, KAEL, "large", 2);
        ask(queue, new Caller("third"), "small", 1);

        large.interrupt();
        assertThat(next().name()).isEqualTo("small");
        one.close();
    }

    @Test
    void one_heavy_and_nine_light_callers_get_equal_shares() throws Exception {
        var queue = queue(4, 1000);
        var blocker = queue.enter(new Caller("blocker"), 4, LONG);
        var heavy = new Caller("heavy");
        var served = new HashMap<String, Integer>();
        for (int i = 0; i < 300; i++) {
            askQuietly(queue, heavy, "heavy");
        }
        for (int light = 1; light <= 9; light++) {
            for (int i = 0; i < 30; i++) {
                askQuietly(queue, new Caller("light " + light), "light " + light);
            }
        }
        Await.until("all wait", () -> queue.waiting() == 570);

        blocker.close();
        for (int i = 0; i < 250; i++) {
            var next = next();
            served.merge(next.name(), 1, Integer::sum);
            next.permit().close();
        }
        assertThat(served).hasSize(10);
        assertThat(jain(served)).isGreaterThanOrEqualTo(0.95);
        // Once the light ones are served, the heavy one has all places.
        for (int i = 0; i < 320; i++) {
            next().permit().close();
        }
        assertThat(queue.taken() + queue.waiting() + queue.lanes()).isZero();
    }

    private void askQuietly(FairQueue queue, Caller caller, String name) {
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                granted.add(new Granted(name, queue.enter(caller, 1, LONG)));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** Jain's fairness index: 1 when all got the same, 1/n when one got all. */
    private static double jain(Map<String, Integer> served) {
        double sum = served.values().stream().mapToDouble(it -> it).sum();
        double squares = served.values().stream().mapToDouble(it -> it * it).sum();
        return sum * sum / (served.size() * squares);
    }

    @Test
    void what_a_caller_was_given_is_remembered_while_others_work() throws Exception {
        var queue = queue(2, 10);
        var held = queue.enter(new Caller("other"), 1, LONG);
        for (int i = 0; i < 5; i++) {
            queue.enter(MIRA, 1, LONG).close();
        }
        var mine = queue.enter(MIRA, 1, LONG);
        ask(queue, MIRA, "mira", 1);
        ask(queue, KAEL, "kael", 1);

        mine.close();
        assertThat(next().name()).isEqualTo("kael");
        held.close();
    }

    @Test
    void callers_that_went_away_are_forgotten() throws Exception {
        var queue = queue(10, 10);
        try (var _ = queue.enter(MIRA, 1, LONG)) {
            for (int i = 0; i < 5000; i++) {
                queue.enter(new Caller("passer-by " + i), 1, LONG).close();
            }
            assertThat(queue.lanes()).isLessThan(2000);
        }
        assertThat(queue.lanes()).isZero();
    }

    @Test
    void a_place_that_comes_at_the_moment_of_giving_up_is_not_lost() throws Exception {
        var queue = queue(1, 100);
        var failure = new AtomicReference<Throwable>();
        for (int round = 0; round < 2000; round++) {
            var first = queue.enter(MIRA, 1, LONG);
            var waiter = Thread.ofVirtual().start(() -> {
                try {
                    queue.enter(KAEL, 1, LONG).close();
                } catch (InterruptedException _) {
                    // Given up.
                } catch (RuntimeException e) {
                    failure.set(e);
                }
            });
            var canceller = Thread.ofVirtual().start(waiter::interrupt);
            first.close();
            canceller.join();
            waiter.join();
            assertThat(queue.taken() + queue.waiting()).isZero();
        }
        assertThat(failure.get()).isNull();
    }
}
