package fluxbridge.generate;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.access.FairQueue;
import fluxbridge.cache.Once;
import fluxbridge.domain.Caller;
import fluxbridge.domain.ImageRequest;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.SceneContext;
import fluxbridge.domain.SceneContext.CharacterPrompt;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure.CoolingDown;
import fluxbridge.failure.Failure.RefusedByPolicy;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.Fit;
import fluxbridge.image.PictureCodec;
import fluxbridge.lora.DictionaryFile;
import fluxbridge.metrics.Metrics;
import fluxbridge.policy.PolicyGate;
import fluxbridge.prompt.PromptBuilder;
import fluxbridge.route.CreditWatch;
import fluxbridge.route.FakeProvider;
import fluxbridge.route.Fallback;
import fluxbridge.route.Preference;
import fluxbridge.route.Router;
import fluxbridge.route.Spending;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** A refused request reaches no provider, leaves nothing held, and is written down. */
class RefusedRequestTest {

    private static final List<String> MINORS = List.of("child", "17 years old", "дети", "子供", "미성년", "niñas");
    private static final List<String> SEXUAL = List.of("nude", "erotisch", "erotique", "裸体", "эротика", "desnuda");
    private static final List<String> PLACES = List.of("prompt", "negative", "character", "name", "both");

    private final Metrics metrics = new Metrics();
    private final Jobs jobs =
            new Jobs(InstantSource.system(), () -> UUID.randomUUID().toString(), Duration.ofMillis(100), metrics);
    private final PictureMemory memory = new PictureMemory(100);
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final PolicyGate policy = new PolicyGate(
            (caller, rule, provider, _) -> written.add(caller + " " + rule + " " + provider),
            () -> Instant.EPOCH,
            _ -> {});

    @Property(tries = 150)
    void no_provider_is_asked_and_nothing_stays_held(
            @ForAll @IntRange(max = 5) int minor,
            @ForAll @IntRange(max = 5) int sexual,
            @ForAll @IntRange(max = 4) int place,
            @ForAll @IntRange(min = 1, max = 8) int count) {
        var provider = FakeProvider.drawing("a");
        var asked = asked(MINORS.get(minor), SEXUAL.get(sexual), PLACES.get(place), count);
        var caller = new Caller(UUID.randomUUID().toString());

        assertThat(failureOf(() -> generate(provider, caller, asked))).isInstanceOf(RefusedByPolicy.class);

        assertThat(provider.asked()).isEmpty();
        assertThat(jobs.count()).isZero();
        assertThat(memory.free()).isEqualTo(100);
        assertThat(written).contains(caller + " sexual-minor ");
    }

    @Property(tries = 1)
    void a_caller_who_is_refused_again_and_again_has_to_wait_for_harmless_pictures_too() {
        var provider = FakeProvider.drawing("a");
        var mira = new Caller("mira");
        for (int i = 0; i < 3; i++) {
            failureOf(() -> generate(provider, mira, asked("child", "nude", "prompt", 1)));
        }

        var boat = asked("a boat", "", "prompt", 1);
        assertThat(failureOf(() -> generate(provider, mira, boat))).isEqualTo(new CoolingDown(Duration.ofSeconds(30)));
        generate(provider, new Caller("kael"), boat);
        assertThat(provider.asked()).hasSize(1);
    }

    @Property(tries = 1)
    void what_a_provider_declines_is_written_down_too() {
        var provider = FakeProvider.failing("a", new RefusedBySafety(new ProviderId("a"), "declined", null));

        failureOf(() -> generate(provider, new Caller("mira"), asked("a boat", "", "prompt", 1)));

        assertThat(written).containsExactly("mira provider-safety a");
        assertThat(memory.free()).isEqualTo(100);
    }

    private static @Nullable Object failureOf(Runnable work) {
        try {
            work.run();
            return null;
        } catch (GatewayException e) {
            return e.failure();
        }
    }

    private final FairQueue queue = new FairQueue(0, 100, _ -> java.util.Optional.empty(), InstantSource.system());

    private void generate(FakeProvider provider, Caller caller, ImageRequest asked) {
        var generator = new Generator(
                policy,
                DictionaryFile.sample(),
                new PromptBuilder(PromptBuilder.DEFAULT_CAPS),
                new Router(List.of(provider), List.of(provider)),
                _ -> Preference.BALANCED,
                Spending.UNBOOKED,
                new Fallback(
                        Duration.ofSeconds(150),
                        InstantSource.system(),
                        () -> UUID.randomUUID().toString(),
                        new Fit(new PictureCodec(new Semaphore(1))),
                        FakeProvider.courses(InstantSource.system()),
                        Spending.UNBOOKED,
                        metrics,
                        CreditWatch.NONE),
                Once.never(),
                jobs,
                new Durations(),
                memory,
                queue,
                metrics,
                Duration.ofSeconds(60),
                2,
                InstantSource.system(),
                () -> 4242);
        generator.generate(caller, asked, null, ClientConnection.STAYS, _ -> {}).close();
    }

    private static ImageRequest asked(String minor, String sexual, String place, int count) {
        var both = minor + ", " + sexual;
        var scene = switch (place) {
            case "character" -> new SceneContext(List.of(), Map.of("Mira", new CharacterPrompt(minor, "")), List.of());
            case "name" -> new SceneContext(List.of(minor), Map.of(), List.of());
            default -> SceneContext.NONE;
        };
        var prompt = switch (place) {
            case "negative" -> new Prompt("a boat", both);
            case "character", "name" -> new Prompt(sexual, "");
            default -> new Prompt(both, "");
        };
        return new ImageRequest(
                prompt,
                new Size(64, 64),
                OptionalLong.of(7),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                null,
                null,
                null,
                count,
                true,
                Mode.TXT2IMG,
                scene,
                new ArrayList<>());
    }
}
