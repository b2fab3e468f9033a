package fluxbridge.route;

import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.OutOfCredit;

/** Hears whether providers have credit. It is told in the middle of requests, so it neither waits nor fails. */
public interface CreditWatch {

    /** Nobody listens. */
    CreditWatch NONE = new CreditWatch() {
        @Override
        public void outOfCredit(OutOfCredit failure) {
            // nobody listens
        }

        @Override
        public void drew(ProviderId provider) {
            // nobody listens
        }
    };

    /** A provider's account has nothing left. */
    void outOfCredit(OutOfCredit failure);

    /** A provider drew a picture, so it has credit. */
    void drew(ProviderId provider);
}
