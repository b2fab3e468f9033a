package fluxbridge.generate;

import fluxbridge.access.FairQueue;
import fluxbridge.cache.Once;
import fluxbridge.domain.Caller;
import fluxbridge.domain.ImageRequest;
import fluxbridge.domain.Note;
import fluxbridge.domain.Prepared;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.GatewayException;
import fluxbridge.ledger.Hold;
import fluxbridge.lora.DictionaryFile;
import fluxbridge.metrics.Metrics;
import fluxbridge.policy.PolicyGate;
import fluxbridge.prompt.PromptBuilder;
import fluxbridge.route.Attempt;
import fluxbridge.route.Candidate;
import fluxbridge.route.Fallback;
import fluxbridge.route.Made;
import fluxbridge.route.PictureOrder;
import fluxbridge.route.Plan;
import fluxbridge.route.Preference;
import fluxbridge.route.Router;
import fluxbridge.route.Spending;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Takes a request from caller to pictures. */
public final class Generator {

    private final PolicyGate policy;
    private final DictionaryFile dictionary;
    private final PromptBuilder prompts;
    private final Router router;
    private final Function<Caller, Preference> preferences;
    private final Spending spending;
    private final Fallback fallback;
    private final Once once;
    private final Jobs jobs;
    private final Durations durations;
    private final PictureMemory memory;
    private final FairQueue queue;
    private final Metrics metrics;
    private final Duration deadline;
    private final int parallelPictures;
    private final InstantSource clock;
    private final LongSupplier randomSeed;

    /**
     * @param preferences of each caller, for requests that name none
     * @param deadline longest time for a whole request
     * @param parallelPictures how many pictures of one request are drawn at once
     * @param randomSeed seeds for requests that name none, 0..4294967293
     */
    public Generator(
            PolicyGate policy,
            DictionaryFile dictionary,
            PromptBuilder prompts,
            Router router,
            Function<Caller, Preference> preferences,
            Spending spending,
            Fallback fallback,
            Once once,
            Jobs jobs,
            Durations durations,
            PictureMemory memory,
            FairQueue queue,
            Metrics metrics,
            Duration deadline,
            int parallelPictures,
            InstantSource clock,
            LongSupplier randomSeed) {
        this.policy = policy;
        this.dictionary = dictionary;
        this.prompts = prompts;
        this.router = router;
        this.preferences = preferences;
        this.spending = spending;
        this.fallback = fallback;
        this.once = once;
        this.jobs = jobs;
        this.durations = durations;
        this.memory = memory;
        this.queue = queue;
        this.metrics = metrics;
        this.deadline = deadline;
        this.parallelPictures = parallelPictures;
        this.clock = clock;
        this.randomSeed = randomSeed;
    }

    /**
     * Makes the pictures, blocking. The order of the lines is the order of the work.
     *
     * @param taskId the client's own name for the job, null when it gave none
     * @param trail hears of every call to a provider that has ended, from several threads
     * @throws GatewayException when not one picture could be made
     */
    public Result generate(
            Caller caller,
            ImageRequest asked,
            @Nullable String taskId,
            ClientConnection client,
            Consumer<Attempt> trail) {
        var begun = clock.instant();
        var seed = asked.seed().orElseGet(randomSeed);
        var loras = dictionary.get();
        var look = prompts.look(asked, loras);
        policy.check(caller, asked, look.loras());
        var prepared = prompts.finish(look, seed).prepared();
        policy.check(caller, asked, prepared);
        var plan = router.plan(prepared, prepared.model(), preference(caller, asked));
        var lease = memory.lease(prepared.count());
        // Before the wait for a turn: a budget that is spent refuses at once, and whoever waits knows that it can pay.
        // What
        // waits holds no more than it may well spend, each caller's share of the queue is bounded, and whoever leaves
        // gives
        // everything back; sharing out the owner's budget among tokens is what their own budgets are for.
        try (var hold = spending.hold(caller, taskId == null ? "" : taskId, plan, prepared.count())) {
            var drawn = draw(caller, prepared, plan, hold, taskId, client, lease, begun, trail);
            var missing = drawn.failure();
            if (missing != null) {
                policy.providerFailed(caller, prepared, missing);
            }
            count(drawn.made());
            return new Result(
                    prepared,
                    drawn.made(),
                    drawn.indexes(),
                    notes(prepared, drawn),
                    drawn.cancelled(),
                    Duration.between(begun, clock.instant()).toMillis(),
                    lease);
        } catch (RuntimeException e) {
            lease.close();
            if (e instanceof GatewayException failed) {
                policy.providerFailed(caller, prepared, failed);
            }
            throw e;
        }
    }

    private Preference preference(Caller caller, ImageRequest asked) {
        return Optional.ofNullable(asked.routing())
                .flatMap(Preference::named)
                .orElseGet(() -> preferences.apply(caller));
    }

    /** @param failure of a picture that could not be made, null when none failed */
    private record Drawn(
            List<Made> made,
            List<Integer> indexes,
            Job.@Nullable Cancellation cancelled,
            @Nullable GatewayException failure) {}

    private Drawn draw(
            Caller caller,
            Prepared prepared,
            Plan plan,
            Hold hold,
            @Nullable String taskId,
            ClientConnection client,
            PictureMemory.Lease lease,
            Instant begun,
            Consumer<Attempt> trail) {
        var expected = durations.expectedSeconds(
                plan.candidates().getFirst().provider().id(), prepared.size());
        int rounds = (prepared.count() + parallelPictures - 1) / parallelPictures;
        var job = jobs.open(caller, prepared.count(), expected * rounds, taskId);
        job.draws(prepared.mode());
        client.opened(job);
        int atOnce = Math.min(parallelPictures, prepared.count());
        try {
            client.whenGone(() -> jobs.clientGone(job));
            try (var _ = queue.enter(caller, atOnce, Duration.between(clock.instant(), begun.plus(deadline)))) {
                IntFunction<Made> one =
                        index -> one(caller, job, expected, plan, hold, prepared, index, lease, begun, trail);
                var drawn = prepared.count() == 1 ? alone(job, one) : several(job, one, prepared.count(), atOnce);
                job.done();
                return drawn;
            }
        } catch (InterruptedException _) {
            // Cancelled while it waited for its turn.
            return new Drawn(List.of(), List.of(), job.cancellation(), null);
        } catch (GatewayException e) {
            job.failed(e.failure().message());
            throw e;
        } finally {
            jobs.close(job);
        }
    }

    private Made one(
            Caller caller,
            Job job,
            double expected,
            Plan plan,
            Hold hold,
            Prepared prepared,
            int index,
            PictureMemory.Lease lease,
            Instant begun,
            Consumer<Attempt> trail) {
        var progress = job.pictureStarted(expected, id -> durations.expectedSeconds(id, prepared.size()));
        try {
            var got = once.picture(
                    caller,
                    prepared,
                    index,
                    lease,
                    () -> fallback.run(new PictureOrder(
                            plan,
                            hold,
                            prepared.picture(index),
                            prepared.size(),
                            begun,
                            begun.plus(deadline),
                            progress,
                            lease,
                            attempt -> {
                                job.attempted(attempt, isFree(plan, attempt));
                                trail.accept(attempt);
                            },
                            job::takeHedge)));
            if (got.fresh()) {
                learn(got.made(), prepared.size());
            }
            job.pictureFinished();
            return got.made();
        } finally {
            job.pictureEnded();
        }
    }

    /** What the provider that drew it took, without those that failed before it. */
    private void learn(Made made, Size size) {
        durations.learn(
                made.by().provider().id(), size, made.attempts().getLast().millis());
    }

    private static boolean isFree(Plan plan, Attempt attempt) {
        return plan.candidates().stream()
                .map(Candidate::provider)
                .anyMatch(provider -> provider.id().equals(attempt.provider())
                        && provider.capabilities().free());
    }

    /** A single picture is drawn by the thread that waits for it: thousands of held requests need half the stacks. */
    private static Drawn alone(Job job, IntFunction<Made> draw) {
        try {
            return new Drawn(List.of(draw.apply(0)), List.of(0), job.cancellation(), null);
        } catch (GatewayException e) {
            boolean cancelled = e.failure() instanceof Cancelled;
            if (!cancelled && job.cancellation() == null) {
                throw e;
            }
            return new Drawn(List.of(), List.of(), job.cancellation(), cancelled ? null : e);
        } finally {
            // A skip that came too late must not hit what this thread does next; a cancellation stands in the job.
            var _ = Thread.interrupted();
        }
    }

    private static Drawn several(Job job, IntFunction<Made> draw, int count, int atOnce) {
        try (var workers = Executors.newFixedThreadPool(
                atOnce, Thread.ofVirtual().name("picture ", 0).factory())) {
            var futures = new ArrayList<Future<Made>>();
            for (int i = 0; i < count; i++) {
                int index = i;
                futures.add(workers.submit(() -> draw.apply(index)));
            }
            return collect(job, futures, workers::shutdownNow);
        }
    }

    private static Drawn collect(Job job, List<Future<Made>> futures, Runnable stop) {
        var made = new ArrayList<Made>();
        var indexes = new ArrayList<Integer>();
        @Nullable GatewayException failure = null;
        boolean interrupted = false;
        for (int i = 0; i < futures.size(); i++) {
            var future = futures.get(i);
            try {
                made.add(interrupted ? future.resultNow() : future.get());
                indexes.add(i);
            } catch (InterruptedException _) {
                // The job was cancelled: stop the workers, then take what is finished, this picture included.
                stop.run();
                interrupted = true;
                i--;
            } catch (IllegalStateException _) {
                // Not finished when the job was cancelled.
            } catch (ExecutionException e) {
                var cause = failureIn(e);
                if (!(cause.failure() instanceof Cancelled)) {
                    failure = failure == null ? cause : failure;
                }
            }
        }
        if (made.isEmpty() && failure != null && job.cancellation() == null) {
            throw failure;
        }
        return new Drawn(made, indexes, job.cancellation(), failure);
    }

    private static GatewayException failureIn(ExecutionException e) {
        return switch (e.getCause()) {
            case GatewayException failure -> failure;
            case RuntimeException unexpected -> throw unexpected;
            case Error error -> throw error;
            case null, default -> throw new IllegalStateException(e);
        };
    }

    private void count(List<Made> made) {
        made.forEach(picture -> metrics.picture(picture.by().provider().id()));
    }

    private List<Note> notes(Prepared prepared, Drawn drawn) {
        var notes = new ArrayList<>(prepared.notes());
        for (var made : drawn.made()) {
            for (var note : made.notes()) {
                if (!notes.contains(note)) {
                    notes.add(note);
                }
            }
        }
        drawn.made().stream()
                .findFirst()
                .ifPresent(made -> metrics.lorasDropped(
                        prepared.loras().size() - made.by().loras().size()));
        var failure = drawn.failure();
        if (failure != null) {
            notes.add(new Note(
                    "Missing pictures",
                    prepared.count() - drawn.made().size() + " of " + prepared.count() + ": "
                            + failure.failure().message()));
        }
        var cancelled = drawn.cancelled();
        if (cancelled != null) {
            notes.add(new Note("Interrupted", cancelled.words()));
        }
        return notes;
    }
}
