package fluxbridge.route;

import fluxbridge.image.Fit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Calls for one picture that run beside each other, each on a virtual thread of its own. Its own methods are for one thread. */
final class Race {

    private final PictureOrder order;
    private final Fit fit;
    private final BlockingQueue<OneCall.End> ends = new LinkedBlockingQueue<>();
    private final IdentityHashMap<Candidate, Thread> running = new IdentityHashMap<>();

    Race(PictureOrder order, Fit fit) {
        this.order = order;
        this.fit = fit;
    }

    void start(OneCall call) {
        var thread = Thread.ofVirtual()
                .name("call of " + call.candidate().provider().id())
                .unstarted(() -> ends.add(call.make(order, fit)));
        running.put(call.candidate(), thread);
        thread.start();
    }

    boolean isRunning() {
        return !running.isEmpty();
    }

    /** The next call that ends; empty when none does within this time. */
    Optional<OneCall.End> next(Duration patience) throws InterruptedException {
        var end = Optional.ofNullable(ends.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
        end.ifPresent(it -> running.remove(it.candidate()));
        return end;
    }

    /** Interrupts whatever still runs and waits for it: a provider that is told to stop stops within moments. */
    List<OneCall.End> stop() {
        running.values().forEach(Thread::interrupt);
        var late = new ArrayList<OneCall.End>();
        boolean interrupted = false;
        while (isRunning()) {
            try {
                var end = ends.take();
                running.remove(end.candidate());
                late.add(end);
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return late;
    }
}
