package fluxbridge.access;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that the bridge goes by. A page of another site can have its own name point to this machine (DNS rebinding); the browser then takes
 * the bridge for that site, and only the {@code Host} header gives it away.
 */
public final class KnownHosts {

    private final Set<String> names = new HashSet<>();
    private final boolean any;

    /** @param names beside those of loopback; {@code *} for any */
    public KnownHosts(Collection<String> names) {
        names.forEach(name -> this.names.add(name.toLowerCase(Locale.ROOT)));
        this.any = this.names.contains("*");
    }

    /** @param header the {@code Host} header; browsers always send one, so none is fine */
    public boolean isKnown(@Nullable String header) {
        if (any || header == null || header.isBlank()) {
            return true;
        }
        var host = withoutPort(header.strip().toLowerCase(Locale.ROOT));
        return names.contains(host) || isLoopback(host);
    }

    private static String withoutPort(String header) {
        if (header.startsWith("[")) {
            int end = header.indexOf(']');
            return end < 0 ? header : header.substring(1, end);
        }
        int colon = header.lastIndexOf(':');
        return colon < 0 ? header : header.substring(0, colon);
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
