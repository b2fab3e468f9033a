package fluxbridge.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Cuts connections whose request line and headers do not end. The idle timeout alone does not: each byte begins it anew, so a client that sends
 * one now and then would hold a connection for ever.
 */
public final class SlowHeaders implements Connection.Listener {

    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final Duration longest;
    private final InstantSource clock;
    private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
    private final Map<HttpConnection, Instant> begun = new ConcurrentHashMap<>();

    public SlowHeaders(InstantSource clock) {
        this(LONGEST, clock);
    }

    /** @param longest from the first byte that {@link #cut} sees to the end of the headers */
    SlowHeaders(Duration longest, InstantSource clock) {
        this.longest = longest;
        this.clock = clock;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof HttpConnection http) {
            open.add(http);
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection instanceof HttpConnection http) {
            open.remove(http);
            begun.remove(http);
        }
    }

    /** Looks at every connection; to be called every second. */
    public void cut() {
        var now = clock.instant();
        for (var connection : open) {
            var parser = connection.getParser();
            if (parser.isStart() || !parser.inHeaderState()) {
                begun.remove(connection);
            } else if (Duration.between(begun.computeIfAbsent(connection, _ -> now), now)
                            .compareTo(longest)
                    >= 0) {
                begun.remove(connection);
                connection.getEndPoint().close();
            }
        }
    }

    /** Connections whose headers have begun and not ended. */
    int watched() {
        return begun.size();
    }
}
