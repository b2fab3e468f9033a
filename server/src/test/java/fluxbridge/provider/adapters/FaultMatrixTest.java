package fluxbridge.provider.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Mode;
import fluxbridge.domain.Money;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.SettingValues;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.BadCredentials;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RateLimited;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.Fit;
import fluxbridge.image.PictureCodec;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import fluxbridge.image.SamplePictures;
import fluxbridge.ledger.Hold;
import fluxbridge.metrics.Metrics;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Call;
import fluxbridge.provider.Capabilities;
import fluxbridge.provider.CapturedLog;
import fluxbridge.provider.Generated;
import fluxbridge.provider.OutboundGuard;
import fluxbridge.provider.Progress;
import fluxbridge.provider.Provider;
import fluxbridge.provider.ProviderHttp;
import fluxbridge.provider.ProviderSpec;
import fluxbridge.provider.Sleeper;
import fluxbridge.provider.Toolbox;
import fluxbridge.route.Candidate;
import fluxbridge.route.CreditWatch;
import fluxbridge.route.FakeProvider;
import fluxbridge.route.Fallback;
import fluxbridge.route.Made;
import fluxbridge.route.PictureOrder;
import fluxbridge.route.Plan;
import fluxbridge.route.Spending;
import fluxlab.Lab;
import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every adapter against every fault of the lab, with a paid and a free provider behind it. A new provider needs no line here: it is taken
 * from {@link Adapters}, and its settings from the lab.
 */
final class FaultMatrixTest {

    private static final Size SIZE = new Size(512, 512);
    private static final Duration LATEST = Duration.ofSeconds(1);

    /** A picture came back from the provider itself. */
    private static final String DRAWN = "picture";

    /**
     * One fault.
     *
     * @param mark what the prompt asks of the lab, empty for none
     * @param second scripted for the second request and those after it, null for none
     * @param times how often; 0 for always
     * @param allowed what may come of it; which of them is right is told by whether the lab has billed a picture
     */
    private record Row(
            String name, String mark, @Nullable Fault second, int times, Duration deadline, Set<String> allowed) {

        Row within(Duration shorter) {
            return new Row(name, mark, second, times, shorter, allowed);
        }
    }

    private static Row mark(String mark, Object... allowed) {
        return new Row(mark, "lab:" + mark, null, 0, Duration.ofSeconds(30), names(allowed));
    }

    private static Row later(String name, Fault fault, int times, Object... allowed) {
        return new Row("then " + name, "", fault, times, Duration.ofSeconds(30), names(allowed));
    }

    private static Set<String> names(Object... allowed) {
        var names = new java.util.HashSet<String>();
        for (var one : allowed) {
            names.add(one instanceof Class<?> failure ? failure.getSimpleName() : String.valueOf(one));
        }
        return names;
    }

    private static final Duration SHORT = Duration.ofMillis(1500);

    private static final List<Row> ROWS = List.of(
            mark("nothing", DRAWN),
            mark("slow=0.3", DRAWN),
            mark("slow=60", UnknownOutcome.class).within(SHORT),
            mark("hang", UnknownOutcome.class, Unavailable.class).within(SHORT),
            mark("drop", UnknownOutcome.class, Unavailable.class),
            mark("status=400", RejectedByProvider.class),
            mark("status=401", BadCredentials.class),
            mark("status=402", OutOfCredit.class),
            mark("status=403", BadCredentials.class),
            mark("status=404", RejectedByProvider.class, Unavailable.class),
            mark("status=422", RejectedByProvider.class),
            mark("status=429", RateLimited.class),
            mark("ratelimit=30", RateLimited.class),
            mark("status=500", Unavailable.class),
            mark("status=502", Unavailable.class, UnknownOutcome.class),
            mark("status=503", Unavailable.class),
            mark("status=504", Unavailable.class, UnknownOutcome.class),
            mark("credits", OutOfCredit.class),
            mark("fail", Unavailable.class, RejectedByProvider.class),
            mark("nsfw", RefusedBySafety.class),
            mark("empty", BadReply.class, UnknownOutcome.class),
            mark("malformed", DRAWN, BadReply.class, UnknownOutcome.class),
            mark("truncated", DRAWN, BadReply.class, UnknownOutcome.class),
            mark("html", DRAWN, BadReply.class, UnknownOutcome.class),
            mark("huge", DRAWN, BadReply.class, UnknownOutcome.class),
            mark("redirect", RejectedByProvider.class, BadReply.class, Unavailable.class),
            mark("badpicture=text", BadReply.class),
            mark("badpicture=truncated", BadReply.class),
            mark("badpicture=bomb", BadReply.class),
            mark("picture:status=404", BadReply.class),
            mark("picture:status=500", BadReply.class),
            mark("picture:drop", BadReply.class),
            mark("picture:truncated", BadReply.class),
            mark("picture:html", BadReply.class),
            mark("picture:huge", BadReply.class),
            mark("picture:redirect", BadReply.class),
            mark("picture:hang", BadReply.class).within(SHORT),
            later("500 once", Fault.of(FaultKind.STATUS), 1, DRAWN, BadReply.class, UnknownOutcome.class),
            later("500 for ever", Fault.of(FaultKind.STATUS), 0, BadReply.class, UnknownOutcome.class),
            later("401 for ever", Fault.of(FaultKind.STATUS).withStatus(401), 0, BadReply.class, UnknownOutcome.class),
            later("429 once", Fault.of(FaultKind.RATELIMIT).withRetryAfter("0"), 1, DRAWN),
            later("503 twice", Fault.of(FaultKind.STATUS).withStatus(503), 2, DRAWN),
            later("drop twice", Fault.of(FaultKind.DROP), 2, DRAWN),
            later("malformed for ever", Fault.of(FaultKind.MALFORMED), 0, BadReply.class, UnknownOutcome.class),
            later("html once", Fault.of(FaultKind.HTML), 1, DRAWN, BadReply.class, UnknownOutcome.class),
            later("hang", Fault.of(FaultKind.HANG), 0, BadReply.class, UnknownOutcome.class)
                    .within(SHORT));

    /** Where a provider's API leaves less or more open than most: {@code provider/fault}, and what may come of it. */
    private static final Map<String, Set<String>> PECULIAR = Map.ofEntries(
            // The Space is asked for its stage and its inputs before a job exists, so the second call is no poll yet.
            Map.entry("hf/then 500 once", Set.of("Unavailable")),
            Map.entry("hf/then 500 for ever", Set.of("Unavailable")),
            Map.entry("hf/then 401 for ever", Set.of("BadCredentials")),
            Map.entry("hf/then hang", Set.of("Unavailable")),
            // 403 is a prompt that is too long at Together, and an empty account at Pixel Dojo.
            Map.entry("together/status=403", Set.of("RejectedByProvider")),
            Map.entry("pixeldojo/status=403", Set.of("OutOfCredit")),
            // A server of one's own has no account and no checker, and what it did costs nothing, so nothing about it
            // is unclear.
            Map.entry("a1111/credits", Set.of(DRAWN)),
            Map.entry("a1111/nsfw", Set.of(DRAWN)),
            Map.entry("a1111/slow=60", Set.of("Unavailable")),
            Map.entry("a1111/truncated", Set.of("Unavailable")),
            Map.entry("a1111/huge", Set.of("Unavailable")));

    /** What the lab calls a provider, where that is not the bridge's name for it. */
    private static final Map<String, String> SIMULATORS = Map.of("local", "a1111");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> every_adapter_ends_every_fault_rightly() {
        var http = new ProviderHttp(
                new OutboundGuard(true), InstantSource.system(), hurried(), new PictureReader(PictureLimits.STANDARD));
        return Adapters.ALL.stream()
                .filter(spec -> !spec.standIn())
                .flatMap(spec -> ROWS.stream()
                        .map(row -> DynamicTest.dynamicTest(spec.id() + " " + row.name(), () -> {
                            // A lab of its own for each row: what one row left running must not hold up the next.
                            try (var lab = Lab.start(0)) {
                                play(lab, http, new SettingValues(settings(lab)), spec, row);
                            }
                        })))
                .onClose(http::close);
    }

    /** Waits between polls are cut to 30 ms, so that what goes on without end ends by its own count. */
    private static Sleeper hurried() {
        return wait -> TimeUnit.MILLISECONDS.sleep(Math.clamp(wait.toMillis(), 0, 30));
    }

    private static Map<String, String> settings(Lab lab) {
        var settings = new HashMap<String, String>();
        for (var line : lab.settings()) {
            int equals = line.indexOf('=');
            settings.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return settings;
    }

    private void play(Lab lab, ProviderHttp http, SettingValues values, ProviderSpec spec, Row row) {
        assertThat(spec.whyOff().apply(values))
                .as("the lab gives no settings for " + spec.id())
                .isEmpty();
        var id = SIMULATORS.getOrDefault(spec.id().value(), spec.id().value());
        lab.account(id)
                .turn(knobs -> knobs.withBalance(BigDecimal.valueOf(1000)).withLatency(0.02));
        if (row.second() != null) {
            lab.faults().add(id, "*", row.second(), row.times(), 1, "");
        }
        var tools = new Toolbox(
                http, InstantSource.system(), hurried(), () -> UUID.randomUUID().toString(), folder);
        var first = new Witness(spec.factory().create(values, tools));
        var paid = new Constant("paid", false);
        var free = new Constant("free", true);
        try (var log = new CapturedLog()) {
            var start = System.nanoTime();
            Object end = run(List.of(first, paid, free), row);
            var took = Duration.ofNanos(System.nanoTime() - start);
            assertThat(took).isLessThan(row.deadline().plus(LATEST));
            checkOutcome(lab, id, row, first);
            checkDecision(first, paid, free, end);
            checkSecrets(spec, values, log.text() + told(first) + told(end));
        }
    }

    private static Object run(List<? extends Provider> chain, Row row) {
        var prompt = new Prompt("a red fox in the snow " + row.mark(), "");
        var fallback = new Fallback(
                row.deadline(),
                InstantSource.system(),
                () -> UUID.randomUUID().toString(),
                new Fit(new PictureCodec(new Semaphore(1))),
                FakeProvider.courses(InstantSource.system()),
                Spending.UNBOOKED,
                new Metrics(),
                CreditWatch.NONE);
        var candidates = chain.stream()
                .map(provider -> new Candidate(
                        provider, List.of(), provider.capabilities().grid().fit(SIZE), prompt, null, List.of()))
                .toList();
        var request = new PictureRequest(
                prompt, List.of(), SIZE, 7, OptionalInt.empty(), OptionalDouble.empty(), null, null, Mode.TXT2IMG);
        var now = InstantSource.system().instant();
        try {
            return fallback.run(new PictureOrder(
                    new Plan(candidates),
                    Hold.NONE,
                    request,
                    SIZE,
                    now,
                    now.plus(row.deadline()).plusSeconds(5),
                    Progress.NONE,
                    BodyPermit.UNLIMITED,
                    _ -> {},
                    () -> true));
        } catch (GatewayException e) {
            return e;
        }
    }

    /** The failure is one that may be, says the truth about the bill, and work was handed in once. */
    private static void checkOutcome(Lab lab, String id, Row row, Witness first) {
        var stats = lab.journal().stats(id);
        var failure = first.failure();
        // Nothing came by that the fault could have hit; or, at a local server, which answers with the picture, at most
        // a
        // question for its progress did, which is no reason to lose the picture.
        boolean untouched = stats.faults() == 0 && failure == null;
        boolean onlyProgress = id.equals("a1111") && row.second() != null;
        var allowed =
                untouched || onlyProgress ? Set.of(DRAWN) : PECULIAR.getOrDefault(id + "/" + row.name(), row.allowed());
        assertThat(failure == null ? DRAWN : failure.getClass().getSimpleName())
                .as(id + "/" + row.name() + ": " + first)
                .isIn(allowed);
        assertThat(stats.submits())
                .as(id + "/" + row.name() + ": generations asked for")
                .isLessThanOrEqualTo(1);
        assertThat(stats.pictures())
                .as(id + "/" + row.name() + ": pictures billed")
                .isLessThanOrEqualTo(1);
        if (failure instanceof FromProvider from) {
            assertThat(from.provider()).isEqualTo(first.id());
            assertThat(from.mayBeBilled() || first.capabilities().free() || stats.pictures() == 0)
                    .as("the lab billed a picture that '" + from.message() + "' denies")
                    .isTrue();
        }
        var cost = first.made == null ? null : first.made.cost();
        if (cost != null) {
            assertThat(cost).isEqualTo(Money.ofDollars(stats.spentUsd()));
        }
    }

    private static void checkDecision(Witness first, Constant paid, Constant free, Object end) {
        switch (first.failure()) {
            case null -> assertDrawnBy(end, first.id(), paid.asked + free.asked);
            case RefusedBySafety refused -> {
                assertThat(end).isInstanceOf(GatewayException.class);
                assertThat(((GatewayException) end).failure()).isEqualTo(refused);
                assertThat(paid.asked + free.asked).isZero();
            }
            case UnknownOutcome _ when !first.capabilities().free() -> assertDrawnBy(end, free.id(), paid.asked);
            default -> assertDrawnBy(end, paid.id(), free.asked);
        }
    }

    private static void assertDrawnBy(Object end, ProviderId id, int othersAsked) {
        assertThat(end).isInstanceOf(Made.class);
        assertThat(((Made) end).by().provider().id()).isEqualTo(id);
        assertThat(((Made) end).picture().size()).isEqualTo(SIZE);
        assertThat(othersAsked).isZero();
    }

    private static void checkSecrets(ProviderSpec spec, SettingValues values, String told) {
        for (var setting : spec.settings()) {
            if (setting.isSecret() && values.has(setting)) {
                assertThat(told).doesNotContain(values.secret(setting).reveal());
            }
        }
    }

    private static String told(Object end) {
        return switch (end) {
            case GatewayException e -> trace(e);
            case Witness first -> (first.thrown == null ? "" : trace(first.thrown)) + first.made;
            case Made made -> made.notes() + " " + made.attempts();
            default -> String.valueOf(end);
        };
    }

    private static String trace(Throwable thrown) {
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }

    /** Passes everything on to a provider, and remembers what came of it. */
    private static final class Witness implements Provider {
        private final Provider provider;
        private @Nullable GatewayException thrown;
        private @Nullable Generated made;

        Witness(Provider provider) {
            this.provider = provider;
        }

        @Nullable
        Failure failure() {
            return thrown == null ? null : thrown.failure();
        }

        @Override
        public ProviderId id() {
            return provider.id();
        }

        @Override
        public Capabilities capabilities() {
            return provider.capabilities();
        }

        @Override
        public Generated generate(PictureRequest request, Call call) {
            try {
                var generated = provider.generate(request, call);
                made = generated;
                return generated;
            } catch (GatewayException e) {
                thrown = e;
                throw e;
            }
        }

        @Override
        public String toString() {
            return thrown == null ? "drew " + made : String.valueOf(thrown.getMessage());
        }
    }

    /** Draws the same picture for everybody. */
    private static final class Constant implements Provider {
        private final ProviderId id;
        private final boolean free;
        private int asked;

        Constant(String id, boolean free) {
            this.id = new ProviderId(id);
            this.free = free;
        }

        @Override
        public ProviderId id() {
            return id;
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities(
                    0,
                    _ -> false,
                    new fluxbridge.provider.SizeGrid(64, 2048, 64),
                    1000,
                    false,
                    true,
                    false,
                    false,
                    Set.of(PictureFormat.PNG),
                    false,
                    false,
                    free);
        }

        @Override
        public Generated generate(PictureRequest request, Call call) {
            asked++;
            var size = request.size();
            var picture = new Picture(SamplePictures.png(size.width(), size.height()), PictureFormat.PNG, size);
            return new Generated(picture, OptionalLong.of(1), Money.ZERO, id.value(), List.of());
        }
    }
}
