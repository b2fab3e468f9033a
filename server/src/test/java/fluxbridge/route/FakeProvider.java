package fluxbridge.route;

import fluxbridge.config.RoutingSettings.Hedging;
import fluxbridge.domain.Lora;
import fluxbridge.domain.Money;
import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.Call;
import fluxbridge.provider.Capabilities;
import fluxbridge.provider.Generated;
import fluxbridge.provider.Provider;
import fluxbridge.provider.SizeGrid;
import fluxbridge.route.health.Health;
import fluxbridge.route.health.RetryBudget;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.imageio.ImageIO;

/** A provider that does what a test tells it, and remembers what it was asked. */
public final class FakeProvider implements Provider {

    /** What it does with a request. */
    @FunctionalInterface
    public interface Work {
        Generated draw(PictureRequest request, Call call) throws InterruptedException;
    }

    public static final Money COST = new Money(3800);

    private final ProviderId id;
    private final Capabilities capabilities;
    private final Work work;
    private final List<PictureRequest> asked = new CopyOnWriteArrayList<>();

    private FakeProvider(String id, Capabilities capabilities, Work work) {
        this.id = new ProviderId(id);
        this.capabilities = capabilities;
        this.work = work;
    }

    /** One that draws anything with any LoRA. */
    public static FakeProvider drawing(String id) {
        return doing(id, (request, _) -> drawn(request.size(), request.seed()));
    }

    public static FakeProvider doing(String id, Work work) {
        return new FakeProvider(id, can(64, _ -> true, new SizeGrid(8, 4096, 8), 3000, true, false), work);
    }

    public static FakeProvider failing(String id, Failure failure) {
        return doing(id, (_, _) -> {
            throw new GatewayException(failure);
        });
    }

    public FakeProvider with(Capabilities other) {
        return new FakeProvider(id.value(), other, work);
    }

    public FakeProvider free() {
        return with(can(64, _ -> true, new SizeGrid(8, 4096, 8), 3000, true, true));
    }

    public static Capabilities can(
            int maxLoras, Predicate<Lora> usable, SizeGrid grid, int maxPrompt, boolean negative, boolean free) {
        return new Capabilities(
                maxLoras,
                usable,
                grid,
                maxPrompt,
                negative,
                true,
                false,
                false,
                Set.of(PictureFormat.PNG),
                false,
                true,
                free);
    }

    public static Generated drawn(Size size, long seed) {
        return new Generated(
                png(size), OptionalLong.of(seed), COST, "fake-model", List.of(new Note("Drawn", "by a fake")));
    }

    /** A plain picture. */
    public static Picture png(Size size) {
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB), "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Picture(out.toByteArray(), PictureFormat.PNG, size);
    }

    /** Courses that wait in real time. */
    public static Courses courses(InstantSource clock) {
        return new Courses(new Health(clock), new RetryBudget(clock.instant()), Thread::sleep, Hedging.AUTO);
    }

    public List<PictureRequest> asked() {
        return List.copyOf(asked);
    }

    @Override
    public ProviderId id() {
        return id;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Generated generate(PictureRequest request, Call call) {
        asked.add(request);
        try {
            return work.draw(request, call);
        } catch (InterruptedException e) {
            throw new GatewayException(new Failure.Cancelled("interrupted"), e);
        }
    }
}
