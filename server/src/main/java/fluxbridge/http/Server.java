package fluxbridge.http;

import fluxbridge.access.Listening;
import fluxbridge.config.ServerSettings;
import fluxbridge.generate.Jobs;
import fluxbridge.generate.ProgressHub;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** The web server: Javalin on Jetty, one virtual thread per request. */
public final class Server implements AutoCloseable {

    /** Requests handled at once; more wait in the socket. */
    private static final int MOST_REQUESTS = 16_384;

    private static final int MOST_HEADER_BYTES = 16 << 10;

    private static final int ACCEPT_QUEUE = 4096;
    /** How long the last answers may take to be written. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(3);

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    private final ServerSettings settings;
    private final Javalin javalin;
    private final Jobs jobs;
    private final ProgressHub hub;
    private final Status status;
    private final Listening listening;
    private final SlowHeaders slowHeaders;
    private final Drain drain;

    public Server(
            ServerSettings settings,
            Listening listening,
            SlowHeaders slowHeaders,
            Routes routes,
            Jobs jobs,
            ProgressHub hub,
            Status status,
            Drain drain) {
        this.listening = listening;
        this.slowHeaders = slowHeaders;
        this.drain = drain;
        this.hub = hub;
        this.settings = settings;
        this.jobs = jobs;
        this.status = status;
        this.javalin = Javalin.create(config -> configure(config, routes));
    }

    private void configure(JavalinConfig config, Routes routes) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.http.generateEtags = false;
        config.http.maxRequestSize = settings.maxBodyBytes() + 1;
        config.router.treatMultipleSlashesAsSingleSlash = true;
        var virtual = new VirtualThreadPool();
        virtual.setMaxConcurrentTasks(MOST_REQUESTS);
        virtual.setName("request");
        var threads = new QueuedThreadPool(16, 4);
        threads.setName("jetty");
        threads.setVirtualThreadsExecutor(virtual);
        config.jetty.threadPool = threads;
        config.jetty.modifyServer(server -> {
            server.setHandler(new KeyPath());
            server.setErrorHandler(new UnreadableRequests());
        });
        config.jetty.addConnector((server, http) -> connector(server, http));
        config.jetty.modifyWebSocketServletFactory(sockets -> {
            sockets.setMaxTextMessageSize(JobSocket.LONGEST_MESSAGE);
            sockets.setMaxFrameSize(JobSocket.LONGEST_MESSAGE);
        });
        routes.register(config.routes);
    }

    private ServerConnector connector(org.eclipse.jetty.server.Server server, HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        // Whatever two servers could read differently is refused: TE beside CL, lengths that differ, folded lines, bare
        // line feeds.
        http.setHttpCompliance(HttpCompliance.STRICT);
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
        http.setOutputBufferSize(16 << 10);
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.addBean(slowHeaders);
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        return connector;
    }

    /**
     * Starts to listen.
     *
     * @throws PortTakenException when another program listens there
     */
    public void start() {
        listening.check(settings.host());
        probe();
        try {
            javalin.start();
        } catch (JavalinBindException e) {
            throw new PortTakenException(settings.host(), settings.port(), e);
        }
    }

    /** Javalin logs a taken port as an error of its own; found before, it is told in one line. Bound only: who listens would turn a client away. */
    private void probe() {
        try (var socket = new Socket()) {
            // As a listener does: connections of an earlier start that linger are no obstacle.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(settings.host(), settings.port()));
        } catch (IOException e) {
            throw new PortTakenException(settings.host(), settings.port(), e);
        }
    }

    /** The port that is listened on, which the settings leave open with 0. */
    public int port() {
        return javalin.port();
    }

    /** Every route as {@code METHOD path}, as it was registered. */
    Set<String> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(handler -> handler.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .map(endpoint -> endpoint.method + " " + endpoint.path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Not ready any more, and new pictures are refused; waits for running jobs up to the drain time, cancels the rest, sends the answers to
     * their end, stops to listen.
     */
    @Override
    public void close() {
        status.drain();
        drain.stop();
        try {
            if (!jobs.awaitIdle(settings.drain())) {
                jobs.stopAll();
                var _ = jobs.awaitIdle(Duration.ofSeconds(3));
            }
        } catch (InterruptedException e) {
            jobs.stopAll();
            Thread.currentThread().interrupt();
        }
        hub.close();
        try {
            drain.awaitAnswered(LAST_ANSWERS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        javalin.stop();
    }

    /** The port is in use. */
    public static final class PortTakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PortTakenException(String host, int port, Throwable cause) {
            super(
                    "port " + port + " on " + host
                            + " is taken by another program; stop that, or set BRIDGE_PORT to a free port (0 picks one)",
                    cause);
        }
    }
}
