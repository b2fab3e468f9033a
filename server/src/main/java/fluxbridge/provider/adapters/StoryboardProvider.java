package fluxbridge.provider.adapters;

import fluxbridge.domain.Money;
import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.Call;
import fluxbridge.provider.Capabilities;
import fluxbridge.provider.Generated;
import fluxbridge.provider.Provider;
import fluxbridge.provider.ProviderSpec;
import fluxbridge.provider.SizeGrid;
import fluxbridge.storyboard.Storyboard;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Storyboard: draws a sketch of the request itself, offline and free, so that everything can be tried before a key is bought. */
public final class StoryboardProvider implements Provider {

    public static final ProviderId ID = new ProviderId("storyboard");

    private static final String MODEL = "storyboard";

    public static final ProviderSpec SPEC = new ProviderSpec(
            ID,
            "Storyboard (offline sketch)",
            List.of(),
            _ -> Optional.empty(),
            _ -> List.of(MODEL),
            true,
            (_, tools) -> new StoryboardProvider(tools.clock()));

    private static final Capabilities CAPABILITIES = new Capabilities(
            64,
            _ -> true,
            new SizeGrid(64, 2048, 1),
            100_000,
            true,
            true,
            true,
            true,
            Set.of(PictureFormat.PNG),
            true,
            true,
            true);

    private static final Note SKETCH = new Note("Sketch", "drawn offline by the storyboard, no provider was asked");

    private final InstantSource clock;

    public StoryboardProvider(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Generated generate(PictureRequest request, Call call) {
        if (!clock.instant().isBefore(call.deadline())) {
            throw new GatewayException(
                    new Failure.Unavailable(ID, "no time was left to draw before the request's deadline"));
        }
        call.progress().report(0, "drawing");
        Picture picture = draw(request);
        call.progress().report(1, "drawn");
        return new Generated(picture, OptionalLong.of(request.seed()), Money.ZERO, MODEL, List.of(SKETCH));
    }

    private static Picture draw(PictureRequest request) {
        try {
            return Storyboard.draw(request);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new GatewayException(new Failure.Cancelled("interrupted while the storyboard was drawing"));
        } catch (IOException e) {
            throw new GatewayException(
                    new Failure.RejectedByProvider(
                            ID,
                            "the init image or mask cannot be decoded (" + e.getMessage()
                                    + "); send a PNG, JPEG or WebP"),
                    e);
        }
    }
}
