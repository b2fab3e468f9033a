package fluxbridge.provider.adapters;

import fluxbridge.provider.ProviderContract;

final class FalProviderTest extends ProviderContract {
    FalProviderTest() {
        super(FalProvider.SPEC);
    }
}
