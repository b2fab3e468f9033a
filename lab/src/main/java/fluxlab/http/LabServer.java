package fluxlab.http;

import fluxlab.fault.Faults;
import fluxlab.journal.Entry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/** The lab's web server: HTTP/1.1 on a loopback address, a virtual thread per request. */
public final class LabServer implements AutoCloseable {

    private static final int ACCEPT_QUEUE = 4096;
    // Longer than the longest hang, so that Jetty never ends one.
    private static final long IDLE_MILLIS = 15 * 60_000;
    private static final List<String> JOURNALED =
            List.of("authorization", "content-type", "accept", "user-agent", "x-api-key");

    private final Faults faults;
    private final List<Router> routers;
    private final Server server;
    private final ServerConnector connector;
    private final Clients clients = new Clients();
    private URI uri = URI.create("http://127.0.0.1");

    /** {@code routers}: one per provider, looked through in order. */
    public LabServer(String host, int port, Faults faults, List<Router> routers) {
        this.faults = faults;
        this.routers = List.copyOf(routers);
        var threads = new QueuedThreadPool(16, 4);
        threads.setName("lab");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("lab-", 0).factory()));
        server = new Server(threads);
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        var entrance = WebSocketUpgradeHandler.from(server, this::sockets);
        entrance.setHandler(new Entrance());
        server.setHandler(entrance);
    }

    private void sockets(ServerWebSocketContainer container) {
        container.setIdleTimeout(Duration.ofMillis(IDLE_MILLIS));
        container.setMaxTextMessageSize(Exchange.LARGEST_BODY);
        for (var router : routers) {
            router.sockets()
                    .forEach((path, handler) ->
                            container.addMapping(path, (_, _, _) -> new SocketListener(handler.apply(uri))));
        }
    }

    /** Whether {@code host} names this machine only. */
    public static boolean isLoopback(String host) {
        try {
            return !host.isEmpty() && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }

    /** Listens; throws {@link IOException} if the port is taken. */
    public void start() throws IOException {
        var host = connector.getHost();
        if (!isLoopback(host)) {
            throw new IllegalArgumentException("the lab serves loopback addresses only, was " + host);
        }
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw e instanceof IOException io ? io : new IOException(e);
        }
        clients.start();
        var shown = host.contains(":") ? "[" + host + "]" : host;
        uri = URI.create("http://" + shown + ":" + connector.getLocalPort());
    }

    /** The address it listens on, without a slash at its end. */
    public URI uri() {
        return uri;
    }

    /** Ends every held answer and stops. */
    @Override
    public void close() {
        clients.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the lab did not stop", e);
        }
    }

    /** Jetty's side of the server. */
    private final class Entrance extends Handler.Abstract {

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            var path = request.getHttpURI().getDecodedPath();
            for (var router : routers) {
                var match = router.match(request.getMethod(), path);
                if (match != null) {
                    serve(request, response, callback, router, match);
                    return true;
                }
            }
            for (var router : routers) {
                if (path.startsWith("/" + router.provider() + "/")) {
                    serve(request, response, callback, router, nowhere(router));
                    return true;
                }
            }
            Response.writeError(request, response, callback, 404, "nothing here; see /lab");
            return true;
        }

        private static Router.Match nowhere(Router router) {
            return new Router.Match(
                    x -> Answer.json(404, router.problems().body(404, "no route " + x.method() + " " + x.path())),
                    false,
                    Map.of());
        }
    }

    private void serve(Request request, Response response, Callback callback, Router router, Router.Match match)
            throws IOException {
        var body = readBody(request);
        if (body == null) {
            Response.writeError(request, response, callback, 413);
            return;
        }
        var journal = router.journal();
        var entry = open(request, router, match, body);
        var endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        var client = new Client(endPoint, () -> journal.left(entry));
        var exchange = new Exchange(request, match.values(), body, uri, entry, journal, faults, clients, client);
        clients.watch(client);
        var alive = false;
        try {
            var delivery = new Delivery(response, () -> {
                clients.release(client);
                journal.answered(entry, response.getStatus());
            });
            alive = answer(exchange, delivery, router, match.handler()) && client.present();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (EofException | ClosedChannelException _) {
            journal.left(entry);
        } catch (IOException _) {
            journal.left(entry);
        } finally {
            clients.release(client);
            journal.answered(entry, response.isCommitted() ? response.getStatus() : 0);
        }
        if (alive) {
            callback.succeeded();
        } else {
            endPoint.close();
            callback.failed(new EofException("closed by the lab"));
        }
    }

    private static boolean answer(Exchange exchange, Delivery delivery, Router router, fluxlab.http.Handler handler)
            throws IOException, InterruptedException {
        Answer answer;
        try {
            answer = handler.answer(exchange);
        } catch (FaultStrikes strikes) {
            return delivery.sendInstead(exchange, strikes.fault(), router.problems());
        } catch (BadRequest e) {
            answer = Answer.json(400, router.problems().body(400, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            org.slf4j.LoggerFactory.getLogger(LabServer.class).error("a simulator failed", e);
            answer = Answer.json(500, router.problems().body(500, "the simulator failed: " + e));
        }
        return exchange.present() && delivery.send(exchange, answer, router.problems());
    }

    private Entry open(Request request, Router router, Router.Match match, byte[] body) {
        var headers = new TreeMap<String, String>();
        for (var name : JOURNALED) {
            var value = request.getHeaders().get(name);
            if (value != null) {
                headers.put(name, redacted(name, value));
            }
        }
        var tree = body.length == 0 ? null : Exchange.readJson(body);
        return router.journal()
                .begin(
                        router.provider(),
                        request.getMethod(),
                        request.getHttpURI().getPathQuery(),
                        headers,
                        tree,
                        match.picture());
    }

    private static String redacted(String name, String value) {
        if (!name.equals("authorization") && !name.endsWith("key")) {
            return value;
        }
        var space = value.indexOf(' ');
        var scheme = space < 0 ? "" : value.substring(0, space).toLowerCase(Locale.ROOT);
        return scheme.isEmpty() ? "***" : value.substring(0, space) + " ***";
    }

    private static byte @Nullable [] readBody(Request request) throws IOException {
        try (var in = Content.Source.asInputStream(request)) {
            var body = in.readNBytes(Exchange.LARGEST_BODY + 1);
            return body.length > Exchange.LARGEST_BODY ? null : body;
        }
    }
}
