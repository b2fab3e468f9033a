package fluxbridge.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.Await;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SingleFlightTest {

    private final SingleFlight<String, Integer> flights = new SingleFlight<>();
    private final AtomicInteger works = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);

    private int work() throws InterruptedException {
        gate.await();
        return works.incrementAndGet();
    }

    @Test
    void a_thousand_who_ask_the_same_get_one_result() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<SingleFlight.Landed<Integer>>>();
            for (int i = 0; i < 1000; i++) {
                results.add(threads.submit(() -> {
                    return flights.fly("a", this::work);
                }));
            }
            Await.until("all wait", () -> flights.waiting("a") == 1000);
            gate.countDown();
            int begun = 0;
            for (var result : results) {
                begun += result.get().joined() ? 0 : 1;
            }
            assertThat(begun).isEqualTo(works.get());
        }
        assertThat(flights.size()).isZero();
    }

    @Test
    void who_leaves_early_does_not_stop_the_others() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> flights.fly("a", this::work));
            Await.until("it flies", () -> flights.size() == 1);
            var second = threads.submit(() -> flights.fly("a", () -> {
                throw new AssertionError("the work had begun already");
            }));
            Await.until("so many wait", () -> flights.waiting("a") == 2);
            first.cancel(true);
            Await.until("so many wait", () -> flights.waiting("a") == 1);
            gate.countDown();
            assertThat(second.get().value()).isEqualTo(1);
        }
    }

    @Test
    void when_the_last_has_left_the_work_is_interrupted_and_the_next_begins_anew() throws Exception {
        var interrupted = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var only = threads.submit(() -> flights.fly("a", () -> {
                try {
                    return work();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                    throw e;
                }
            }));
            Await.until("so many wait", () -> flights.waiting("a") == 1);
            only.cancel(true);
            Await.until("the work is interrupted", interrupted::get);
        }
        assertThat(flights.fly("a", () -> 9).value()).isEqualTo(9);
    }

    @Test
    void a_failure_reaches_everybody_and_is_not_kept() throws Exception {
        assertThatThrownBy(() -> flights.fly("a", () -> {
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("broken");
        assertThat(flights.fly("a", () -> 2).value()).isEqualTo(2);
    }

    @Test
    void different_work_flies_side_by_side() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var slow = threads.submit(() -> flights.fly("a", this::work));
            Await.until("it flies", () -> flights.size() == 1);
            assertThat(flights.fly("b", () -> 5).joined()).isFalse();
            gate.countDown();
            assertThat(slow.get().joined()).isFalse();
        }
    }
}
