package fluxbridge.access;

import fluxbridge.domain.AddressRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a request comes from. {@code X-Forwarded-For} is read from its end, and only as far as proxies of {@code TRUSTED_PROXIES} wrote it:
 * what stands further left was sent by the client, who may write there what he likes.
 */
public final class ClientAddress {

    private static final int MOST_HOPS = 50;

    private final List<AddressRange> trusted;

    public ClientAddress(List<AddressRange> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /**
     * The client's address.
     *
     * @param peer the other end of the connection
     * @param forwardedFor values of the header, in their order
     */
    public InetAddress of(InetAddress peer, List<String> forwardedFor) {
        var address = peer;
        if (!isTrusted(peer)) {
            return address;
        }
        var hops = hops(forwardedFor);
        for (int i = hops.size() - 1; i >= Math.max(0, hops.size() - MOST_HOPS); i--) {
            var hop = parse(hops.get(i));
            if (hop.isEmpty()) {
                return address;
            }
            address = hop.get();
            if (!isTrusted(address)) {
                return address;
            }
        }
        return address;
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    private static List<String> hops(List<String> forwardedFor) {
        var hops = new ArrayList<String>();
        for (var header : forwardedFor) {
            for (var hop : header.split(",", -1)) {
                hops.add(hop.strip());
            }
        }
        return hops;
    }

    /** An address, with or without a port. */
    private static Optional<InetAddress> parse(String hop) {
        var text = hop;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            text = end < 0 ? "" : text.substring(1, end);
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            text = text.substring(0, text.indexOf(':'));
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
