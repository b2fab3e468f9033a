package fluxbridge.provider;

/** Hears how far a picture is. */
@FunctionalInterface
public interface Progress {

    Progress NONE = (_, _) -> {};

    /**
     * @param fraction 0..1
     * @param what such as {@code queued, 3 ahead} or {@code drawing}
     */
    void report(double fraction, String what);
}
