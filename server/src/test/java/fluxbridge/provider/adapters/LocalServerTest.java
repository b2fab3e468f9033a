package fluxbridge.provider.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.LoraRating;
import fluxbridge.domain.LoraSubject;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Money;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.SettingValues;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import fluxbridge.image.SamplePictures;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Call;
import fluxbridge.provider.Generated;
import fluxbridge.provider.OutboundGuard;
import fluxbridge.provider.Progress;
import fluxbridge.provider.ProviderHttp;
import fluxbridge.provider.Sleeper;
import fluxbridge.provider.Toolbox;
import fluxlab.Lab;
import fluxlab.picture.LoraTrace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The local provider against the lab's A1111 server: what only shows while something is running. */
@Timeout(60)
final class LocalServerTest {

    private static final Size SIZE = new Size(256, 256);
    private static final Sleeper SHORT = _ -> {
        LockSupport.parkNanos(20_000_000);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    };

    private final Lab lab = Lab.start(0);
    private final ProviderHttp http = http(true);

    @AfterEach
    void close() {
        http.close();
        lab.close();
    }

    @Test
    void how_far_the_server_is_is_heard_while_it_draws() {
        lab.account("a1111").turn(knobs -> knobs.withLatency(1));
        var heard = new ConcurrentLinkedQueue<String>();

        var made = provider(http, Map.of()).generate(request(Mode.TXT2IMG), call((part, what) -> heard.add(what)));

        assertThat(made.picture().size()).isEqualTo(SIZE);
        assertThat(made.cost()).isEqualTo(Money.ZERO);
        assertThat(made.seed()).hasValue(7);
        assertThat(heard).anyMatch(what -> what.matches("step \\d+ of 20"));
    }

    @Test
    void a_cancelled_picture_is_interrupted_at_the_server_and_the_next_one_is_not() throws Exception {
        lab.account("a1111").turn(knobs -> knobs.withLatency(600));
        var provider = provider(http, Map.of("A1111_UPSTREAM_PROGRESS", "off"));
        var ending = new CompletableFuture<Failure>();
        var drawing = Thread.ofVirtual()
                .start(() -> ending.complete(failure(() -> provider.generate(request(Mode.TXT2IMG), call()))));
        while (lab.journal().stats("a1111").running() == 0) {
            LockSupport.parkNanos(5_000_000);
        }
        lab.account("a1111").turn(knobs -> knobs.withLatency(0.05));

        drawing.interrupt();

        assertThat(ending.get()).isInstanceOf(Failure.Cancelled.class);
        assertThat(provider.generate(request(Mode.TXT2IMG), call()).picture().size())
                .isEqualTo(SIZE);
        assertThat(lab.journal().entries("a1111"))
                .anyMatch(entry -> entry.calls().contains("interrupt"));
    }

    @Test
    void the_server_gets_one_picture_at_a_time() throws Exception {
        var provider = provider(http, Map.of("A1111_UPSTREAM_PROGRESS", "off"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                var _ = threads.submit(() -> provider.generate(request(Mode.TXT2IMG), call()));
            }
        }

        assertThat(lab.journal().stats("a1111").submits()).isEqualTo(4);
        assertThat(lab.journal().stats("a1111").maxInFlight()).isEqualTo(1);
    }

    @Test
    void loras_leave_their_trace_by_tag_and_by_array() throws IOException {
        var byTag = provider(http, Map.of()).generate(request(Mode.TXT2IMG, "mira", "kael"), call());
        var byArray = provider(
                        http, Map.of("A1111_UPSTREAM_LORAS", "array", "A1111_UPSTREAM_URL", lab.uri() + "/a1111/sdcpp"))
                .generate(request(Mode.TXT2IMG, "mira", "nobody"), call());

        assertThat(LoraTrace.share(image(byTag), "mira")).isGreaterThan(0.15);
        assertThat(LoraTrace.share(image(byTag), "kael")).isGreaterThan(0.15);
        assertThat(LoraTrace.share(image(byArray), "mira")).isGreaterThan(0.3);
        assertThat(byArray.notes())
                .extracting(Object::toString)
                .containsExactly("Dropped LoRAs: nobody (the local server has no such file)");
    }

    @Test
    void a_mask_keeps_what_is_black() throws IOException {
        var init = new Picture(SamplePictures.png(256, 256), PictureFormat.PNG, SIZE);
        var mask = new Picture(SamplePictures.mask(256, 256), PictureFormat.PNG, SIZE);

        var made = provider(http, Map.of()).generate(request(new Mode.Inpaint(init, mask, 0.9), "mira"), call());

        var before = ImageIO.read(new ByteArrayInputStream(init.bytes()));
        assertThat(image(made).getRGB(10, 10)).isEqualTo(before.getRGB(10, 10));
        assertThat(LoraTrace.share(image(made), "mira", ImageIO.read(new ByteArrayInputStream(mask.bytes()))))
                .isGreaterThan(0.3);
    }

    @Test
    void a_private_address_that_is_not_allowed_says_what_to_set() {
        try (var strict = http(false)) {
            var failure = failure(() -> provider(strict, Map.of()).generate(request(Mode.TXT2IMG), call()));

            assertThat(failure).isInstanceOf(Failure.Unavailable.class);
            assertThat(failure.message()).contains("BRIDGE_ALLOW_PRIVATE_UPSTREAMS=true");
        }
    }

    private LocalProvider provider(ProviderHttp through, Map<String, String> settings) {
        var given = new java.util.TreeMap<>(Map.of(
                "A1111_UPSTREAM_URL", lab.uri() + "/a1111", "A1111_UPSTREAM_AUTH", fluxlab.a1111.A1111Simulator.AUTH));
        given.putAll(settings);
        var tools = new Toolbox(through, InstantSource.system(), SHORT, () -> "id", Path.of("unused"));
        return new LocalProvider(new SettingValues(given), tools);
    }

    private static ProviderHttp http(boolean allowPrivate) {
        return new ProviderHttp(
                new OutboundGuard(allowPrivate),
                InstantSource.system(),
                SHORT,
                new PictureReader(PictureLimits.STANDARD));
    }

    private static Call call() {
        return call(Progress.NONE);
    }

    private static Call call(Progress progress) {
        return new Call("id", InstantSource.system().instant().plusSeconds(30), progress, BodyPermit.UNLIMITED);
    }

    private static Failure failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        return catchThrowableOfType(GatewayException.class, action).failure();
    }

    private static BufferedImage image(Generated made) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(made.picture().bytes()));
    }

    private static PictureRequest request(Mode mode, String... loras) {
        return new PictureRequest(
                new Prompt("a red fox", ""),
                List.of(loras).stream().map(LocalServerTest::lora).toList(),
                SIZE,
                7,
                OptionalInt.empty(),
                OptionalDouble.empty(),
                null,
                null,
                mode);
    }

    private static AppliedLora lora(String id) {
        var lora = new Lora(
                id,
                id,
                "https://example.com/loras/" + id + ".safetensors",
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
        return new AppliedLora(lora, 1, "tag");
    }
}
