package fluxbridge.route;

import fluxbridge.config.RoutingSettings.Hedging;
import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Money;
import fluxbridge.domain.Prepared;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Size;
import fluxbridge.provider.Provider;
import fluxbridge.provider.SizeGrid;
import fluxbridge.route.health.Health;
import fluxbridge.route.health.Outcome;
import fluxbridge.route.health.RetryBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Six invented providers on a virtual clock, with troubles, and requests that the production {@link Router} and {@link Course} route among
 * them. Every policy sees the same requests, the same luck and the same troubles.
 */
final class RoutingSimulation {

    static final Preference PREFERENCE = Preference.BALANCED;

    /** What a request without a picture costs its user, in US dollars. */
    private static final double NO_PICTURE = 0.25;

    private static final double REFUSAL_SECONDS = 0.3;
    private static final double DEADLINE_SECONDS = 300;
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    /** @param places how many calls it takes at once; one more is refused with "slow down" */
    record Vendor(int maxLoras, double price, double median, double spread, int places, double success, double bills) {}

    private static final List<Vendor> VENDORS = List.of(
            new Vendor(12, 0.0058, 7, 0.30, 16, 0.995, 0),
            new Vendor(10, 0.0, 25, 0.40, 2, 0.97, 0),
            new Vendor(4, 0.0150, 6, 0.25, 20, 0.99, 0),
            new Vendor(3, 0.0350, 5, 0.25, 20, 0.995, 0),
            new Vendor(2, 0.0100, 9, 0.30, 10, 0.99, 0.005),
            new Vendor(1, 0.0080, 14, 0.35, 8, 0.985, 0));

    private static final List<Provider> PROVIDERS = IntStream.range(0, VENDORS.size())
            .<Provider>mapToObj(i -> FakeProvider.drawing("p" + i)
                    .with(FakeProvider.can(
                            VENDORS.get(i).maxLoras(), _ -> true, new SizeGrid(8, 4096, 8), 3000, true, false)))
            .toList();

    private static final List<AppliedLora> LORAS = IntStream.range(0, 6)
            .mapToObj(i -> Requests.lora("l" + i, "https://a.b/c"))
            .toList();

    enum Kind {
        OUTAGE,
        ERRORS,
        SLOW,
        FLAPPING,
        DEAR
    }

    record Incident(int vendor, Kind kind, double from, double to) {}

    private record Asked(int number, double at, int loras, int steps, Size size) {}

    /** What a policy came to: dollars a request, tries a request. */
    record Result(double cost, double tries, double p95, double failures) {}

    enum Policy {
        ROUTER,
        FIXED,
        ORACLE
    }

    private final long seed;
    private final double rate;
    private final double hours;
    private final List<Asked> requests = new ArrayList<>();
    private final List<Incident> incidents = new ArrayList<>();

    RoutingSimulation(long seed, double rate, double hours) {
        this.seed = seed;
        this.rate = rate;
        this.hours = hours;
        var random = new SplittableRandom(seed);
        arrivals(random.split());
        troubles(random.split());
    }

    private void arrivals(SplittableRandom random) {
        double at = 0;
        var sizes = List.of(new Size(512, 768), new Size(768, 768), new Size(832, 1216), new Size(1024, 1024));
        for (int i = 0; true; i++) {
            at += -Math.log(1 - random.nextDouble()) / rate;
            if (at > hours * 3600) {
                return;
            }
            int loras = (int) Math.min(6, -Math.log(1 - random.nextDouble()) * 1.5);
            requests.add(new Asked(i, at, loras, 20 + random.nextInt(4) * 4, sizes.get(random.nextInt(sizes.size()))));
        }
    }

    /** About one an hour and provider, of two to ten minutes. */
    private void troubles(SplittableRandom random) {
        for (int vendor = 0; vendor < VENDORS.size(); vendor++) {
            double at = 0;
            while (true) {
                at += -Math.log(1 - random.nextDouble()) * 3600;
                if (at > hours * 3600) {
                    break;
                }
                double length = 120 + random.nextDouble() * 480;
                incidents.add(new Incident(vendor, Kind.values()[random.nextInt(5)], at, at + length));
                at += length;
            }
        }
    }

    // ---- what is true at a time ---------------------------------------------------------------------

    private record Truth(double success, double slowness, double price) {}

    private Truth truth(int vendor, double at) {
        var usual = VENDORS.get(vendor);
        double success = usual.success();
        double slowness = 1;
        double price = usual.price();
        for (var incident : incidentsOf.get(vendor)) {
            if (at < incident.from() || at >= incident.to()) {
                continue;
            }
            switch (incident.kind()) {
                case OUTAGE -> success = 0.0001;
                case ERRORS -> success = 0.5;
                case SLOW -> slowness = 3;
                case FLAPPING -> success = ((int) ((at - incident.from()) / 30)) % 2 == 0 ? 0.0001 : usual.success();
                case DEAR -> price = usual.price() * 2 + 0.002;
            }
        }
        return new Truth(success, slowness, price);
    }

    private final List<List<Incident>> incidentsOf = new ArrayList<>();

    private void index() {
        incidentsOf.clear();
        for (int vendor = 0; vendor < VENDORS.size(); vendor++) {
            int v = vendor;
            incidentsOf.add(incidents.stream().filter(one -> one.vendor() == v).toList());
        }
    }

    // ---- the run ------------------------------------------------------------------------------------

    private double now;
    private int[] busy = new int[0];
    private double cost;
    private int tries;
    private int failures;
    private final List<Double> waits = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparingLong(Event::order));
    private long order;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    private record Event(double at, long order, Runnable what) {}

    private void at(double time, Runnable what) {
        events.add(new Event(time, order++, what));
    }

    Result run(Policy policy) {
        index();
        now = 0;
        busy = new int[VENDORS.size()];
        cost = 0;
        tries = 0;
        failures = 0;
        waits.clear();
        var traveller = traveller(policy);
        for (var request : requests) {
            at(request.at(), () -> traveller.begin(request));
        }
        while (!events.isEmpty()) {
            var event = events.poll();
            now = event.at();
            event.what().run();
        }
        waits.sort(null);
        int n = requests.size();
        return new Result(cost / n, tries / (double) n, waits.get((int) (waits.size() * 0.95)), failures / (double) n);
    }

    private Instant instant() {
        return START.plusNanos((long) (now * 1e9));
    }

    private interface Traveller {
        void begin(Asked request);
    }

    private Traveller traveller(Policy policy) {
        return switch (policy) {
            case ORACLE ->
                request -> oracle(
                        request, new ArrayList<>(IntStream.range(0, 6).boxed().toList()));
            case ROUTER -> production(true);
            case FIXED -> production(false);
        };
    }

    /** The production router, ranking or with the order in which its providers are best when all is well. */
    private Traveller production(boolean ranking) {
        var health = new Health(this::instant);
        var budget = new RetryBudget(START);
        var prices = (PriceOf) (candidate, _) -> Optional.of(new Money(Math.round(
                truth(index(candidate), now).price() * candidate.size().megapixels() * 1e6)));
        var chain = List.of(0, 4, 5, 2, 1, 3).stream().map(PROVIDERS::get).toList();
        var router = new Router(
                chain,
                PROVIDERS,
                ranking ? Optional.of(new Ranking(health, prices, new Decisions(this::instant))) : Optional.empty());
        return request -> {
            var plan = router.plan(prepared(request), null, PREFERENCE);
            var deadline = instant().plusSeconds((long) DEADLINE_SECONDS);
            go(request, new Course(plan, health, budget, deadline, Hedging.OFF));
        };
    }

    private static int index(Candidate candidate) {
        return candidate.provider().id().value().charAt(1) - '0';
    }

    private static Prepared prepared(Asked request) {
        return new Prepared(
                PROMPT,
                PROMPT,
                LORAS.subList(0, request.loras()),
                request.size(),
                7,
                OptionalInt.of(request.steps()),
                OptionalDouble.empty(),
                null,
                null,
                (ProviderId) null,
                1,
                Mode.TXT2IMG,
                List.of());
    }

    private static final Prompt PROMPT = new Prompt("a boat", "");

    private void go(Asked request, Course course) {
        switch (course.next()) {
            case Course.Next.Ask(var candidate) -> ask(request, course, candidate);
            case Course.Next.Wait _ -> {
                if (now - request.at() > DEADLINE_SECONDS) {
                    lost(request);
                } else {
                    waiting.add(() -> go(request, course));
                }
            }
            case Course.Next.Over _ -> lost(request);
        }
    }

    private void ask(Asked request, Course course, Candidate candidate) {
        call(request, index(candidate), (said, seconds) -> {
            var took = Duration.ofNanos((long) (seconds * 1e9));
            switch (said) {
                case DREW -> course.end(candidate, new Outcome.Success(took));
                case REFUSED -> course.end(candidate, new Outcome.SlowDown(Duration.ZERO));
                case FAILED ->
                    course.end(
                            candidate,
                            new Outcome.Fault(
                                    took, VENDORS.get(index(candidate)).bills()));
            }
            if (said != Said.DREW) {
                go(request, course);
            }
            wake();
        });
    }

    private void wake() {
        for (int i = waiting.size(); i > 0; i--) {
            waiting.poll().run();
        }
    }

    private void oracle(Asked request, List<Integer> left) {
        if (left.isEmpty()) {
            lost(request);
            return;
        }
        var open = left.stream().filter(v -> busy[v] < VENDORS.get(v).places()).toList();
        if (open.isEmpty()) {
            waiting.add(() -> oracle(request, left));
            return;
        }
        int best = open.stream()
                .min(Comparator.comparingDouble(v -> trueIndex(request, v)))
                .orElseThrow();
        left.removeIf(vendor -> vendor == best);
        call(request, best, (said, _) -> {
            if (said != Said.DREW) {
                oracle(request, left);
            }
            wake();
        });
    }

    private double trueIndex(Asked request, int vendor) {
        var usual = VENDORS.get(vendor);
        var truth = truth(vendor, now);
        double seconds =
                usual.median() * scale(request) * truth.slowness() * Math.exp(usual.spread() * usual.spread() / 2);
        double failing = (1 - truth.success()) / truth.success();
        return truth.price() * request.size().megapixels()
                + PREFERENCE.dollarsPerLora() * dropped(request, vendor)
                + PREFERENCE.dollarsPerSecond() * seconds
                + failing * (PREFERENCE.dollarsPerSecond() * 3.4 + usual.bills());
    }

    private static double scale(Asked request) {
        return Math.pow(request.steps() / 28.0 * request.size().megapixels(), 0.8);
    }

    private static double dropped(Asked request, int vendor) {
        return 0.8 * Math.max(0, request.loras() - VENDORS.get(vendor).maxLoras());
    }

    private enum Said {
        DREW,
        REFUSED,
        FAILED
    }

    private interface Heard {
        void hear(Said said, double seconds);
    }

    /** What a provider does with a call; the luck depends on the request and the provider alone. */
    private void call(Asked request, int vendor, Heard then) {
        tries++;
        var usual = VENDORS.get(vendor);
        if (busy[vendor] >= usual.places()) {
            at(now + REFUSAL_SECONDS, () -> then.hear(Said.REFUSED, REFUSAL_SECONDS));
            return;
        }
        busy[vendor]++;
        var luck = new SplittableRandom(seed * 31 + request.number() * 7L + vendor);
        var truth = truth(vendor, now);
        double z = gaussian(luck);
        boolean draws = luck.nextDouble() < truth.success();
        double seconds = draws
                ? usual.median() * scale(request) * truth.slowness() * Math.exp(usual.spread() * z)
                : 3 * Math.exp(0.5 * z);
        at(now + seconds, () -> {
            busy[vendor]--;
            if (draws) {
                cost += truth.price() * request.size().megapixels()
                        + PREFERENCE.dollarsPerSecond() * (now - request.at())
                        + PREFERENCE.dollarsPerLora() * dropped(request, vendor);
                waits.add(now - request.at());
            } else {
                cost += usual.bills();
            }
            then.hear(draws ? Said.DREW : Said.FAILED, seconds);
        });
    }

    private static double gaussian(SplittableRandom luck) {
        return Math.sqrt(-2 * Math.log(1 - luck.nextDouble())) * Math.cos(2 * Math.PI * luck.nextDouble());
    }

    private void lost(Asked request) {
        failures++;
        cost += NO_PICTURE + PREFERENCE.dollarsPerSecond() * (now - request.at());
    }
}
