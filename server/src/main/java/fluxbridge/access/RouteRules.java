package fluxbridge.access;

import static fluxbridge.access.RouteRules.Group.DOCS;
import static fluxbridge.access.RouteRules.Group.GENERATION;
import static fluxbridge.access.RouteRules.Group.HEALTH;
import static fluxbridge.access.RouteRules.Group.LISTS;
import static fluxbridge.access.RouteRules.Group.NATIVE;
import static fluxbridge.access.RouteRules.Group.OWNER;
import static fluxbridge.access.RouteRules.Group.PROGRESS;
import static fluxbridge.access.RouteRules.Level.ADMIN;
import static fluxbridge.access.RouteRules.Level.ANY;
import static fluxbridge.access.RouteRules.Level.IMAGES;
import static fluxbridge.access.RouteRules.Level.OPEN;
import static fluxbridge.access.RouteRules.Level.VIDEO;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What each route asks of a caller. The first line that fits decides; a route without a line is the owner's alone. */
public final class RouteRules {

    /** What a caller must have. */
    public enum Level {
        /** Nothing; the secret is in the address, or there is none. */
        OPEN,
        /** A token, with whatever scope. */
        ANY,
        IMAGES,
        VIDEO,
        ADMIN
    }

    /** Which routes belong together for {@code EXPOSED_ENDPOINTS}. */
    public enum Group {
        /** Always there. */
        HEALTH,
        GENERATION,
        LISTS,
        PROGRESS,
        NATIVE,
        DOCS,
        OWNER;

        /** As it is written in the setting. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What one route asks.
     *
     * @param draws whether it counts as a request for pictures; others are light
     */
    public record Rule(Level level, Group group, boolean draws) {}

    /**
     * A line of the table.
     *
     * @param method {@code *} for any
     * @param path a route's pattern; {@code *} at the end stands for any rest
     */
    private record Line(String method, String path, Rule rule) {

        boolean fits(String asked, String route) {
            return (method.equals("*") || method.equals(asked))
                    && (path.endsWith("*")
                            ? route.startsWith(path.substring(0, path.length() - 1))
                            : route.equals(path));
        }
    }

    /** Of a path that no route has: whoever may ask anything hears that it is not there. */
    public static final Rule UNROUTED = new Rule(ANY, HEALTH, false);

    private static final Rule OWNERS = new Rule(ADMIN, OWNER, false);

    private static final List<Line> LINES = List.of(
            light("GET", "/healthz", OPEN, HEALTH),
            light("GET", "/readyz", OPEN, HEALTH),
            // Draw Things clients ask here for the model, without a credential (sillytavern.md (c)).
            light("GET", "/", OPEN, LISTS),
            draws("POST", "/sdapi/v1/txt2img", IMAGES),
            draws("POST", "/sdapi/v1/img2img", IMAGES),
            draws("POST", "/sdapi/v1/extra-*", IMAGES),
            light("POST", "/sdapi/v1/png-info", IMAGES, GENERATION),
            light("POST", "/sdapi/v1/interrogate", IMAGES, GENERATION),
            light("GET", "/sdapi/v1/progress", ANY, PROGRESS),
            light("POST", "/sdapi/v1/interrupt", ANY, PROGRESS),
            light("POST", "/sdapi/v1/skip", ANY, PROGRESS),
            light("GET", "/sdapi/v1/*", ANY, LISTS),
            light("POST", "/sdapi/v1/options", ANY, LISTS),
            light("POST", "/sdapi/v1/refresh-*", ANY, LISTS),
            light("POST", "/sdapi/v1/unload-checkpoint", ANY, LISTS),
            light("POST", "/sdapi/v1/reload-checkpoint", ANY, LISTS),
            light("GET", "/internal/ping", ANY, PROGRESS),
            light("POST", "/internal/progress", ANY, PROGRESS),
            light("GET", "/internal/pending-tasks", ANY, PROGRESS),
            light("GET", "/queue/status", ANY, PROGRESS),
            light("GET", "/internal/sysinfo", ADMIN, OWNER),
            light("GET", "/v1/models*", ANY, LISTS),
            // The name is as good as a token, and clients fetch these addresses without theirs.
            light("GET", "/v1/images/files/*", OPEN, GENERATION),
            draws("POST", "/v1/images/*", IMAGES),
            light("GET", "/v1/videos*", VIDEO, PROGRESS),
            draws("POST", "/v1/videos*", VIDEO),
            light("DELETE", "/v1/videos*", VIDEO, PROGRESS),
            draws("POST", "/api/v1/jobs", IMAGES),
            draws("POST", "/api/v1/images*", IMAGES),
            draws("POST", "/api/v1/videos*", VIDEO),
            light("GET", "/api/v1/videos*", VIDEO, PROGRESS),
            light("*", "/api/v1/jobs*", ANY, PROGRESS),
            light("GET", "/api/v1/ws", ANY, PROGRESS),
            light("POST", "/api/v1/match", IMAGES, NATIVE),
            light("POST", "/api/v1/scene*", IMAGES, NATIVE),
            light("GET", "/api/v1/loras*", ANY, NATIVE),
            light("GET", "/api/v1/models*", ANY, NATIVE),
            // Code that anybody may read, fetched by git, which has no token.
            light("GET", "/extension*", OPEN, LISTS),
            light("POST", "/extension.git/*", OPEN, LISTS),
            light("GET", "/docs", ANY, DOCS),
            light("GET", "/openapi.json", ANY, DOCS),
            light("*", "/api/v1/loras*", ADMIN, OWNER),
            light("GET", "/api/v1/spend", ANY, NATIVE),
            light("*", "/api/v1/spend*", ADMIN, OWNER),
            light("*", "/api/v1/providers*", ADMIN, OWNER),
            light("*", "/api/v1/admin*", ADMIN, OWNER),
            light("GET", "/status", ADMIN, OWNER),
            light("GET", "/metrics", ADMIN, OWNER));

    private RouteRules() {}

    /**
     * What a route asks.
     *
     * @param route its pattern, as it was registered
     */
    public static Rule of(String method, String route) {
        return find(method, route).orElse(OWNERS);
    }

    /** Empty for a route that nobody wrote a line for. */
    public static Optional<Rule> find(String method, String route) {
        var asked = method.equals("HEAD") ? "GET" : method;
        return LINES.stream()
                .filter(line -> line.fits(asked, route))
                .map(Line::rule)
                .findFirst();
    }

    private static Line light(String method, String path, Level level, Group group) {
        return new Line(method, path, new Rule(level, group, false));
    }

    private static Line draws(String method, String path, Level level) {
        return new Line(method, path, new Rule(level, GENERATION, true));
    }
}
