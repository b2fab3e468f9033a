package fluxbench.micro;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ./bridge bench growth}: whether cost grows no faster than what is worked on. Each line is one operation with little and with a hundred
 * times as much; a ratio of 1 is constant, 100 is proportional.
 */
public final class Growth {

    private static final long WARM_UP = 400_000_000;
    private static final long BATCH = 100_000_000;
    private static final int BATCHES = 7;
    private static final int TIMES = 100;

    private Growth() {}

    private interface Operation {
        void run() throws Exception;
    }

    /** An operation on so much, and what is to be done afterwards. */
    private record Case(Operation operation, Operation end) {}

    private interface Of {
        Case size(int size) throws Exception;
    }

    /** @param little of {@code what}; the other measurement has a hundred times that */
    private record Line(String group, String what, int little, Of of) {}

    private static final List<Line> LINES = List.of(
            new Line("dictionary", "LoRAs, a prompt is prepared", 30, loras -> prompts(loras, 3)),
            new Line("prompt", "sentences, a prompt is prepared", 3, sentences -> prompts(30, sentences)),
            new Line(
                    "gallery",
                    "kept pictures, one more is kept",
                    100,
                    pictures -> cache(pictures, CacheBenchmark::put)),
            new Line("gallery", "kept pictures, one is taken", 100, pictures -> cache(pictures, CacheBenchmark::get)),
            new Line(
                    "gallery",
                    "kept pictures, the bridge starts",
                    100,
                    pictures -> cache(pictures, CacheBenchmark::open)),
            new Line(
                    "gallery",
                    "kept pictures, noted and counted",
                    100,
                    pictures -> cache(pictures, CacheBenchmark::restart)),
            new Line(
                    "gallery",
                    "kept pictures, counted after a crash",
                    100,
                    pictures -> cache(pictures, CacheBenchmark::restartAfterCrash)),
            new Line(
                    "ledger",
                    "booked pictures, one more is paid",
                    200,
                    booked -> ledger(booked, LedgerBenchmark::picture)),
            new Line(
                    "ledger",
                    "booked pictures, spend is reported",
                    200,
                    booked -> ledger(booked, LedgerBenchmark::report)));

    public static void main(String[] names) throws Exception {
        var wanted = List.of(names);
        var known = LINES.stream().map(Line::group).distinct().toList();
        for (var name : wanted) {
            if (!known.contains(name)) {
                System.err.println("unknown name " + name + "; there are " + String.join(", ", known));
                System.exit(2);
            }
        }
        System.out.printf("%-12s %-38s %12s %12s %8s%n", "what", "", "µs", "µs, x 100", "ratio");
        Map<String, Double> worst = new LinkedHashMap<>();
        for (var line : LINES) {
            if (wanted.isEmpty() || wanted.contains(line.group())) {
                double ratio = measure(line);
                worst.merge(line.group(), ratio, Math::max);
            }
        }
        boolean linear = worst.values().stream().allMatch(ratio -> ratio <= TIMES * 1.1);
        System.out.println(
                linear ? "nothing grows faster than in proportion" : "something grows faster than in proportion");
        System.exit(linear ? 0 : 1);
    }

    private static double measure(Line line) throws Exception {
        double little = micros(line.of().size(line.little()));
        double much = micros(line.of().size(line.little() * TIMES));
        System.out.printf(
                Locale.ROOT,
                "%-12s %-38s %12.1f %12.1f %8.1f%n",
                line.group(),
                line.little() + " " + line.what(),
                little,
                much,
                much / little);
        return much / little;
    }

    /** The least of several batches: what else the machine does can only add. */
    private static double micros(Case one) throws Exception {
        time(one.operation(), WARM_UP);
        var batches = new double[BATCHES];
        for (int i = 0; i < BATCHES; i++) {
            batches[i] = time(one.operation(), BATCH);
        }
        one.end().run();
        return Arrays.stream(batches).min().orElseThrow() / 1000;
    }

    /** Nanoseconds of one operation, on average over so many nanoseconds. */
    private static double time(Operation operation, long nanos) throws Exception {
        long begun = System.nanoTime();
        long now = begun;
        int done = 0;
        while (now - begun < nanos) {
            operation.run();
            done++;
            now = System.nanoTime();
        }
        return (now - begun) / (double) done;
    }

    private static Case prompts(int loras, int sentences) {
        var benchmark = new PromptBenchmark();
        benchmark.loras = loras;
        benchmark.sentences = sentences;
        benchmark.setUp();
        return new Case(benchmark::prepare, () -> {});
    }

    private interface Step<T> {
        void on(T benchmark) throws Exception;
    }

    private static Case cache(int pictures, Step<CacheBenchmark> step) throws Exception {
        var benchmark = new CacheBenchmark();
        benchmark.pictures = pictures;
        benchmark.setUp();
        return new Case(() -> step.on(benchmark), benchmark::tearDown);
    }

    private static Case ledger(int booked, Step<LedgerBenchmark> step) throws Exception {
        var benchmark = new LedgerBenchmark();
        benchmark.booked = booked;
        benchmark.setUp();
        return new Case(() -> step.on(benchmark), benchmark::tearDown);
    }
}
