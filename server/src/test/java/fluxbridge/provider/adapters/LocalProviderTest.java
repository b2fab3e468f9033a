package fluxbridge.provider.adapters;

import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.provider.ProviderContract;
import java.util.Set;

final class LocalProviderTest extends ProviderContract {
    LocalProviderTest() {
        super(LocalProvider.SPEC);
    }

    /** It takes no money, checks nothing, and a picture that is lost there costs nothing. */
    @Override
    protected Set<Class<? extends FromProvider>> never() {
        return Set.of(OutOfCredit.class, RefusedBySafety.class, UnknownOutcome.class);
    }
}
