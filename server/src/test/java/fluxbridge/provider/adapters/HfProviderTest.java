package fluxbridge.provider.adapters;

import fluxbridge.provider.ProviderContract;

final class HfProviderTest extends ProviderContract {
    HfProviderTest() {
        super(HfProvider.SPEC);
    }
}
