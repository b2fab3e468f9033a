package fluxlab.http;

import fluxlab.journal.Journal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one provider. A pattern is a path whose segments may be {@code {name}}; a last segment {@code {name...}}
 * takes the rest of the path. The first route that fits wins.
 */
public final class Router {

    private final String provider;
    private final Problems problems;
    private final Journal journal;
    private final List<Route> routes = new ArrayList<>();
    private final Map<String, Function<URI, SocketHandler>> sockets = new TreeMap<>();

    /** {@code journal} records what comes in by these routes. */
    public Router(String provider, Problems problems, Journal journal) {
        this.provider = provider;
        this.problems = problems;
        this.journal = journal;
    }

    public void get(String pattern, Handler handler) {
        add("GET", pattern, handler, false);
    }

    public void post(String pattern, Handler handler) {
        add("POST", pattern, handler, false);
    }

    public void put(String pattern, Handler handler) {
        add("PUT", pattern, handler, false);
    }

    public void delete(String pattern, Handler handler) {
        add("DELETE", pattern, handler, false);
    }

    /** A download of finished pictures: counted apart from API requests. */
    public void picture(String pattern, Handler handler) {
        add("GET", pattern, handler, true);
    }

    /** A WebSocket at {@code path}; every message of a client is answered by the handler made for its connection. */
    public void socket(String path, Function<URI, SocketHandler> handler) {
        sockets.put(path, handler);
    }

    Map<String, Function<URI, SocketHandler>> sockets() {
        return sockets;
    }

    private void add(String method, String pattern, Handler handler, boolean picture) {
        routes.add(new Route(method, segments(pattern), handler, picture));
    }

    String provider() {
        return provider;
    }

    Journal journal() {
        return journal;
    }

    Problems problems() {
        return problems;
    }

    /** The route for a request with the values of its pattern, or null. */
    @Nullable
    Match match(String method, String path) {
        var asked = segments(path);
        for (var route : routes) {
            if (route.method.equals(method)) {
                var values = route.values(asked);
                if (values != null) {
                    return new Match(route.handler, route.picture, values);
                }
            }
        }
        return null;
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    record Match(Handler handler, boolean picture, Map<String, String> values) {}

    private record Route(String method, List<String> pattern, Handler handler, boolean picture) {

        @Nullable
        Map<String, String> values(List<String> asked) {
            var values = new TreeMap<String, String>();
            for (var i = 0; i < pattern.size(); i++) {
                var expected = pattern.get(i);
                if (expected.endsWith("...}") && asked.size() > i) {
                    values.put(
                            expected.substring(1, expected.length() - 4),
                            String.join("/", asked.subList(i, asked.size())));
                    return values;
                }
                if (i >= asked.size()) {
                    return null;
                }
                if (expected.startsWith("{")) {
                    values.put(expected.substring(1, expected.length() - 1), asked.get(i));
                } else if (!expected.equals(asked.get(i))) {
                    return null;
                }
            }
            return asked.size() == pattern.size() ? values : null;
        }
    }
}
