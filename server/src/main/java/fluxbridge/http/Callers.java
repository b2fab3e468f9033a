package fluxbridge.http;

import fluxbridge.access.Admission;
import fluxbridge.access.ClientAddress;
import fluxbridge.access.Credentials;
import fluxbridge.access.Door;
import fluxbridge.access.Door.Knock;
import fluxbridge.domain.Caller;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.util.Collections;
import java.util.stream.Stream;

/** Takes requests to the {@link Door}: what they show, where they come from, which route they mean. */
public final class Callers {

    private static final String CALLER = "caller of the request";

    private final Door door;
    private final ClientAddress addresses;

    public Callers(Door door, ClientAddress addresses) {
        this.door = door;
        this.addresses = addresses;
    }

    /**
     * Lets a request in.
     *
     * @throws fluxbridge.failure.GatewayException when it must stay outside
     */
    Admission admit(Context ctx) {
        var client = client(ctx);
        ctx.attribute(CALLER, Door.stranger(client));
        var admission = door.admit(
                new Knock(ctx.method().name(), route(ctx), ctx.path(), ctx.header("Host"), client, credentials(ctx)));
        ctx.attribute(CALLER, admission.caller());
        return admission;
    }

    /** Who was let in; of a request that was not, the address. */
    Caller of(Context ctx) {
        Caller caller = ctx.attribute(CALLER);
        return caller == null ? Door.stranger(client(ctx)) : caller;
    }

    private static @org.jspecify.annotations.Nullable String route(Context ctx) {
        var endpoint = ctx.endpoint();
        return endpoint == null || endpoint.path.equals("*") ? null : endpoint.path;
    }

    private InetAddress client(Context ctx) {
        return addresses.of(
                InetAddress.ofLiteral(ctx.req().getRemoteAddr()),
                Collections.list(ctx.req().getHeaders("X-Forwarded-For")));
    }

    private static Credentials credentials(Context ctx) {
        return Credentials.of(
                KeyPath.token(ctx.req()),
                ctx.header("Authorization"),
                ctx.header("X-API-Key"),
                Stream.concat(ctx.queryParams("key").stream(), ctx.queryParams("token").stream())
                        .toList());
    }
}
