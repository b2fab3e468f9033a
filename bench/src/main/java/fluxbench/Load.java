package fluxbench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Closed-loop load: each connection sends its next request when the last one is answered. Connections are kept alive, each has a virtual thread. */
final class Load {

    private final AtomicLong numbers = new AtomicLong(1);

    /**
     * What came of one run.
     *
     * @param nanos latency of every good answer, sorted
     * @param wall of the whole run, in nanoseconds
     * @param errors answers that were not 200 or too short, and broken connections
     * @param complaint the first error, empty when there was none
     */
    record Outcome(long[] nanos, long wall, int errors, String complaint) {
        double perSecond() {
            return nanos.length * 1e9 / wall;
        }

        /** In milliseconds. */
        double percentile(double share) {
            return nanos.length == 0
                    ? Double.NaN
                    : nanos[(int) Math.min(nanos.length - 1, (long) (share * nanos.length))] / 1e6;
        }

        double max() {
            return percentile(1);
        }
    }

    /** Load for a while. */
    Outcome during(Target target, int connections, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        return run(target, connections, (_, latency) -> System.nanoTime() < end || latency == 0);
    }

    /** Each connection sends one request, all at once. */
    Outcome burst(Target target, int connections) throws InterruptedException {
        return run(target, connections, (done, _) -> done == 0);
    }

    @FunctionalInterface
    private interface More {
        boolean wanted(int done, long lastLatency);
    }

    private Outcome run(Target target, int connections, More more) throws InterruptedException {
        var errors = new ArrayList<String>();
        var connected = new CountDownLatch(connections);
        var go = new CountDownLatch(1);
        var all = new ArrayList<Future<List<Long>>>();
        long begun;
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                all.add(workers.submit(() -> worker(target, more, connected, go, errors)));
            }
            connected.await();
            begun = System.nanoTime();
            go.countDown();
        }
        long wall = System.nanoTime() - begun;
        var nanos = all.stream()
                .flatMap(future -> result(future).stream())
                .mapToLong(Long::longValue)
                .toArray();
        Arrays.sort(nanos);
        return new Outcome(nanos, wall, errors.size(), errors.isEmpty() ? "" : errors.getFirst());
    }

    private static List<Long> result(Future<List<Long>> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Long> worker(
            Target target, More more, CountDownLatch connected, CountDownLatch go, List<String> errors)
            throws InterruptedException {
        var latencies = new ArrayList<Long>();
        Wire wire = null;
        try {
            wire = Wire.connect(target.port());
        } catch (IOException e) {
            note(errors, e.toString());
        }
        connected.countDown();
        go.await();
        long last = 0;
        for (int done = 0; more.wanted(done, last); done++) {
            try {
                wire = wire == null ? Wire.connect(target.port()) : wire;
                long begun = System.nanoTime();
                ask(wire, target);
                last = System.nanoTime() - begun;
                latencies.add(last);
            } catch (IOException e) {
                note(errors, e.toString());
                last = 1;
                if (wire != null) {
                    wire.close();
                    wire = null;
                }
            }
        }
        if (wire != null) {
            wire.close();
        }
        return latencies;
    }

    private void ask(Wire wire, Target target) throws IOException {
        wire.write(ByteBuffer.wrap(target.request(numbers.getAndIncrement())));
        var head = wire.readHead();
        if (head == null) {
            throw new IOException("closed without an answer");
        }
        if (head.status() != 200) {
            var text = head.contentLength() > 0 && head.contentLength() < 4000
                    ? new String(wire.readBody((int) head.contentLength()), java.nio.charset.StandardCharsets.UTF_8)
                    : "";
            throw new IOException("status " + head.status() + " " + text);
        }
        long length = wire.skipBody(head);
        if (length < target.leastBytes()) {
            throw new IOException("an answer of only " + length + " bytes");
        }
    }

    private static void note(List<String> errors, String what) {
        synchronized (errors) {
            errors.add(what);
        }
    }
}
