package fluxbridge.config;

/**
 * How a provider is chosen for a request that names none.
 *
 * @param adaptive by what each promises at the moment; otherwise in the owner's order
 * @param preference {@code balanced}, {@code cheap}, {@code fast} or {@code faithful}, unless a request says otherwise
 * @param hedging whether a second provider may be asked beside one that takes unusually long
 */
public record RoutingSettings(boolean adaptive, String preference, boolean hedging) {}
