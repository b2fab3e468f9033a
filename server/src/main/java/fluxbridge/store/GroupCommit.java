package fluxbridge.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionException;

/**
 * One thread that carries out the writes of all requests, as many in one transaction as are waiting: ten thousand requests at once cost some
 * dozens of fsyncs, not ten thousand.
 *
 * <p>A write is answered after its transaction is committed. When a transaction fails, its writes are carried out again, each in one of its own,
 * so that only the broken one fails. A commit whose answer got lost may have taken place: every write must bear being carried out twice.
 *
 * @param <T> what a write works on while the transaction is open
 */
final class GroupCommit<T> implements AutoCloseable {

    /** Writes in one transaction at most; other stores wait for the same connection meanwhile. */
    private static final int MOST = 256;

    /** How long a write that can wait does, for another that takes it along. */
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(20);

    /** Runs a body in a transaction. */
    @FunctionalInterface
    interface Transactions<T> {
        /** @param durable the commit must survive a power cut */
        void run(boolean durable, Consumer<T> body);
    }

    private enum Kind {
        USUAL,
        DURABLE,
        SOON
    }

    private static final class Write<T, R> {
        final Kind kind;
        final Function<T, R> work;
        final CompletableFuture<R> answer = new CompletableFuture<>();
        private volatile Runnable tell = () -> {};

        Write(Kind kind, Function<T, R> work) {
            this.kind = kind;
            this.work = work;
        }

        void carryOut(T open) {
            var result = work.apply(open);
            tell = () -> answer.complete(result);
        }

        void committed() {
            tell.run();
        }
    }

    private final BlockingQueue<Write<T, ?>> waiting = new LinkedBlockingQueue<>();
    private final Transactions<T> transactions;
    private final Thread thread;

    /** Writes for which nobody waits, until they are committed or have failed. */
    private final AtomicInteger underWay = new AtomicInteger();

    private volatile boolean closed;

    GroupCommit(String name, Transactions<T> transactions) {
        this.transactions = transactions;
        this.thread = Thread.ofPlatform().daemon().name(name).start(this::work);
    }

    /**
     * Carries a write out and waits until it is committed. An interrupt does not keep it from being written. A crash of the process does not undo
     * it; a power cut may, and then undoes all that came after it too.
     *
     * @param work SQL only; may be run twice
     */
    <R> R write(Function<T, R> work) {
        return joined(add(Kind.USUAL, work));
    }

    /** The same, and from then on no power cut undoes it. */
    <R> R writeDurably(Function<T, R> work) {
        return joined(add(Kind.DURABLE, work));
    }

    private static <R> R joined(Write<?, R> write) {
        try {
            return write.answer.join();
        } catch (CompletionException | CancellationException e) {
            throw e.getCause() instanceof RuntimeException broken ? broken : e;
        }
    }

    /**
     * Carries a write out in its turn, in one transaction with the next that comes; for what nobody waits for.
     *
     * @param lost hears why it could not be written
     */
    void soon(Function<T, ?> work, Consumer<RuntimeException> lost) {
        underWay.incrementAndGet();
        var _ = add(Kind.SOON, work).answer.whenComplete((_, problem) -> {
            underWay.decrementAndGet();
            if (problem != null) {
                lost.accept(problem instanceof RuntimeException broken ? broken : new CompletionException(problem));
            }
        });
    }

    /** Waits for what {@link #soon} was given, so that a read sees it. */
    void flush() {
        if (underWay.get() > 0) {
            write(Function.identity());
        }
    }

    private <R> Write<T, R> add(Kind kind, Function<T, R> work) {
        var write = new Write<>(kind, work);
        waiting.add(write);
        if (closed) {
            stop();
        }
        return write;
    }

    private void work() {
        var batch = new ArrayList<Write<T, ?>>(MOST);
        while (!closed) {
            try {
                gather(batch);
            } catch (InterruptedException _) {
                continue; // nobody does that; close() wakes it with an empty write
            }
            commit(batch);
            batch.clear();
        }
    }

    private void gather(List<Write<T, ?>> batch) throws InterruptedException {
        if (batch.isEmpty()) {
            batch.add(waiting.take());
        }
        long patience = PATIENCE;
        while (batch.size() < MOST && batch.getLast().kind == Kind.SOON) {
            long begun = System.nanoTime();
            var next = waiting.poll(patience, TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            patience -= System.nanoTime() - begun;
            batch.add(next);
        }
        waiting.drainTo(batch, MOST - batch.size());
    }

    private void commit(List<Write<T, ?>> batch) {
        try {
            boolean durable = batch.stream().anyMatch(write -> write.kind == Kind.DURABLE);
            transactions.run(durable, open -> batch.forEach(write -> write.carryOut(open)));
            batch.forEach(Write::committed);
        } catch (ConnectionException e) {
            // There is no database at the moment: to ask once for each would only make them wait one after the other.
            batch.forEach(write -> write.answer.completeExceptionally(e));
        } catch (RuntimeException | Error e) {
            if (batch.size() == 1) {
                batch.getFirst().answer.completeExceptionally(e);
            } else {
                batch.forEach(write -> commit(List.of(write)));
            }
        }
    }

    private void stop() {
        var left = new ArrayList<Write<T, ?>>();
        waiting.drainTo(left);
        left.forEach(write -> write.answer.completeExceptionally(
                new CancellationException("the store is closed, nothing was written")));
    }

    /** Ends after the transaction that is under way; what still waits fails. */
    @Override
    public void close() {
        closed = true;
        waiting.add(new Write<>(Kind.USUAL, Function.identity()));
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        stop();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
