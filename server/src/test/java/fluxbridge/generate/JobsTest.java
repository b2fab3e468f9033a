package fluxbridge.generate;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.Await;
import fluxbridge.domain.Caller;
import fluxbridge.generate.Job.Cancellation;
import fluxbridge.metrics.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class JobsTest {

    private static final Caller MIRA = new Caller("mira");
    private static final Caller KAEL = new Caller("kael");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final AtomicInteger ids = new AtomicInteger();
    private final Metrics metrics = new Metrics();
    private final Jobs jobs = new Jobs(now::get, () -> "job" + ids.incrementAndGet(), Duration.ofSeconds(5), metrics);

    /** A job that runs on a thread of its own until it is interrupted or let go. */
    private final class Running {
        private final CountDownLatch letGo = new CountDownLatch(1);
        private final AtomicReference<Job> job = new AtomicReference<>();
        private final Thread thread;

        Running(Caller caller) {
            thread = Thread.ofVirtual().start(() -> {
                var opened = jobs.open(caller, 1, 10, "task");
                job.set(opened);
                try {
                    letGo.await();
                } catch (InterruptedException _) {
                    // The job was cancelled.
                } finally {
                    jobs.close(opened);
                }
            });
            Await.until("the job", () -> job.get() != null);
        }

        void end() throws InterruptedException {
            letGo.countDown();
            thread.join();
        }

        boolean ended() {
            return Await.within(Duration.ofSeconds(2), () -> !thread.isAlive());
        }
    }

    @Test
    void an_interrupt_ends_the_callers_job_and_nobody_elses() throws Exception {
        var mine = new Running(MIRA);
        var other = new Running(KAEL);

        assertThat(jobs.interrupt(MIRA)).isEqualTo(1);

        assertThat(mine.ended()).isTrue();
        assertThat(mine.job.get().cancellation()).isEqualTo(Cancellation.INTERRUPTED);
        assertThat(jobs.count()).isEqualTo(1);
        other.end();
        assertThat(other.job.get().cancellation()).isNull();
        assertThat(metrics.jobsRunning()).isZero();
    }

    @Test
    void an_interrupt_with_nothing_running_is_forgotten() throws Exception {
        assertThat(jobs.interrupt(MIRA)).isZero();

        var job = new Running(MIRA);
        job.end();
        assertThat(job.job.get().cancellation()).isNull();
    }

    @Test
    void a_departure_ends_its_job_and_takes_one_interrupt_with_it() throws Exception {
        var gone = new Running(MIRA);
        jobs.clientGone(gone.job.get());
        assertThat(gone.ended()).isTrue();
        assertThat(gone.job.get().cancellation()).isEqualTo(Cancellation.CLIENT_GONE);
        var next = new Running(MIRA);

        assertThat(jobs.interrupt(MIRA)).isZero();
        assertThat(jobs.interrupt(MIRA)).isEqualTo(1);
        assertThat(next.ended()).isTrue();
    }

    @Test
    void an_interrupt_long_after_a_departure_counts() {
        var gone = new Running(MIRA);
        jobs.clientGone(gone.job.get());
        assertThat(gone.ended()).isTrue();
        var next = new Running(MIRA);
        now.set(now.get().plusMillis(2001));

        assertThat(jobs.interrupt(MIRA)).isEqualTo(1);
        assertThat(next.ended()).isTrue();
    }

    @Test
    void an_interrupt_that_could_hit_two_waits_for_its_departure() throws Exception {
        var first = new Running(MIRA);
        var second = new Running(MIRA);
        var hit = new AtomicInteger(-1);
        var interrupting = Thread.ofVirtual().start(() -> hit.set(jobs.interrupt(MIRA)));
        Await.until("the wait", () -> interrupting.getState() == Thread.State.TIMED_WAITING);

        jobs.clientGone(first.job.get());

        interrupting.join();
        assertThat(hit.get()).isZero();
        assertThat(first.ended()).isTrue();
        second.end();
        assertThat(second.job.get().cancellation()).isNull();
    }

    @Test
    void an_interrupt_that_ended_its_job_leaves_no_departure_behind() {
        var stopped = new Running(MIRA);
        jobs.interrupt(MIRA);
        jobs.clientGone(stopped.job.get());
        assertThat(stopped.ended()).isTrue();
        var next = new Running(MIRA);

        assertThat(jobs.interrupt(MIRA)).isEqualTo(1);
        assertThat(next.ended()).isTrue();
    }

    @Test
    void a_job_that_is_closed_cannot_interrupt_its_thread_any_more() {
        var job = jobs.open(MIRA, 1, 10, null);
        jobs.close(job);

        job.cancel(Cancellation.INTERRUPTED);
        job.skip();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(job.cancellation()).isNull();
    }

    @Test
    void a_cancel_that_came_too_late_for_the_work_does_not_reach_the_answer() {
        var job = jobs.open(MIRA, 1, 10, null);
        job.cancel(Cancellation.INTERRUPTED);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();

        jobs.close(job);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void the_oldest_job_stands_first_and_a_task_is_found_by_its_callers_name_for_it() throws Exception {
        var first = new Running(MIRA);
        now.set(now.get().plusMillis(5));
        var second = new Running(MIRA);

        assertThat(jobs.runningOf(MIRA)).containsExactly(first.job.get(), second.job.get());
        assertThat(jobs.task(MIRA, "task")).hasValue(first.job.get());
        assertThat(jobs.task(KAEL, "task")).isEmpty();
        first.end();
        second.end();
    }

    @Test
    void a_stop_ends_everything_and_idleness_is_awaited() throws Exception {
        var a = new Running(MIRA);
        var b = new Running(KAEL);
        assertThat(jobs.awaitIdle(Duration.ofMillis(30))).isFalse();

        jobs.stopAll();

        assertThat(jobs.awaitIdle(Duration.ofSeconds(2))).isTrue();
        assertThat(a.job.get().cancellation()).isEqualTo(Cancellation.STOPPING);
        assertThat(b.ended()).isTrue();
    }
}
