package fluxbridge.provider.adapters;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/**
 * The hosts that a key may be sent to, for vendors whose answers name the address to ask next.
 *
 * @param endpoint the address the operator configured; its scheme, host and port are trusted
 * @param documented hosts of the vendor's own API, trusted over https on the usual port
 */
record TrustedHosts(URI endpoint, Set<String> documented) {

    TrustedHosts {
        documented = Set.copyOf(documented);
    }

    /** The address, when the key may go there; empty when it is missing, no URL, or elsewhere. */
    Optional<URI> accept(String address) {
        try {
            var uri = new URI(address);
            return isTrusted(uri) ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private boolean isTrusted(URI uri) {
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            return false;
        }
        boolean same = uri.getScheme().equalsIgnoreCase(endpoint.getScheme())
                && uri.getHost().equalsIgnoreCase(endpoint.getHost())
                && uri.getPort() == endpoint.getPort();
        return same || ("https".equalsIgnoreCase(uri.getScheme()) && documented.contains(uri.getAuthority()));
    }
}
