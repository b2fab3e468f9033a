package fluxbridge.provider;

import fluxbridge.domain.ProviderId;

/** Hears how far a picture is. */
@FunctionalInterface
public interface Progress {

    Progress NONE = (_, _) -> {};

    /**
     * @param fraction 0..1
     * @param what such as {@code queued, 3 ahead} or {@code drawing}
     */
    void report(double fraction, String what);

    /** A provider is about to be asked for the picture, the first or, after a failure, the next. */
    default void asking(ProviderId provider, boolean free) {
        report(0, "asking " + provider);
    }
}
