package fluxbridge.config;

import java.time.Duration;
import java.util.List;

/**
 * Where and how the bridge listens.
 *
 * @param host an address or a host name of this machine
 * @param port 0..65535; 0 takes any free one
 * @param maxBodyBytes longest request body that is read
 * @param corsOrigins exact origins in lower case, or the one entry {@code *}; empty for none
 * @param drain how long requests in flight get to finish on stop
 */
public record ServerSettings(String host, int port, long maxBodyBytes, List<String> corsOrigins, Duration drain) {

    public ServerSettings {
        corsOrigins = List.copyOf(corsOrigins);
    }
}
