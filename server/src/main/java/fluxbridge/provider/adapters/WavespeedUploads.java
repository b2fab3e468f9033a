package fluxbridge.provider.adapters;

import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.Call;
import fluxbridge.provider.HttpReply;
import fluxbridge.provider.Outgoing;
import fluxbridge.provider.Vendor;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Stores init images and masks at WaveSpeed, where they stay for seven days: a ticket is asked for with the key, the bytes go to the address
 * on the ticket without it (providers-2.md §2.4). Nothing of this is billed, so every step may be repeated.
 */
final class WavespeedUploads {

    /** Set by the connection itself, whatever the ticket says. */
    private static final Set<String> OWN_HEADERS =
            Set.of("host", "content-length", "content-type", "connection", "authorization", "transfer-encoding");

    private final Vendor vendor;
    private final URI tickets;
    private final TrustedHosts hosts;
    private final UnaryOperator<Outgoing> authorized;
    private final Function<HttpReply, GatewayException> refusal;

    WavespeedUploads(
            Vendor vendor,
            URI tickets,
            TrustedHosts hosts,
            UnaryOperator<Outgoing> authorized,
            Function<HttpReply, GatewayException> refusal) {
        this.vendor = vendor;
        this.tickets = tickets;
        this.hosts = hosts;
        this.authorized = authorized;
        this.refusal = refusal;
    }

    /** Stores a picture and returns the address that WaveSpeed reads it from. */
    String upload(Picture picture, String name, Call call) {
        var ticket = ticket(picture, name, call);
        var address = ticket.path("download_url").asString("");
        if (address.isEmpty()) {
            throw bad("sent an upload ticket without download_url");
        }
        var stored = vendor.read(put(picture, ticket.path("upload")), call);
        if (!stored.ok()) {
            throw bad("does not store the " + name + " image (" + stored.status() + "); WAVESPEED_IMAGES=data sends it"
                    + " inside the request");
        }
        return address;
    }

    private JsonNode ticket(Picture picture, String name, Call call) {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("filename", name + (picture.format() == PictureFormat.JPEG ? ".jpg" : extension(picture)));
        body.put("size", picture.bytes().length);
        body.put("content_type", picture.format().mediaType());
        var reply = vendor.read(authorized.apply(Outgoing.post(tickets, body)), call);
        if (!reply.ok()) {
            throw refusal.apply(reply);
        }
        return reply.json().path("data");
    }

    private static String extension(Picture picture) {
        return "." + picture.format().name().toLowerCase(Locale.ROOT);
    }

    private Outgoing put(Picture picture, JsonNode upload) {
        if (!upload.path("method").asString("PUT").equalsIgnoreCase("PUT")) {
            throw bad(
                    "wants an upload by " + vendor.excerpt(upload.path("method").asString("")) + ", not by PUT");
        }
        return new Outgoing(
                "PUT",
                address(upload.path("url").asString("")),
                headers(upload.path("headers")),
                picture.bytes(),
                upload.path("headers")
                        .path("Content-Type")
                        .asString(picture.format().mediaType()));
    }

    private URI address(String url) {
        try {
            var uri = new URI(url);
            if (hosts.accept(url).isPresent() || ("https".equals(uri.getScheme()) && uri.getHost() != null)) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // told below
        }
        throw bad("sent an upload address that is not https");
    }

    private static Map<String, String> headers(JsonNode given) {
        var headers = new LinkedHashMap<String, String>();
        given.properties().forEach(entry -> {
            if (!OWN_HEADERS.contains(entry.getKey().toLowerCase(Locale.ROOT))) {
                headers.put(entry.getKey(), entry.getValue().asString(""));
            }
        });
        return headers;
    }

    private static GatewayException bad(String what) {
        return new GatewayException(new BadReply(WavespeedProvider.ID, what));
    }
}
