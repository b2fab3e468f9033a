package fluxbridge.http;

import fluxbridge.api.JobJson;
import fluxbridge.api.JobsEndpoint;
import fluxbridge.domain.Caller;
import fluxbridge.failure.GatewayException;
import fluxbridge.generate.ProgressHub;
import fluxbridge.generate.Repeater;
import fluxbridge.generate.Subscription;
import fluxbridge.generate.Subscription.Signal;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import io.javalin.websocket.WsMessageContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /api/v1/ws}: what happens to all jobs of a caller, as small JSON messages over one WebSocket. The client may narrow it to single jobs
 * and cancel jobs; {@code ?since=} an event id goes on after a lost connection. Each connection has a thread that sends, so one that does not
 * read holds up nobody and is cut.
 */
public final class JobSocket {

    static final int LONGEST_MESSAGE = 4096;
    private static final Duration PING = Duration.ofSeconds(15);
    private static final Duration LONGEST_SEND = Duration.ofSeconds(10);
    private static final int MOST_WANTED = 256;
    private static final String CALLER = "caller";

    private final JobsEndpoint jobs;
    private final ProgressHub hub;
    private final Repeater repeater;
    private final Map<String, Connected> connections = new ConcurrentHashMap<>();

    public JobSocket(JobsEndpoint jobs, ProgressHub hub, Repeater repeater) {
        this.jobs = jobs;
        this.hub = hub;
        this.repeater = repeater;
    }

    void configure(WsConfig ws) {
        ws.onConnect(this::open);
        ws.onMessage(this::take);
        ws.onClose(ctx -> close(ctx.sessionId()));
        ws.onError(ctx -> close(ctx.sessionId()));
    }

    /** Before the upgrade: keeps who asks for {@link #open}. */
    static void admit(io.javalin.http.Context ctx, Caller caller) {
        ctx.attribute(CALLER, caller);
    }

    private void open(WsConnectContext ctx) {
        Caller caller = Objects.requireNonNull(ctx.attribute(CALLER), "every upgrade passes admit");
        var since = ctx.queryParam("since");
        var connected = new Connected(caller, ctx.session, since == null ? Long.MAX_VALUE : JobStream.since(since));
        connections.put(ctx.sessionId(), connected);
        connected.start();
    }

    private void take(WsMessageContext ctx) {
        var connected = connections.get(ctx.sessionId());
        if (connected != null) {
            connected.take(ctx.message());
        }
    }

    private void close(String session) {
        var connected = connections.remove(session);
        if (connected != null) {
            connected.close();
        }
    }

    /** One open connection. */
    private final class Connected {

        private final Caller caller;
        private final Session session;
        private final Set<String> wanted = ConcurrentHashMap.newKeySet();
        private final Subscription listener;
        private final Repeater.Repeated pings;
        private final ReentrantLock sending = new ReentrantLock();

        Connected(Caller caller, Session session, long since) {
            this.caller = caller;
            this.session = session;
            this.listener = hub.subscribe(
                    caller, job -> wanted.isEmpty() || wanted.stream().anyMatch(job::isCalled), since);
            this.pings = repeater.every("ping", PING, listener::quiet);
        }

        void start() {
            Thread.ofVirtual().name("socket").start(this::run);
        }

        private void run() {
            try {
                send(hello());
                boolean over = false;
                while (!over) {
                    switch (listener.next()) {
                        case Signal.Happened it -> send(JobJson.event(it.published()));
                        case Signal.Quiet _ -> await(sent -> session.sendPing(ByteBuffer.allocate(0), sent));
                        case Signal.Ended it -> {
                            session.close(StatusCode.TRY_AGAIN_LATER, it.why(), Callback.NOOP);
                            over = true;
                        }
                    }
                }
            } catch (TimeoutException | ExecutionException _) {
                // It does not read, or is gone.
                session.disconnect();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                close();
            }
        }

        private ObjectNode hello() {
            var hello = JsonNodeFactory.instance.objectNode();
            hello.put("type", "hello");
            hello.put("event_id", listener.position());
            hello.put("gap", listener.hasGap());
            var list = hello.putArray("jobs");
            hub.jobs(caller).stream()
                    .filter(job -> listener.hasGap() || !job.view().state().hasEnded())
                    .forEach(job -> list.add(JobJson.job(job)));
            return hello;
        }

        /** Answers a message of the client; it reads the next only then. */
        void take(String message) {
            try {
                send(answer(message));
            } catch (TimeoutException | ExecutionException _) {
                session.disconnect();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private ObjectNode answer(String message) {
            try {
                var json = JsonMapper.shared().readTree(message);
                var name = json.path("job").asString("");
                return switch (json.path("type").asString("")) {
                    case "subscribe" -> subscribe(name);
                    case "unsubscribe" -> unsubscribe(name);
                    case "cancel" -> ok("cancel").set("job", jobs.cancel(caller, name));
                    case "ping" -> ok("pong");
                    default -> error("type must be subscribe, unsubscribe, cancel or ping", json);
                };
            } catch (JacksonException _) {
                return error("a message must be a JSON object, such as {\"type\":\"cancel\",\"job\":\"…\"}", null);
            } catch (GatewayException e) {
                return error(e.failure().message(), null);
            }
        }

        private ObjectNode subscribe(String name) {
            if (name.isEmpty()) {
                wanted.clear();
            } else if (wanted.size() < MOST_WANTED) {
                wanted.add(name);
            } else {
                return error("at most " + MOST_WANTED + " jobs can be named; leave job out for all", null);
            }
            return ok("subscribed");
        }

        private ObjectNode unsubscribe(String name) {
            wanted.remove(name);
            return ok("unsubscribed");
        }

        private ObjectNode ok(String type) {
            return JsonNodeFactory.instance.objectNode().put("type", type);
        }

        private ObjectNode error(String message, @org.jspecify.annotations.Nullable JsonNode asked) {
            var error = ok("error").put("message", message);
            if (asked != null && asked.path("type").isString()) {
                error.put("type_was", asked.path("type").asString());
            }
            return error;
        }

        private void send(ObjectNode message) throws InterruptedException, TimeoutException, ExecutionException {
            await(sent -> session.sendText(message.toString(), sent));
        }

        /** One frame after the other, so that nothing piles up in memory for a client that does not read. */
        private void await(Consumer<Callback> frame) throws InterruptedException, TimeoutException, ExecutionException {
            sending.lockInterruptibly();
            try {
                var sent = new Callback.Completable();
                frame.accept(sent);
                sent.get(LONGEST_SEND.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                sending.unlock();
            }
        }

        void close() {
            pings.close();
            listener.close();
        }
    }
}
