package fluxbridge.provider;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides whether the bridge may connect somewhere. Names are resolved once and what was checked is what is dialled, so a name that changes
 * its address between check and use gains nothing.
 *
 * @param allowPrivate true lets loopback, private networks, plain http and any port through: for local servers and tests
 */
public record OutboundGuard(boolean allowPrivate) {

    private static final String WAY_OUT = "; set BRIDGE_ALLOW_PRIVATE_UPSTREAMS=true if that is a server of yours";

    /** Why a URL must not be fetched, judging by its text alone; empty when it may be tried. */
    public Optional<String> objectionTo(URI uri) {
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            return Optional.of("it has no host");
        }
        if (uri.getRawUserInfo() != null) {
            return Optional.of("it carries a user name");
        }
        if (allowPrivate && scheme.equals("http")) {
            return Optional.empty();
        }
        if (!scheme.equals("https")) {
            return Optional.of("it is not https" + WAY_OUT);
        }
        if (!allowPrivate && uri.getPort() != -1 && uri.getPort() != 443) {
            return Optional.of("port " + uri.getPort() + " is not 443" + WAY_OUT);
        }
        return Optional.empty();
    }

    /**
     * The addresses of a host that may be dialled.
     *
     * @throws UnknownHostException when the name does not resolve
     * @throws ForbiddenAddressException when one of its addresses is not a global one
     */
    public List<InetSocketAddress> resolve(String host, int port)
            throws UnknownHostException, ForbiddenAddressException {
        var bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        var addresses = InetAddress.getAllByName(bare);
        for (var address : addresses) {
            if (!allowPrivate && !isGlobal(address)) {
                throw new ForbiddenAddressException(
                        host + " is at " + address.getHostAddress() + ", which is not a public address" + WAY_OUT);
            }
        }
        return Arrays.stream(addresses)
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    /** True for addresses of the public internet. */
    static boolean isGlobal(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return switch (address) {
            case Inet4Address four -> isGlobalV4(four.getAddress());
            case Inet6Address six -> isGlobalV6(six.getAddress());
            default -> false;
        };
    }

    private static boolean isGlobalV4(byte[] raw) {
        int a = raw[0] & 0xff;
        int b = raw[1] & 0xff;
        int c = raw[2] & 0xff;
        boolean special = a == 0
                || a == 10
                || a == 127
                || (a == 100 && b >= 64 && b < 128)
                || (a == 169 && b == 254)
                || (a == 172 && b >= 16 && b < 32)
                || (a == 192 && b == 168)
                || (a == 192 && b == 0 && (c == 0 || c == 2))
                || (a == 192 && b == 88 && c == 99)
                || (a == 198 && (b == 18 || b == 19))
                || (a == 198 && b == 51 && c == 100)
                || (a == 203 && b == 0 && c == 113)
                || a >= 224;
        return !special;
    }

    /** Only 2000::/3 is global unicast; within it documentation, Teredo and 6to4 (which may wrap a private IPv4 address) are not. */
    private static boolean isGlobalV6(byte[] raw) {
        int first = ((raw[0] & 0xff) << 8) | (raw[1] & 0xff);
        int second = ((raw[2] & 0xff) << 8) | (raw[3] & 0xff);
        if ((first & 0xe000) != 0x2000) {
            return false;
        }
        boolean special = (first == 0x2001 && second < 0x0200)
                || (first == 0x2001 && second == 0x0db8)
                || first == 0x2002
                || (first & 0xfff0) == 0x3ff0;
        return !special;
    }

    /** A host resolves to an address that the bridge does not dial. */
    public static final class ForbiddenAddressException extends Exception {
        private static final long serialVersionUID = 1L;

        ForbiddenAddressException(String message) {
            super(message);
        }
    }
}
