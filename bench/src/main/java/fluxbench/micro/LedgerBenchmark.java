package fluxbench.micro;

import fluxbridge.config.StoreSettings;
import fluxbridge.store.Database;
import fluxbridge.store.LedgerStore;
import fluxbridge.store.LedgerStore.Caps;
import fluxbridge.store.LedgerStore.End;
import fluxbridge.store.LedgerStore.NewAttempt;
import fluxbridge.store.LedgerStore.NewHold;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What a paid picture costs in the ledger: held, opened, settled, closed, each committed to an SQLite file, by how many are booked already. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class LedgerBenchmark {

    private static final Caps CAPS = new Caps(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, null);
    private static final String DAY = "2027-01-31";
    private static final Instant NOON = Instant.parse(DAY + "T12:00:00Z");

    /** Pictures in the books. */
    @Param({"100", "10000"})
    public int booked;

    private final AtomicLong numbers = new AtomicLong();
    private Scratch scratch;
    private Database database;
    private LedgerStore store;

    @Setup
    public void setUp() throws IOException {
        scratch = Scratch.make();
        Path folder = scratch.folder();
        database = Database.open(new StoreSettings(folder, Optional.empty()));
        store = new LedgerStore(database);
        store.alive("bench", NOON.plusSeconds(3600));
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int worker = 0; worker < 64; worker++) {
                int share = booked / 64 + (worker < booked % 64 ? 1 : 0);
                workers.submit(() -> {
                    for (int i = 0; i < share; i++) {
                        picture();
                    }
                });
            }
        }
    }

    @TearDown
    public void tearDown() throws IOException {
        store.close();
        database.close();
        scratch.delete();
    }

    @Benchmark
    public void picture() {
        var id = Long.toString(numbers.incrementAndGet());
        store.hold(new NewHold(id, "", "mira", DAY, "bench"), 4000, CAPS, NOON);
        store.open(new NewAttempt("attempt-" + id, id, "runware", 4000, "1"), CAPS, NOON);
        store.end("attempt-" + id, End.SETTLED, 3800, "reported", NOON);
        store.close(id, NOON);
    }

    /** Many at once share their transactions. */
    @Benchmark
    @Threads(64)
    public void pictureOfSixtyFour() {
        picture();
    }

    @Benchmark
    public List<LedgerStore.Spent> report() {
        return store.since(DAY);
    }
}
