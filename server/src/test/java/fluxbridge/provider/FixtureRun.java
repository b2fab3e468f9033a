package fluxbridge.provider;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.LoraRating;
import fluxbridge.domain.LoraSubject;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.SettingValues;
import fluxbridge.domain.Size;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.SamplePictures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Plays one fixture against a real adapter, a real client and a real socket, and says what went otherwise than it should. */
final class FixtureRun {

    private static final Duration LATEST = Duration.ofSeconds(3);

    private final ProviderSpec spec;
    private final Fixture fixture;
    private final Path dataDir;
    private final ProviderHttp http;
    private final FixtureClock clock;
    private final FixtureBackground background;
    private final List<String> problems = new ArrayList<>();
    private final List<String> said = java.util.Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<@Nullable Thread> drawing = new AtomicReference<>();

    /**
     * @param clock the one that {@code http} goes by
     * @param background the one that {@code http} leaves work to
     */
    FixtureRun(
            ProviderSpec spec,
            Fixture fixture,
            Path dataDir,
            ProviderHttp http,
            FixtureClock clock,
            FixtureBackground background) {
        this.spec = spec;
        this.fixture = fixture;
        this.dataDir = dataDir;
        this.http = http;
        this.clock = clock;
        this.background = background;
    }

    /** What came of it: one of the two. */
    private record Ending(
            @Nullable Generated made, @Nullable Throwable thrown) {}

    /** Empty when all went as the fixture says. */
    List<String> problems() {
        layData();
        try (var log = new CapturedLog();
                var server = new FixtureServer(fixture.steps(), this::interruptAfter)) {
            var settings = fixture.settings(server);
            checkSettings(new SettingValues(settings));
            if (!problems.isEmpty()) {
                return problems;
            }
            play(new SettingValues(settings));
            background.await();
            problems.addAll(server.problems());
            checkCount(server);
            said.add(log.text());
            checkSecrets(new SettingValues(settings));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problems.add("the test was interrupted");
        }
        return problems;
    }

    private void layData() {
        fixture.data().forEach((name, file) -> {
            try {
                Files.copy(file, dataDir.resolve(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void interruptAfter(int request) {
        var thread = drawing.get();
        if (thread != null
                && request == fixture.in().path("interrupt_after_request").asInt(-1)) {
            thread.interrupt();
        }
    }

    private void checkSettings(SettingValues values) {
        for (var name : values.given().keySet()) {
            var setting =
                    spec.settings().stream().filter(s -> s.name().equals(name)).findFirst();
            if (setting.isEmpty()) {
                problems.add("in.json: " + name + " is no setting of " + spec.id());
            } else {
                setting.get()
                        .objectionTo(values.given().getOrDefault(name, ""))
                        .ifPresent(why -> problems.add("in.json: " + name + " " + why));
            }
        }
        spec.whyOff().apply(values).ifPresent(why -> problems.add("in.json: " + spec.id() + " is off: " + why));
    }

    private void play(SettingValues values) throws InterruptedException {
        var ids = new AtomicInteger();
        var provider = spec.factory()
                .create(
                        values,
                        new Toolbox(
                                http,
                                clock,
                                clock,
                                () -> "00000000-0000-4000-8000-%012d".formatted(ids.incrementAndGet()),
                                dataDir));
        var request = request(fixture.in());
        checkRequest(provider.capabilities(), request);
        var seconds =
                Duration.ofMillis((long) (fixture.in().path("deadline_seconds").asDouble(20) * 1000));
        var deadline = clock.instant().plus(seconds);
        var call = new Call("00000000-0000-4000-8000-000000000000", deadline, this::hear, BodyPermit.UNLIMITED);
        check(run(provider, request, call, seconds), deadline);
    }

    private void hear(double fraction, String what) {
        said.add(what);
        if (fraction < 0 || fraction > 1) {
            said.add("PROGRESS " + fraction);
        }
    }

    private Ending run(Provider provider, PictureRequest request, Call call, Duration longest)
            throws InterruptedException {
        var ending = new CompletableFuture<Ending>();
        var thread = Thread.ofVirtual().name("drawing").unstarted(() -> {
            try {
                ending.complete(new Ending(provider.generate(request, call), null));
            } catch (RuntimeException | Error e) {
                ending.complete(new Ending(null, e));
            }
        });
        drawing.set(thread);
        thread.start();
        try {
            return ending.get(longest.plus(LATEST).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            thread.interrupt();
            return new Ending(null, new AssertionError("it did not end"));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A fixture may ask only for what the router would pass on. */
    private void checkRequest(Capabilities can, PictureRequest request) {
        if (!can.grid().fit(request.size()).equals(request.size())) {
            problems.add("in.json: " + request.size() + " is not on the provider's grid");
        }
        if (request.loras().size() > can.maxLoras()) {
            problems.add("in.json: " + request.loras().size() + " LoRAs are over the cap of " + can.maxLoras());
        }
        request.loras().stream()
                .filter(lora -> !can.loraUsable().test(lora.lora()))
                .forEach(lora -> problems.add("in.json: the provider cannot load LoRA " + lora.id()));
        boolean able = switch (request.mode()) {
            case Mode.Txt2Img() -> true;
            case Mode.Img2Img _ -> can.img2img();
            case Mode.Inpaint _ -> can.inpaint();
        };
        if (!able) {
            problems.add("in.json: the provider does not do " + request.mode());
        }
    }

    private void check(Ending ending, Instant deadline) {
        // A second's grace: the exchange's own time-out ends it, not an alarm clock.
        if (clock.instant().isAfter(deadline.plusSeconds(1))) {
            problems.add(
                    "it ended " + Duration.between(deadline, clock.instant()).toMillis() + " ms after its deadline");
        }
        said.stream().filter(line -> line.startsWith("PROGRESS")).forEach(line -> problems.add(line + " is not 0..1"));
        if (ending.made() != null) {
            checkMade(ending.made());
        } else if (ending.thrown() != null) {
            checkThrown(ending.thrown());
        }
    }

    private void checkMade(Generated made) {
        if (!fixture.expectsPicture()) {
            problems.add("a picture came back instead of " + fixture.out());
            return;
        }
        var picture = fixture.expected("picture");
        compare(
                "picture.format",
                picture.path("format"),
                made.picture().format().name());
        compare("picture.width", picture.path("width"), made.picture().size().width());
        compare("picture.height", picture.path("height"), made.picture().size().height());
        compare(
                "seed",
                fixture.expected("seed"),
                made.seed().isPresent() ? made.seed().getAsLong() : null);
        compare(
                "cost_microdollars",
                fixture.expected("cost_microdollars"),
                made.cost() == null ? null : made.cost().micros());
        compare("model", fixture.expected("model"), made.model());
        made.notes().forEach(note -> said.add(note.toString()));
        if (fixture.out().has("notes")) {
            checkNotes(made.notes().stream().map(Object::toString).toList());
        }
    }

    private void checkNotes(List<String> notes) {
        var wanted = new ArrayList<String>();
        fixture.out().path("notes").forEach(note -> wanted.add(note.asString()));
        boolean same = wanted.size() == notes.size();
        for (int i = 0; same && i < wanted.size(); i++) {
            same = WireMatch.glob(wanted.get(i), "*", notes.get(i));
        }
        if (!same) {
            problems.add("notes are " + notes + " instead of " + wanted);
        }
    }

    private void checkThrown(Throwable thrown) {
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        said.add(trace.toString());
        if (!(thrown instanceof GatewayException gateway)) {
            problems.add("it threw " + trace);
            return;
        }
        if (fixture.expectsPicture()) {
            problems.add("it failed instead of drawing: " + trace);
            return;
        }
        var failure = gateway.failure();
        compare("failure", fixture.expected("failure"), failure.getClass().getSimpleName());
        if (!failure.message().contains(fixture.expected("what").asString(""))) {
            problems.add("the message is '" + failure.message() + "', without '"
                    + fixture.expected("what").asString() + "'");
        }
        if (failure instanceof fluxbridge.failure.Failure.FromProvider from) {
            compare("next_may_help", fixture.expected("next_may_help"), from.nextMayHelp());
            compare("may_be_billed", fixture.expected("may_be_billed"), from.mayBeBilled());
            compare("provider", fixture.expected("provider"), from.provider().value());
        }
        checkDetails(failure);
    }

    private void checkDetails(fluxbridge.failure.Failure failure) {
        switch (failure) {
            case fluxbridge.failure.Failure.RateLimited limited ->
                compare("retry_after_seconds", fixture.expected("retry_after_seconds"), seconds(limited.retryAfter()));
            case fluxbridge.failure.Failure.OutOfCredit empty ->
                compare("retry_after_seconds", fixture.expected("retry_after_seconds"), seconds(empty.retryAfter()));
            case fluxbridge.failure.Failure.RefusedBySafety refused -> {
                var billed = refused.billed();
                compare(
                        "billed_microdollars",
                        fixture.expected("billed_microdollars"),
                        billed == null ? null : billed.micros());
            }
            default -> {}
        }
    }

    private static @Nullable Long seconds(@Nullable Duration duration) {
        return duration == null ? null : Math.round(duration.toMillis() / 1000.0);
    }

    private void compare(String what, JsonNode expected, @Nullable Object actual) {
        boolean same = expected.isMissingNode()
                || (expected.isNull() ? actual == null : expected.asString().equals(String.valueOf(actual)));
        if (!same) {
            problems.add(what + " is " + actual + " instead of " + expected);
        }
    }

    private void checkCount(FixtureServer server) {
        int wanted = fixture.expected("requests").asInt(server.requests().size());
        if (server.requests().size() != wanted) {
            problems.add(
                    server.requests().size() + " requests were made instead of " + wanted + ": " + server.requests());
        }
    }

    private void checkSecrets(SettingValues values) {
        for (var setting : spec.settings()) {
            var secret = values.secret(setting);
            if (setting.isSecret() && secret.isPresent()) {
                said.stream()
                        .filter(line -> line.contains(secret.reveal()))
                        .forEach(line -> problems.add(setting.name() + " is told: " + line));
            }
        }
    }

    private static PictureRequest request(JsonNode in) {
        var size = new Size(in.path("width").asInt(512), in.path("height").asInt(512));
        var loras = new ArrayList<AppliedLora>();
        in.path("loras").forEach(lora -> loras.add(lora(lora)));
        return new PictureRequest(
                new Prompt(in.path("prompt").asString(), in.path("negative").asString("")),
                loras,
                size,
                in.path("seed").asLong(7),
                in.has("steps") ? OptionalInt.of(in.path("steps").asInt()) : OptionalInt.empty(),
                in.has("guidance") ? OptionalDouble.of(in.path("guidance").asDouble()) : OptionalDouble.empty(),
                in.has("sampler") ? in.path("sampler").asString() : null,
                in.has("model") ? in.path("model").asString() : null,
                mode(in, size));
    }

    private static Mode mode(JsonNode in, Size size) {
        double strength = in.path("strength").asDouble(0.75);
        var init = new Picture(SamplePictures.png(size.width(), size.height()), PictureFormat.PNG, size);
        return switch (in.path("mode").asString("txt2img")) {
            case "txt2img" -> Mode.TXT2IMG;
            case "img2img" -> new Mode.Img2Img(init, strength);
            case "inpaint" ->
                new Mode.Inpaint(
                        init,
                        new Picture(SamplePictures.mask(size.width(), size.height()), PictureFormat.PNG, size),
                        strength);
            default -> throw new IllegalStateException("mode is txt2img, img2img or inpaint");
        };
    }

    private static AppliedLora lora(JsonNode in) {
        var id = in.path("id").asString();
        var lora = new Lora(
                id,
                in.path("name").asString(id),
                in.path("url").asString(""),
                1,
                1,
                LoraCategory.CHARACTER,
                List.of(),
                List.of(),
                "",
                "",
                "",
                "",
                false,
                List.of(),
                "",
                "",
                LoraSubject.FICTIONAL_ADULT,
                LoraRating.GENERAL);
        return new AppliedLora(lora, in.path("weight").asDouble(1), "keyword '" + id + "'");
    }
}
