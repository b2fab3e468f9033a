package fluxbench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code ./bridge bench}: the whole table in one run, every gateway in turn in every round, so that a busy machine hits all alike. */
public final class Bench {

    private final Plan plan;
    private final Upstream upstream;
    private final Gateways gateways;
    private final Load load = new Load();
    private final List<Row> rows = new ArrayList<>();

    /** As it was before anything was measured. */
    private final String machine = Machine.describe();

    private Bench(Plan plan, Upstream upstream, Gateways gateways) {
        this.plan = plan;
        this.upstream = upstream;
        this.gateways = gateways;
    }

    public static void main(String[] arguments) throws Exception {
        if (List.of(arguments).contains("--help")) {
            System.out.print(Plan.HELP);
            return;
        }
        Plan plan;
        try {
            plan = Plan.of(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        var home = Path.of(System.getProperty("bridge.home", "")).toAbsolutePath();
        var folder = Files.createTempDirectory("bridge-bench");
        var upstream = new Upstream(SamplePicture.ofBytes(plan.kilobytes().getFirst() * 1000));
        try (upstream) {
            new Bench(plan, upstream, new Gateways(home, folder, upstream.port())).run();
        }
        delete(folder);
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        System.out.println(machine);
        var targets = new ArrayList<Target>();
        try {
            if (plan.wantsRows("flow") || plan.wantsRows("held")) {
                start(targets);
                warmUp(targets);
                System.out.println();
                System.out.println(Report.HEAD);
                flows(targets);
                holds(targets);
            }
        } finally {
            for (var target : targets) {
                target.close();
            }
        }
        serve(plan.kilobytes().getFirst(), Duration.ZERO);
        var starts = plan.wantsRows("start") && plan.starts() > 0 ? starts() : new double[0];
        var report = new Report(rows, starts, machine);
        write(report);
        report.closing().forEach(System.out::println);
        System.out.println("written: " + plan.out().resolve("bench.json") + ", "
                + plan.out().resolve("bench.svg"));
    }

    private void serve(int kilobytes, Duration delay) {
        upstream.serve(SamplePicture.ofBytes(kilobytes * 1000), delay);
    }

    private void flows(List<Target> targets) throws IOException, InterruptedException {
        if (!plan.wantsRows("flow")) {
            return;
        }
        for (int kilobytes : plan.kilobytes()) {
            serve(kilobytes, Duration.ZERO);
            for (int connections : plan.connections()) {
                flow(targets, kilobytes, connections);
                write(new Report(rows, new double[0], machine));
            }
        }
    }

    private void holds(List<Target> targets) throws IOException, InterruptedException {
        if (!plan.wantsRows("held")) {
            return;
        }
        int kilobytes = plan.kilobytes().getFirst();
        serve(kilobytes, plan.hold());
        for (int held : plan.held()) {
            held(targets, kilobytes, held);
            write(new Report(rows, new double[0], machine));
        }
    }

    private void write(Report report) throws IOException {
        Files.createDirectories(plan.out());
        Files.writeString(plan.out().resolve("bench.json"), report.json());
        var chart = Chart.of(report);
        Files.writeString(plan.out().resolve("bench.svg"), chart);
        if (!plan.chart().isEmpty()) {
            Files.writeString(Path.of(plan.chart()), chart);
        }
    }

    private void start(List<Target> targets) throws IOException, InterruptedException {
        if (plan.wants("direct")) {
            targets.add(gateways.direct());
        }
        if (plan.wants("nginx")) {
            gateways.nginx()
                    .ifPresentOrElse(
                            targets::add, () -> System.out.println("nginx is not installed: left out, no ratios"));
        }
        if (plan.wants("portkey")) {
            var installed =
                    plan.portkey().isEmpty() ? gateways.findPortkey() : java.util.Optional.of(Path.of(plan.portkey()));
            if (installed.isPresent()) {
                targets.add(gateways.portkey(installed.get()));
            } else {
                System.out.println(
                        "Portkey is not installed: left out (npm install @portkey-ai/gateway, then --portkey node_modules/@portkey-ai/gateway)");
            }
        }
        if (plan.wants("bridge-url")) {
            targets.add(gateways.bridge("bridge-url", "url", "off"));
        }
        if (plan.wants("bridge-cache")) {
            targets.add(gateways.bridge("bridge-cache", "url", "token"));
        }
        if (plan.wants("bridge-base64")) {
            targets.add(gateways.bridge("bridge-base64", "base64", "off"));
        }
    }

    /** A just-in-time compiler needs a while; nothing counts until it had it. */
    private void warmUp(List<Target> targets) throws IOException, InterruptedException {
        for (var target : targets) {
            // What is compiled ahead of time needs no more than its connections and caches.
            var time = target.name().equals("nginx") ? plan.warmUp().dividedBy(10) : plan.warmUp();
            var outcome = load.during(target, 16, time);
            if (outcome.nanos().length == 0) {
                throw new IOException(target.name() + " makes no pictures: " + outcome.complaint());
            }
            System.out.printf(
                    "warm-up %-14s %6.0f pictures/s%s%n", target.name(), outcome.perSecond(), errors(outcome));
        }
    }

    private static String errors(Load.Outcome outcome) {
        return outcome.errors() == 0 ? "" : ", " + outcome.errors() + " errors: " + outcome.complaint();
    }

    private void flow(List<Target> targets, int kilobytes, int connections) throws InterruptedException {
        var samples = new LinkedHashMap<String, List<Row.Sample>>();
        for (int round = 0; round < plan.rounds(); round++) {
            for (var target : targets) {
                samples.computeIfAbsent(target.name(), _ -> new ArrayList<>())
                        .add(measure(target, () -> load.during(target, connections, plan.time())));
            }
        }
        add("flow", kilobytes, connections, samples, 0);
    }

    private void held(List<Target> targets, int kilobytes, int connections) throws InterruptedException {
        var samples = new LinkedHashMap<String, List<Row.Sample>>();
        for (var target : targets) {
            samples.put(target.name(), List.of(measure(target, () -> load.burst(target, connections))));
        }
        add("held", kilobytes, connections, samples, plan.hold().toMillis());
    }

    @FunctionalInterface
    private interface Run {
        Load.Outcome run() throws InterruptedException;
    }

    private static Row.Sample measure(Target target, Run run) throws InterruptedException {
        if (target instanceof Gateway gateway) {
            Usage.forgetPeaks(gateway.handle());
        }
        var before = target.usage().cpu();
        var own = Machine.ownCpu();
        var outcome = run.run();
        int pictures = Math.max(1, outcome.nanos().length);
        var after = target.usage();
        return new Row.Sample(
                outcome,
                after.cpu().minus(before).toNanos() / 1e6 / pictures,
                Machine.ownCpu().minus(own).toNanos() / 1e6 / pictures,
                after.peakRss() / 1e6);
    }

    private void add(
            String kind, int kilobytes, int connections, Map<String, List<Row.Sample>> samples, double holdMs) {
        var nginx = samples.getOrDefault("nginx", List.of());
        var direct =
                kind.equals("flow") ? samples.getOrDefault("direct", List.<Row.Sample>of()) : List.<Row.Sample>of();
        samples.forEach((name, own) -> {
            var row = Row.of(kind, name, kilobytes, connections, own, nginx, direct, holdMs);
            rows.add(row);
            System.out.println(Report.line(row));
        });
    }

    /** Milliseconds from the start of the process to the first 200. */
    private double[] starts() throws IOException, InterruptedException {
        var millis = new double[plan.starts()];
        for (int i = 0; i < millis.length; i++) {
            long begun = System.nanoTime();
            try (var bridge = gateways.open("bridge-start")) {
                try (var wire = Wire.connect(bridge.port())) {
                    wire.write(java.nio.ByteBuffer.wrap("GET /sdapi/v1/options HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
                    var head = wire.readHead();
                    if (head == null || head.status() != 200) {
                        throw new IOException("the bridge's first answer is no 200");
                    }
                }
                millis[i] = (System.nanoTime() - begun) / 1e6;
            }
        }
        return millis;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Where this runs. */
    static final class Machine {
        private Machine() {}

        static Duration ownCpu() {
            return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        }

        static String describe() {
            var system = ManagementFactory.getOperatingSystemMXBean();
            return "%d cores, %s %s, Java %s, load average %.1f"
                    .formatted(
                            system.getAvailableProcessors(),
                            system.getName(),
                            system.getArch(),
                            Runtime.version(),
                            system.getSystemLoadAverage());
        }
    }
}
