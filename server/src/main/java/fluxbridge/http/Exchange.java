package fluxbridge.http;

import fluxbridge.a1111.ImagesReply;
import fluxbridge.a1111.Steering;
import fluxbridge.api.Asides;
import fluxbridge.domain.Caller;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.NotJson;
import fluxbridge.failure.GatewayException;
import fluxbridge.metrics.Metrics;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happens around every handler: the caller is found, the body read, the answer written, failures mapped, one line logged. The only code
 * that knows both Javalin's {@link Context} and the endpoints' methods.
 */
public final class Exchange {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int CLIENT_LEFT = 499;
    private static final String MEANT_STATUS = "meant status";

    private final Callers callers;
    private final Bodies bodies;
    private final Origins origins;
    private final Idempotency idempotency;
    private final Waiting waiting;
    private final Drain drain;
    private final RequestLog log;
    private final Metrics metrics;
    private final InstantSource clock;
    private final Supplier<String> ids;
    private final Logger errors;

    public Exchange(
            Callers callers,
            Bodies bodies,
            Origins origins,
            Idempotency idempotency,
            Waiting waiting,
            Drain drain,
            RequestLog log,
            Metrics metrics,
            InstantSource clock,
            Supplier<String> ids,
            Logger errors) {
        this.callers = callers;
        this.bodies = bodies;
        this.origins = origins;
        this.idempotency = idempotency;
        this.waiting = waiting;
        this.drain = drain;
        this.log = log;
        this.metrics = metrics;
        this.clock = clock;
        this.ids = ids;
        this.errors = errors;
    }

    /** Makes pictures: body in, pictures out, watching whether the client is still there. */
    @FunctionalInterface
    interface Pictures {
        ImagesReply make(
                Caller caller, ObjectNode body, Steering steering, ClientWatch client, Map<String, Object> facts);
    }

    /** Takes a body and answers with JSON; null is written as {@code null}. */
    @FunctionalInterface
    interface Call {
        @Nullable
        Object call(Caller caller, ObjectNode body);
    }

    /** Answers a GET with JSON. */
    Handler reply(Function<Caller, Object> endpoint) {
        return ctx -> run(ctx, facts -> writeJson(ctx, 200, endpoint.apply(callers.of(ctx))));
    }

    /** Answers a GET with JSON, or with what its query asks aside. */
    Handler reply(BiFunction<Caller, @Nullable String, @Nullable Object> aside, Function<Caller, Object> endpoint) {
        return ctx -> run(ctx, facts -> {
            var caller = callers.of(ctx);
            var answered = aside.apply(caller, ctx.queryParam(Asides.FIELD));
            writeJson(ctx, 200, answered == null ? endpoint.apply(caller) : answered);
        });
    }

    /** Answers a POST with JSON. */
    Handler call(Call endpoint) {
        return ctx -> run(ctx, facts -> {
            origins.refuseForeign(ctx);
            writeJson(ctx, 200, endpoint.call(callers.of(ctx), bodies.object(ctx)));
        });
    }

    /** Answers a POST that needs no body; one that is sent is not looked at. */
    Handler act(Function<Caller, @Nullable Object> endpoint) {
        return ctx -> run(ctx, facts -> {
            origins.refuseForeign(ctx);
            writeJson(ctx, 200, endpoint.apply(callers.of(ctx)));
        });
    }

    /** Answers with text. */
    Handler text(String contentType, Supplier<String> endpoint) {
        return ctx ->
                run(ctx, facts -> write(ctx, 200, contentType, endpoint.get().getBytes(StandardCharsets.UTF_8)));
    }

    /** Answers by itself, with the framing that every request gets. */
    Handler raw(Handler handler) {
        return ctx -> run(ctx, facts -> {
            try {
                handler.handle(ctx);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Answers a preflight, which can show no token and changes nothing. */
    Handler preflight() {
        return ctx -> {
            var begun = clock.instant();
            Hardening.headers(ctx);
            origins.preflight(ctx);
            finish(ctx, begun, ids.get(), Map.of());
        };
    }

    /** Answers a request of a known caller by itself. */
    @FunctionalInterface
    interface Own {
        void handle(Context ctx, Caller caller, Map<String, Object> facts) throws Exception;
    }

    /** Answers by itself, with the framing that every request of a caller gets; {@code facts} go into the log. */
    Handler own(Own handler) {
        return ctx -> run(ctx, facts -> {
            origins.refuseForeign(ctx);
            drain.admit();
            var caller = callers.of(ctx);
            if (idempotency.begin(ctx, caller, bodies)) {
                handler.handle(ctx, caller, facts);
            } else {
                facts.put("replayed", true);
            }
        });
    }

    /** Answers piece by piece, for as long as there is something to tell. */
    @FunctionalInterface
    interface Stream {
        void stream(Caller caller, Context ctx) throws IOException;
    }

    /** Answers a GET with a stream. */
    Handler stream(Stream endpoint) {
        return ctx -> run(ctx, facts -> endpoint.stream(callers.of(ctx), ctx));
    }

    /** Decides on a WebSocket before it is one; refused like any request. */
    Handler upgrade(BiConsumer<Context, Caller> admit) {
        return ctx -> {
            run(ctx, facts -> {
                origins.refuseForeign(ctx);
                admit.accept(ctx, callers.of(ctx));
            });
            if (ctx.statusCode() >= 400) {
                ctx.skipRemainingHandlers();
            }
        };
    }

    /** Answers about one thing that the path names. */
    Handler one(BiFunction<Caller, String, Object> endpoint, String parameter) {
        return ctx -> run(ctx, facts -> {
            if (ctx.method().equals(HandlerType.POST)) {
                origins.refuseForeign(ctx);
            }
            writeJson(ctx, 200, endpoint.apply(callers.of(ctx), ctx.pathParam(parameter)));
        });
    }

    /** Answers what nobody else does. */
    Handler refuse(int status, ObjectNode body) {
        return ctx -> run(ctx, facts -> {
            var problem = OpenAiProblems.isFor(ctx.path())
                    ? OpenAiProblems.unrouted(status, ctx.method().name(), ctx.path())
                    : new Problems.Problem(status, body, null);
            writeJson(ctx, problem.status(), problem.body());
        });
    }

    /** Looks for something in a body that is answered without pictures; null when there is nothing. */
    @FunctionalInterface
    interface Aside {
        @Nullable
        ObjectNode answer(Caller caller, ObjectNode body);
    }

    /** Answers a POST with pictures, or with what was asked aside. */
    Handler pictures(Aside aside, Pictures endpoint) {
        return ctx -> run(ctx, facts -> {
            origins.refuseForeign(ctx);
            drain.admit();
            var caller = callers.of(ctx);
            var body = begun(ctx, caller);
            if (body == null) {
                facts.put("replayed", true);
                return;
            }
            var answered = aside.answer(caller, body);
            if (answered != null) {
                facts.put("aside", true);
                writeJson(ctx, 200, answered);
                return;
            }
            facts.put("prompt", body.path("prompt").asString(""));
            ImagesReply reply;
            boolean gone;
            try (var client = waiting.of(ctx)) {
                reply = endpoint.make(
                        caller,
                        body,
                        Steering.of(ctx.queryParam("provider"), ctx.queryParam("routing")),
                        client.watch(),
                        facts);
                gone = client.watch().isGone();
            }
            try (var _ = reply.memory()) {
                if (gone) {
                    nobodyListens(ctx, reply);
                } else {
                    writePictures(ctx, reply);
                }
            }
        });
    }

    /** The body, which may say how failures are told and which {@code Idempotency-Key} it has; null when it was answered with a kept answer. */
    private @Nullable ObjectNode begun(Context ctx, Caller caller) throws IOException {
        var bytes = bodies.bytes(ctx);
        var body = bodies.object(ctx);
        ErrorAs200.read(ctx, body);
        return idempotency.begin(ctx, caller, body.path(Idempotency.FIELD).asString(""), bytes) ? body : null;
    }

    @FunctionalInterface
    private interface Work {
        void run(Map<String, Object> facts) throws Exception;
    }

    private void run(Context ctx, Work work) {
        var begun = clock.instant();
        var id = ids.get();
        var facts = new LinkedHashMap<String, Object>();
        ctx.header("X-Request-Id", id);
        origins.answer(ctx);
        Hardening.headers(ctx);
        drain.begin();
        try (var _ = callers.admit(ctx)) {
            work.run(facts);
        } catch (GatewayException e) {
            facts.put("failure", e.failure().getClass().getSimpleName());
            facts.put("message", logged(e.failure()));
            fail(ctx, id, begun, problem(ctx, e.failure(), facts), e.failure());
        } catch (IOException | UncheckedIOException e) {
            // The client is not there any more, or its body broke off: there is nobody to tell.
            facts.put("failure", "ClientLeft");
            facts.put("message", String.valueOf(e.getMessage()));
            clientLeft(ctx);
        } catch (Exception e) {
            facts.put("failure", "internal");
            errors.error("internal error {}\n{}", id, Trace.of(e));
            fail(
                    ctx,
                    id,
                    begun,
                    OpenAiProblems.isFor(ctx.path()) ? OpenAiProblems.internal(id) : Problems.internal(id),
                    null);
        } finally {
            idempotency.settle(ctx);
            finish(ctx, begun, id, facts);
            drain.end();
            bodies.discardRest(ctx);
        }
    }

    /** The one place that chooses between the doors' shapes of a failure. */
    private static Problems.Problem problem(Context ctx, Failure failure, Map<String, Object> facts) {
        return OpenAiProblems.isFor(ctx.path())
                ? OpenAiProblems.of(failure, facts.containsKey(OpenAiProblems.MAY_BE_BILLED))
                : Problems.of(failure);
    }

    /** A parser's complaint quotes the body, which may hold a prompt or a password. */
    private static String logged(Failure failure) {
        return failure instanceof NotJson broken
                ? "the request body is not a JSON object, at byte " + broken.position()
                : failure.message();
    }

    private void finish(Context ctx, Instant begun, String id, Map<String, Object> facts) {
        long millis = Duration.between(begun, clock.instant()).toMillis();
        var route = route(ctx);
        int status = status(ctx);
        metrics.request(route, status, millis);
        log.write(begun, id, ctx.method().name(), route, status, millis, callers.of(ctx), facts);
    }

    /** What the answer would have had, where a heartbeat spent the status before. */
    private static int status(Context ctx) {
        Integer meant = ctx.attribute(MEANT_STATUS);
        return meant == null ? ctx.statusCode() : meant;
    }

    private static void clientLeft(Context ctx) {
        ctx.status(CLIENT_LEFT);
        ctx.attribute(MEANT_STATUS, CLIENT_LEFT);
    }

    private static String route(Context ctx) {
        var endpoint = ctx.endpoint();
        return endpoint == null || endpoint.path.equals("*") ? "none" : endpoint.path;
    }

    private void fail(Context ctx, String id, Instant begun, Problems.Problem problem, @Nullable Failure failure) {
        if (Heartbeat.began(ctx)) {
            failLate(
                    ctx,
                    problem,
                    ErrorAs200.isWanted(ctx)
                            ? ErrorAs200.body(problem, failure, id)
                            : problem.body().deepCopy().put("status", problem.status()));
            return;
        }
        if (ErrorAs200.isWanted(ctx) && !ctx.res().isCommitted()) {
            failAs200(ctx, id, problem, failure);
            return;
        }
        if (ctx.res().isCommitted()) {
            return;
        }
        ctx.res().reset();
        ctx.header("X-Request-Id", id);
        Waiting.nameJob(ctx);
        origins.answer(ctx);
        Hardening.headers(ctx);
        var after = problem.retryAfter();
        if (after != null) {
            ctx.header("Retry-After", Long.toString(Math.max(1, (after.toMillis() + 999) / 1000)));
        }
        problem.headers().forEach(ctx::header);
        if (OpenAiProblems.isFor(ctx.path())) {
            ctx.header(
                    "OpenAI-Processing-Ms",
                    Long.toString(Duration.between(begun, clock.instant()).toMillis()));
        }
        try {
            writeJson(ctx, problem.status(), problem.body());
        } catch (IOException _) {
            clientLeft(ctx);
        }
    }

    /** Status 200 went out with the first heartbeat: the body alone tells the failure, with the status it would have had. */
    private static void failLate(Context ctx, Problems.Problem problem, ObjectNode body) {
        ctx.attribute(MEANT_STATUS, problem.status());
        var copy = Answer.copy(ctx);
        if (copy != null) {
            copy.status(problem.status());
        }
        try {
            Answer.of(ctx).write(body.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            clientLeft(ctx);
        }
    }

    /** Status 200 by the client's own wish; the log and the metrics know better. */
    private void failAs200(Context ctx, String id, Problems.Problem problem, @Nullable Failure failure) {
        ctx.res().reset();
        ctx.header("X-Request-Id", id);
        Waiting.nameJob(ctx);
        origins.answer(ctx);
        var body = ErrorAs200.body(problem, failure, id);
        ctx.status(200);
        ctx.res().setContentType("application/json");
        failLate(ctx, problem, body);
    }

    /** What was finished is kept for a client that comes back with the same {@code Idempotency-Key}. */
    private static void nobodyListens(Context ctx, ImagesReply reply) throws IOException {
        var copy = Answer.copy(ctx);
        if (copy != null) {
            copy.clientLeft();
            copy.status(200);
            reply.headers().forEach(ctx::header);
            ctx.res().setContentType("application/json");
            reply.json().writeTo(copy.stream());
        }
        clientLeft(ctx);
    }

    static void writeJson(Context ctx, int status, @Nullable Object value) throws IOException {
        var bytes = value instanceof JsonNode node
                ? node.toString().getBytes(StandardCharsets.UTF_8)
                : MAPPER.writeValueAsBytes(value);
        write(ctx, status, "application/json", bytes);
    }

    static void write(Context ctx, int status, String contentType, byte[] bytes) throws IOException {
        ctx.status(status);
        ctx.res().setContentType(contentType);
        ctx.res().setContentLengthLong(bytes.length);
        Answer.of(ctx).write(bytes);
    }

    private static void writePictures(Context ctx, ImagesReply reply) throws IOException {
        if (!Heartbeat.began(ctx)) {
            reply.headers().forEach(ctx::header);
            ctx.status(200);
            ctx.res().setContentType("application/json");
            ctx.res().setContentLengthLong(reply.json().length());
        }
        var out = Answer.of(ctx);
        reply.json().writeTo(out);
        if (Answer.copy(ctx) == null) {
            out.flush();
        }
    }
}
