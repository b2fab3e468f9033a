package fluxbridge.config;

/**
 * How a provider is chosen for a request that names none.
 *
 * @param adaptive by what each promises at the moment; otherwise in the owner's order
 * @param preference {@code balanced}, {@code cheap}, {@code fast} or {@code faithful}, unless a request says otherwise
 * @param hedging who may be asked beside a provider that takes unusually long
 */
public record RoutingSettings(boolean adaptive, String preference, Hedging hedging) {

    /** Who may be asked for a picture that another provider is drawing already. */
    public enum Hedging {
        /** Nobody. */
        OFF,
        /** Providers that cost nothing, so that no picture is paid for twice. */
        FREE,
        /** Whoever is worth the price. */
        AUTO
    }
}
