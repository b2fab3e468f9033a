package fluxbridge.http;

import fluxbridge.api.LorasEndpoint;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.Optional;

/** The dictionary's routes: bodies as they came, versions as {@code ETag} and {@code If-Match}. */
public final class LorasExchange {

    private final Exchange on;
    private final Bodies bodies;
    private final LorasEndpoint loras;

    public LorasExchange(Exchange on, Bodies bodies, LorasEndpoint loras) {
        this.on = on;
        this.bodies = bodies;
        this.loras = loras;
    }

    @FunctionalInterface
    private interface Call {
        LorasEndpoint.Reply of(Context ctx, Optional<String> ifMatch);
    }

    void register(RoutesConfig to) {
        var path = "/api/v1/loras";
        to.get(path, does((_, _) -> loras.list()));
        to.get(path + "/export", on.own((ctx, _, _) -> {
            var version = loras.export();
            ctx.header("ETag", "\"" + version.tag() + "\"");
            Exchange.write(ctx, 200, "application/json", version.bytes());
        }));
        to.get(path + "/{id}", does((ctx, _) -> loras.one(ctx.pathParam("id"))));
        to.post(path, does((ctx, match) -> loras.create(bodies.bytes(ctx), match)));
        to.put(path + "/{id}", does((ctx, match) -> loras.put(ctx.pathParam("id"), bodies.bytes(ctx), match)));
        to.patch(path + "/{id}", does((ctx, match) -> loras.patch(ctx.pathParam("id"), bodies.bytes(ctx), match)));
        to.delete(path + "/{id}", does((ctx, match) -> loras.delete(ctx.pathParam("id"), match)));
        to.post(path + "/undo", does((_, match) -> loras.undo(match)));
        to.post(path + "/import", does((ctx, match) -> {
            var mode = ctx.queryParam("mode");
            return loras.take(
                    bodies.bytes(ctx), mode == null ? "merge" : mode, "true".equals(ctx.queryParam("dry_run")), match);
        }));
    }

    private Handler does(Call call) {
        return on.own((ctx, _, _) -> answer(ctx, call.of(ctx, Optional.ofNullable(ctx.header("If-Match")))));
    }

    private static void answer(Context ctx, LorasEndpoint.Reply reply) throws IOException {
        ctx.header("ETag", "\"" + reply.tag() + "\"");
        Exchange.writeJson(ctx, reply.status(), reply.body());
    }
}
