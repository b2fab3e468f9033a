package fluxbridge.provider;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request that goes out to a provider.
 *
 * @param headers beyond those of the body; may hold keys, so never printed
 * @param body null for none
 */
@SuppressWarnings("ArrayRecordComponent") // written once, sent once
public record Outgoing(
        String method,
        URI uri,
        Map<String, String> headers,
        byte @Nullable [] body,
        @Nullable String contentType) {

    public Outgoing {
        headers = Map.copyOf(headers);
    }

    public static Outgoing get(URI uri) {
        return new Outgoing("GET", uri, Map.of(), null, null);
    }

    public static Outgoing post(URI uri, JsonNode body) {
        return new Outgoing(
                "POST", uri, Map.of(), body.toString().getBytes(StandardCharsets.UTF_8), "application/json");
    }

    /** A request without a body, such as a cancellation by PUT or DELETE. */
    public static Outgoing bare(String method, URI uri) {
        return new Outgoing(method, uri, Map.of(), null, null);
    }

    public Outgoing header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Outgoing(method, uri, more, body, contentType);
    }

    /** Without headers, query or body, which may hold secrets. */
    @Override
    public String toString() {
        return method + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
    }
}
