package fluxbridge.provider;

/** The one way of speaking HTTP to a provider. */
public final class ProviderHttp {}
