package fluxbridge.provider.adapters;

import fluxbridge.provider.ProviderContract;

final class RunwareProviderTest extends ProviderContract {
    RunwareProviderTest() {
        super(RunwareProvider.SPEC);
    }
}
