package fluxbridge.http;

import fluxbridge.domain.Caller;
import fluxbridge.failure.Failure.NotFound;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.PictureJson;
import fluxbridge.openai.Drawn;
import fluxbridge.openai.ImagesEndpoint;
import fluxbridge.openai.ModelsEndpoint;
import fluxbridge.openai.Order;
import fluxbridge.openai.PictureUrls;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The handlers of the OpenAI images door: bodies and forms in, documents and events out. */
public final class OpenAiExchange {

    private static final Pattern IMAGE = Pattern.compile("image(\\[\\d{0,2}\\])?");
    private static final Pattern MASK = Pattern.compile("mask");
    private static final int CLIENT_LEFT = 499;

    private final Exchange on;
    private final Bodies bodies;
    private final ImagesEndpoint images;
    private final ModelsEndpoint models;
    private final PictureUrls urls;
    private final Optional<URI> publicUrl;
    private final InstantSource clock;

    /** @param publicUrl what urls begin with; empty for the Host header of each request */
    public OpenAiExchange(
            Exchange on,
            Bodies bodies,
            ImagesEndpoint images,
            ModelsEndpoint models,
            PictureUrls urls,
            Optional<URI> publicUrl,
            InstantSource clock) {
        this.on = on;
        this.bodies = bodies;
        this.images = images;
        this.models = models;
        this.urls = urls;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    Handler models() {
        return on.reply(_ -> models.list());
    }

    Handler model() {
        return on.raw(ctx -> Exchange.writeJson(ctx, 200, models.one(ctx.pathParam("id"))));
    }

    Handler generations() {
        return on.own((ctx, caller, facts) -> {
            var begun = clock.millis();
            answer(ctx, caller, images.generation(bodies.object(ctx)), facts, begun);
        });
    }

    Handler edits() {
        return on.own((ctx, caller, facts) -> {
            var begun = clock.millis();
            var form = form(ctx);
            var masks = files(form, MASK);
            var order = images.edit(fields(form), files(form, IMAGE), masks.isEmpty() ? null : masks.getFirst());
            answer(ctx, caller, order, facts, begun);
        });
    }

    Handler variations() {
        return on.own((ctx, caller, facts) -> {
            var begun = clock.millis();
            var form = form(ctx);
            answer(ctx, caller, images.variation(fields(form), files(form, IMAGE)), facts, begun);
        });
    }

    private Multipart form(Context ctx) {
        return Multipart.of(ctx.contentType(), bodies.bytes(ctx));
    }

    private static List<byte[]> files(Multipart form, Pattern name) {
        return form.parts().stream()
                .filter(part -> part.file() && name.matcher(part.name()).matches())
                .map(Multipart.Part::bytes)
                .toList();
    }

    /** The form's texts; a name with {@code []} is a list. */
    private static ObjectNode fields(Multipart form) {
        var fields = JsonNodeFactory.instance.objectNode();
        for (var part : form.parts()) {
            if (part.file()) {
                continue;
            }
            if (part.name().endsWith("[]")) {
                fields.withArray("/"
                                + pointer(part.name().substring(0, part.name().length() - 2)))
                        .add(part.text());
            } else {
                fields.put(part.name(), part.text());
            }
        }
        return fields;
    }

    private static String pointer(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private void answer(Context ctx, Caller caller, Order order, Map<String, Object> facts, long begun)
            throws IOException {
        facts.put("prompt", order.prompt());
        if (order.stream()) {
            stream(ctx, caller, order, facts);
            return;
        }
        Drawn drawn;
        boolean gone;
        try (var client = ClientWatch.of(ctx.req())) {
            drawn = images.draw(caller, order, client, facts);
            gone = client.isGone();
        }
        try (drawn) {
            if (gone) {
                ctx.status(CLIENT_LEFT);
                return;
            }
            drawn.headers().forEach(ctx::header);
            ctx.header("OpenAI-Processing-Ms", Long.toString(clock.millis() - begun));
            write(ctx, drawn.document(base(ctx)));
        }
    }

    private static void write(Context ctx, PictureJson document) throws IOException {
        ctx.status(200);
        ctx.res().setContentType("application/json");
        ctx.res().setContentLengthLong(document.length());
        var out = Answer.of(ctx);
        document.writeTo(out);
        out.flush();
    }

    /** A failure before the first byte is answered with its own status; a later one as an event. */
    private void stream(Context ctx, Caller caller, Order order, Map<String, Object> facts) throws IOException {
        var reply = new EventReply(ctx);
        Drawn drawn;
        boolean gone;
        try (var client = ClientWatch.of(ctx.req());
                var _ = reply.keepAlive()) {
            drawn = images.draw(caller, order, client, facts);
            gone = client.isGone();
        } catch (RuntimeException e) {
            if (reply.isOpen()) {
                reply.event(
                        "error", new PictureJson().text(problem(ctx, e, facts).toString()));
            }
            throw e;
        }
        try (drawn) {
            if (gone) {
                return;
            }
            if (!reply.isOpen()) {
                drawn.headers().forEach(ctx::header);
            }
            for (var event : drawn.events()) {
                reply.event(event.name(), event.data());
            }
        }
    }

    private static ObjectNode problem(Context ctx, RuntimeException e, Map<String, Object> facts) {
        var problem = e instanceof GatewayException known
                ? OpenAiProblems.of(known.failure(), facts.containsKey(OpenAiProblems.MAY_BE_BILLED))
                : OpenAiProblems.internal(String.valueOf(ctx.res().getHeader("X-Request-Id")));
        return problem.body().put("type", "error");
    }

    private String base(Context ctx) {
        return publicUrl.map(URI::toString).orElseGet(() -> {
            var host = ctx.header("Host");
            var req = ctx.req();
            return req.getScheme() + "://"
                    + (host == null || host.isBlank() ? req.getLocalAddr() + ":" + req.getLocalPort() : host);
        });
    }

    /** A picture by its url: no credential but the url itself. */
    Handler file() {
        return on.raw(ctx -> {
            var kept = urls.find(ctx.pathParam("name")).orElseThrow(OpenAiExchange::expired);
            try (var in = Files.newInputStream(kept.file())) {
                ctx.contentType(kept.format().mediaType());
                ctx.header("X-Content-Type-Options", "nosniff");
                ctx.header("Content-Security-Policy", "default-src 'none'; sandbox");
                ctx.header("Cross-Origin-Resource-Policy", "cross-origin");
                ctx.header(
                        "Cache-Control",
                        "private, max-age=" + Math.max(0, urls.left(kept).toSeconds()));
                ctx.res().setContentLengthLong(kept.bytes());
                in.transferTo(ctx.res().getOutputStream());
            } catch (NoSuchFileException _) {
                throw expired();
            }
        });
    }

    private static GatewayException expired() {
        return new GatewayException(new NotFound("this picture is not here, or its url has expired; ask for it again"));
    }
}
