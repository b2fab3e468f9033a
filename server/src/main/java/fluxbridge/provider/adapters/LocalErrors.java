package fluxbridge.provider.adapters;

import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.BadCredentials;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.HttpReply;
import fluxbridge.provider.Vendor;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What the error answers of A1111's kind mean: A1111 sends {@code error}, {@code detail}, {@code body}, {@code errors}; Forge {@code detail};
 * stable-diffusion.cpp {@code error} and perhaps {@code message} (a1111.md §1.11, providers-1.md §6).
 */
final class LocalErrors {

    private static final ProviderId ID = LocalProvider.ID;

    private LocalErrors() {}

    /** The server's own words, the most telling first. */
    static String said(JsonNode body) {
        var detail = body.path("detail");
        if (detail.isArray()) {
            return detail.valueStream()
                    .map(item -> item.path("loc")
                                    .valueStream()
                                    .map(JsonNode::asString)
                                    .collect(Collectors.joining("."))
                            + " "
                            + item.path("msg").asString(""))
                    .collect(Collectors.joining("; "));
        }
        if (detail.isObject()) {
            return detail.path("msg").asString("");
        }
        var words = detail.asString("");
        for (var name : new String[] {"errors", "message", "error"}) {
            words = words.isEmpty() ? body.path(name).asString("") : words;
        }
        return words;
    }

    static GatewayException failure(Vendor vendor, HttpReply reply) {
        var body = reply.jsonOrMissing();
        var words = said(body);
        var said = words.isEmpty() ? reply.status() + "" : reply.status() + ", " + vendor.excerpt(words);
        var kind = body.path("error").asString("") + words;
        Failure failure = switch (reply.status()) {
            case 401, 403 ->
                new BadCredentials(ID, "does not accept A1111_UPSTREAM_AUTH (" + said + "); it is user:password");
            case 404 ->
                words.isEmpty() || words.equals("Not Found")
                        ? new Unavailable(
                                ID,
                                "has no A1111 API at A1111_UPSTREAM_URL (" + said
                                        + "); start the server with --api and give its address without /sdapi")
                        : new RejectedByProvider(ID, "does not accept the request (" + said + ")");
            case 500 ->
                kind.contains("OutOfMemory") || kind.contains("out of memory")
                        ? new Unavailable(ID, "is out of memory (" + said + "); ask for a smaller picture")
                        : new Unavailable(ID, "is in trouble (" + said + ")");
            case 503 -> new Unavailable(ID, "is busy or still loading its model (" + said + ")");
            case 408, 504, 524 -> new Unavailable(ID, "gave no picture in time (" + said + ")");
            default -> vendor.failure(reply, words).failure();
        };
        return new GatewayException(failure);
    }
}
