package fluxbench.micro;

import fluxbridge.cache.CachedPicture;
import fluxbridge.cache.PictureCache;
import fluxbridge.cache.PictureKey;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Size;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
import org.openjdk.jmh.annotations.Warmup;

/** The gallery of kept pictures when it is full: every new one pushes an old one out. Pictures are tiny, so that the bookkeeping is what counts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class CacheBenchmark {

    private static final Size SIZE = new Size(1024, 1024);
    private static final CachedPicture PICTURE = new CachedPicture(
            new Picture(new byte[1000], PictureFormat.PNG, SIZE),
            new CachedPicture.Story(
                    "runware",
                    "runware:101@1",
                    1L,
                    "a lighthouse",
                    "",
                    List.of(),
                    SIZE,
                    List.of(),
                    PictureFormat.PNG,
                    SIZE));

    /** Pictures in the gallery. */
    @Param({"100", "10000"})
    public int pictures;

    private final AtomicLong numbers = new AtomicLong();
    private Scratch scratch;
    private PictureCache cache;

    @Setup
    public void setUp() throws IOException {
        scratch = Scratch.make();
        cache = open(Long.MAX_VALUE);
        for (int i = 0; i < pictures; i++) {
            put();
        }
        cache = open(cache.bytes());
    }

    private PictureCache open(long most) {
        return PictureCache.open(
                scratch.folder(),
                most,
                Duration.ofDays(1),
                InstantSource.system(),
                () -> UUID.randomUUID().toString(),
                System.err::println);
    }

    @TearDown
    public void tearDown() throws IOException {
        scratch.delete();
    }

    private static PictureKey key(long number) {
        return new PictureKey("0".repeat(48) + HexFormat.of().toHexDigits(number));
    }

    @Benchmark
    public void put() {
        cache.put(key(numbers.incrementAndGet()), PICTURE);
    }

    @Benchmark
    public Optional<CachedPicture> get() {
        return cache.get(key(numbers.get()));
    }

    /** What a start costs. */
    @Benchmark
    public PictureCache open() {
        return open(Long.MAX_VALUE);
    }

    /** What is counted once after a start, and noted at the stop before it. */
    @Benchmark
    public int restart() {
        try (var again = open()) {
            return again.pictures();
        }
    }

    /** What is counted after a crash, when every file is looked at. */
    @Benchmark
    public int restartAfterCrash() {
        return open().pictures();
    }
}
