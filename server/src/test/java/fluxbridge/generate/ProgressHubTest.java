package fluxbridge.generate;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Caller;
import fluxbridge.domain.ProviderId;
import fluxbridge.generate.JobView.State;
import fluxbridge.generate.Subscription.Signal;
import fluxbridge.metrics.Metrics;
import fluxbridge.provider.Progress;
import fluxbridge.route.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Jobs that tell what happens to them, on a clock that the test sets. */
final class ProgressHubTest {

    private static final Caller MIRA = new Caller("mira");
    private static final Caller KAEL = new Caller("kael");
    private static final ProviderId A = new ProviderId("a");
    private static final ProviderId B = new ProviderId("b");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final AtomicInteger ids = new AtomicInteger();
    private final ProgressHub hub = new ProgressHub(now::get);
    private final Jobs jobs =
            new Jobs(now::get, () -> "job" + ids.incrementAndGet(), Duration.ZERO, new Metrics(), hub);

    private void pass(double seconds) {
        now.updateAndGet(at -> at.plusMillis(Math.round(seconds * 1000)));
    }

    private static Progress begin(Job job) {
        return job.pictureStarted(10, provider -> provider.equals(A) ? 10 : 100);
    }

    private static void finish(Job job) {
        job.pictureFinished();
        job.pictureEnded();
    }

    /** Everything that is there to be read now. */
    private static List<JobEvent> read(Subscription listener) throws InterruptedException {
        listener.quiet();
        var events = new ArrayList<JobEvent>();
        while (true) {
            switch (listener.next()) {
                case Signal.Happened it -> events.add(it.published().event());
                case Signal.Quiet _ -> {
                    return events;
                }
                case Signal.Ended _ -> {
                    return events;
                }
            }
            listener.quiet();
        }
    }

    private Subscription listen(Caller caller, long since) {
        return hub.subscribe(caller, _ -> true, since);
    }

    private long position() {
        try (var listener = listen(MIRA, Long.MAX_VALUE)) {
            return listener.position();
        }
    }

    @Test
    void a_listener_hears_the_whole_life_of_a_job() throws Exception {
        try (var listener = listen(MIRA, 0)) {
            var job = jobs.open(MIRA, 1, 10, "task");
            var progress = begin(job);
            progress.asking(A, false);
            progress.report(0.5, "a is drawing");
            finish(job);
            job.done();
            jobs.close(job);

            assertThat(read(listener))
                    .containsExactly(
                            new JobEvent.Queued(1),
                            new JobEvent.Started(A),
                            new JobEvent.Percent(0.5, 0.1, "a is drawing"),
                            new JobEvent.PictureFinished(1, 1),
                            new JobEvent.Done(1));
        }
    }

    @Test
    void nobody_hears_or_finds_the_jobs_of_another() throws Exception {
        var job = jobs.open(MIRA, 1, 10, "task");
        try (var listener = listen(KAEL, 0)) {
            begin(job).asking(A, false);

            assertThat(read(listener)).isEmpty();
            assertThat(hub.jobs(KAEL)).isEmpty();
            assertThat(hub.job(KAEL, "task")).isEmpty();
            assertThat(hub.job(KAEL, job.id())).isEmpty();
            assertThat(hub.job(MIRA, "task")).contains(job);
        }
        jobs.close(job);
    }

    @Test
    void time_alone_brings_a_job_on_but_never_to_its_end() throws Exception {
        var job = jobs.open(MIRA, 1, 10, null);
        begin(job).asking(A, false);
        try (var listener = listen(MIRA, Long.MAX_VALUE)) {
            double before = 0;
            for (int i = 0; i < 30; i++) {
                pass(1);
                hub.pulse();
                assertThat(job.view().fraction()).isGreaterThanOrEqualTo(before).isLessThan(1);
                before = job.view().fraction();
            }
            assertThat(before).isGreaterThan(0.9);
            assertThat(job.view().etaSeconds()).isPositive();
            assertThat(read(listener)).hasSizeBetween(10, 30).allMatch(JobEvent.Percent.class::isInstance);
        }
        jobs.close(job);
    }

    @Test
    void progress_never_goes_back_when_another_provider_begins() {
        var job = jobs.open(MIRA, 1, 10, null);
        var progress = begin(job);
        progress.asking(A, false);
        progress.report(0.8, "a is drawing");
        assertThat(job.view().fraction()).isEqualTo(0.8);

        progress.asking(B, false);

        assertThat(job.view().fraction()).isEqualTo(0.8);
        assertThat(job.view().provider()).isEqualTo(B);
        assertThat(job.view().etaSeconds()).isEqualTo(100);
        jobs.close(job);
    }

    @Test
    void finished_pictures_count_whole_and_waiting_ones_by_their_expected_time() {
        var job = jobs.open(MIRA, 4, 40, null);
        begin(job).asking(A, false);
        finish(job);
        begin(job).asking(A, false);

        assertThat(job.view().fraction()).isEqualTo(0.25);
        assertThat(job.view().etaSeconds()).isEqualTo(30);
        jobs.close(job);
    }

    @Test
    void money_may_be_spent_from_the_call_to_a_paid_provider_until_it_says_otherwise() {
        var job = jobs.open(MIRA, 1, 10, null);
        var progress = begin(job);
        assertThat(job.mayHaveSpent()).isFalse();
        progress.asking(A, true);
        assertThat(job.mayHaveSpent()).isFalse();
        progress.asking(B, false);
        assertThat(job.mayHaveSpent()).isTrue();
        job.attempted(new Attempt(B, "slow down", 5, null, false), false);
        assertThat(job.mayHaveSpent()).isFalse();
        progress.asking(B, false);
        job.attempted(new Attempt(B, "no answer", 5, null, true), false);
        assertThat(job.mayHaveSpent()).isTrue();
        jobs.close(job);
    }

    @Test
    void a_listener_that_comes_back_hears_what_it_missed() throws Exception {
        var job = jobs.open(MIRA, 1, 10, null);
        long seen;
        try (var listener = listen(MIRA, 0)) {
            seen = listener.next() instanceof Signal.Happened it
                    ? it.published().id()
                    : 0;
        }
        begin(job).asking(A, false);
        jobs.close(job);

        try (var listener = listen(MIRA, seen)) {
            assertThat(listener.hasGap()).isFalse();
            assertThat(read(listener)).hasSize(2).first().isEqualTo(new JobEvent.Started(A));
        }
    }

    @Test
    void a_listener_that_was_away_too_long_is_told_of_the_gap() {
        var job = jobs.open(MIRA, 1, 10, null);
        for (int i = 0; i <= ProgressHub.MOST_EVENTS; i++) {
            job.pass(1, 2, "again");
        }

        try (var listener = listen(MIRA, 1)) {
            assertThat(listener.hasGap()).isTrue();
        }
        jobs.close(job);
    }

    @Test
    void a_listener_that_does_not_read_is_dropped_and_the_job_goes_on() throws Exception {
        var job = jobs.open(MIRA, 1, 10, null);
        try (var listener = listen(MIRA, Long.MAX_VALUE);
                var reading = listen(MIRA, Long.MAX_VALUE)) {
            for (int i = 0; i < 1000; i++) {
                job.pass(1, 2, "again");
                assertThat(reading.next()).isInstanceOf(Signal.Happened.class);
            }

            assertThat(listener.next()).isEqualTo(new Signal.Ended("read too slowly"));
        }
        jobs.close(job);
    }

    @Test
    void an_ended_job_stays_readable_for_some_minutes() {
        var job = jobs.open(MIRA, 1, 10, "task");
        job.done();
        jobs.close(job);

        pass(599);
        hub.pulse();
        assertThat(hub.job(MIRA, "task").map(Job::view).map(JobView::state)).contains(State.DONE);
        pass(2);
        hub.pulse();
        assertThat(hub.jobs(MIRA)).isEmpty();
        assertThat(position()).isZero();
    }

    @Test
    void ids_grow_after_everything_was_forgotten() {
        jobs.close(jobs.open(MIRA, 1, 10, null));
        long before = position();
        pass(700);
        hub.pulse();
        jobs.close(jobs.open(MIRA, 1, 10, null));

        assertThat(position()).isGreaterThan(before);
    }

    @Test
    void one_caller_has_a_bounded_number_of_listeners() throws Exception {
        var first = listen(MIRA, 0);
        for (int i = 0; i < ProgressHub.MOST_LISTENERS; i++) {
            var _ = listen(MIRA, 0);
        }

        assertThat(first.next()).isEqualTo(new Signal.Ended("too many listeners"));
    }

    @Test
    void a_hub_that_closes_ends_its_listeners_and_takes_no_more() throws Exception {
        var listener = listen(MIRA, 0);

        hub.close();

        assertThat(listener.next()).isInstanceOf(Signal.Ended.class);
        assertThat(listen(MIRA, 0).next()).isInstanceOf(Signal.Ended.class);
    }
}
