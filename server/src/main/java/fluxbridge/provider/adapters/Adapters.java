package fluxbridge.provider.adapters;

import fluxbridge.provider.ProviderSpec;
import java.util.List;

/** Every adapter, in the order in which providers are asked unless the owner says otherwise. To add a provider, add a line. */
public final class Adapters {

    public static final List<ProviderSpec> ALL = List.of(
            RunwareProvider.SPEC,
            HfProvider.SPEC,
            WavespeedProvider.SPEC,
            FalProvider.SPEC,
            TogetherProvider.SPEC,
            PixelDojoProvider.SPEC,
            LocalProvider.SPEC,
            StoryboardProvider.SPEC);

    private Adapters() {}
}
