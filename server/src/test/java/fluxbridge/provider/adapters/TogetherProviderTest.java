package fluxbridge.provider.adapters;

import fluxbridge.provider.ProviderContract;

final class TogetherProviderTest extends ProviderContract {
    TogetherProviderTest() {
        super(TogetherProvider.SPEC);
    }
}
