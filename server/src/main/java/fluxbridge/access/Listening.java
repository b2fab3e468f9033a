package fluxbridge.access;

import fluxbridge.config.BadSettingsException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Refuses to listen where others could ask, as long as nobody would be let in. */
public final class Listening {

    private final Tokens tokens;

    public Listening(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * To be asked before the bridge listens.
     *
     * @param host an address or a host name
     * @throws BadSettingsException beyond loopback without a good token, with the command that makes one; and for a name that nobody knows
     */
    public void check(String host) {
        if (!isLoopback(host) && !tokens.isAnyGood()) {
            throw new BadSettingsException(List.of("BRIDGE_HOST=" + host
                    + " listens beyond this machine, and there is no access token that is good: make one with"
                    + " ./bridge tokens create NAME and start again, or leave BRIDGE_HOST out for 127.0.0.1"));
        }
    }

    private static boolean isLoopback(String host) {
        try {
            for (var address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException _) {
            throw new BadSettingsException(List.of("BRIDGE_HOST must be an address of this machine, was '" + host
                    + "', which nobody knows; 127.0.0.1 is for this machine alone, 0.0.0.0 for every network"));
        }
    }
}
