package fluxbridge.provider.adapters;

import fluxbridge.provider.ProviderContract;

final class WavespeedProviderTest extends ProviderContract {
    WavespeedProviderTest() {
        super(WavespeedProvider.SPEC);
    }
}
