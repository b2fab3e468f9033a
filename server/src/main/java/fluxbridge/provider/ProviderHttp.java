package fluxbridge.provider;

import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Secret;
import fluxbridge.image.PictureReader;
import fluxbridge.provider.OutboundGuard.ForbiddenAddressException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * The one way of speaking HTTP to providers: reused connections, a deadline on every exchange, interrupt as cancel, bodies counted while they
 * are read, addresses checked before they are dialled. Adapters speak through the {@link Vendor} they are handed.
 */
public final class ProviderHttp implements AutoCloseable {

    /** A reply that stays under this needs no {@link BodyPermit}. */
    private static final int SMALL_BODY = 64 << 10;

    /** Read at once. Each answer that waits for memory holds one, so thousands of them count. */
    private static final int RECEIVE_BUFFER = 32 << 10;

    private static final int MOST_CONNECTIONS_PER_HOST = 16_384;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final String USER_AGENT = "flux-lora-bridge";

    private final FutureTask<HttpClient> starting;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final OutboundGuard guard;
    private final InstantSource clock;
    private final Sleeper sleeper;
    private final PictureReader pictures;
    private final Executor background;

    /** A client that starts with {@link #warmUp}, or with the first request. */
    public ProviderHttp(OutboundGuard guard, InstantSource clock, Sleeper sleeper, PictureReader pictures) {
        this(guard, clock, sleeper, pictures, Thread.ofVirtual().name("provider-http later")::start);
    }

    /** @param background runs what nobody waits for: telling a provider to cancel */
    ProviderHttp(
            OutboundGuard guard, InstantSource clock, Sleeper sleeper, PictureReader pictures, Executor background) {
        this.guard = guard;
        this.clock = clock;
        this.sleeper = sleeper;
        this.pictures = pictures;
        this.background = background;
        this.starting = new FutureTask<>(() -> started(guard));
    }

    /** Starts before the first request would wait for it, and returns when that is done. What goes wrong, the first request hears. */
    public void warmUp() throws InterruptedException {
        start();
        try {
            starting.get();
        } catch (ExecutionException _) {
            // told by client()
        }
    }

    /** On a thread of its own: an interrupted request must not end what all others need. */
    private void start() {
        if (begun.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("provider-http start").start(starting);
        }
    }

    private static HttpClient started(OutboundGuard guard) {
        var threads = new QueuedThreadPool(16, 2);
        threads.setName("provider-http");
        threads.setDaemon(true);
        var connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setExecutor(threads);
        var client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        client.setExecutor(threads);
        client.setSocketAddressResolver(new GuardedResolver(guard));
        client.setFollowRedirects(false);
        client.setConnectTimeout(CONNECT_TIMEOUT.toMillis());
        client.setMaxConnectionsPerDestination(MOST_CONNECTIONS_PER_HOST);
        client.setMaxRequestsQueuedPerDestination(MOST_CONNECTIONS_PER_HOST);
        client.setUserAgentField(new org.eclipse.jetty.http.HttpField("User-Agent", USER_AGENT));
        client.setMaxResponseHeadersSize(64 << 10);
        client.setResponseBufferSize(RECEIVE_BUFFER);
        // Cookies of one provider's edge must not travel with another caller's request.
        client.setHttpCookieStore(new org.eclipse.jetty.http.HttpCookieStore.Empty());
        try {
            client.start();
            // Jetty would answer 401s, redirects and upgrades by itself, and throws when a 401 names no challenge.
            client.getProtocolHandlers().clear();
        } catch (Exception e) {
            throw new IllegalStateException("the outbound HTTP client does not start", e);
        }
        // A 401 without a challenge, a redirect: every answer is for the vendor's channel to judge, none for Jetty.
        client.getProtocolHandlers().clear();
        return client;
    }

    private HttpClient client() throws InterruptedException {
        start();
        try {
            return starting.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the outbound HTTP client does not start", e);
        }
    }

    /**
     * A channel to one provider.
     *
     * @param secrets struck out of every text that comes from the provider
     */
    public Vendor vendor(ProviderId id, List<Secret> secrets) {
        return new Vendor(id, this, secrets, guard, clock, sleeper, pictures, background);
    }

    /**
     * One exchange: the request is sent once and the whole body is read.
     *
     * @param limit most bytes that the body may have
     * @throws NotSent when nothing reached the server
     * @throws Broken when the request may have reached the server but no whole answer came back
     * @throws InterruptedException when the thread was interrupted; the exchange is aborted
     */
    HttpReply exchange(ProviderId provider, Outgoing outgoing, Instant deadline, BodyPermit bodies, long limit)
            throws NotSent, Broken, InterruptedException {
        long millis = Duration.between(clock.instant(), deadline).toMillis();
        if (millis <= 0) {
            throw new NotSent("no time was left before the deadline", new TimeoutException());
        }
        var sent = new AtomicBoolean();
        var request = request(outgoing, millis).onRequestHeaders(_ -> sent.set(true));
        var incoming = new Incoming();
        request.send(incoming);
        try {
            var response = incoming.await(millis);
            var body = incoming.read(response, bodies, limit);
            return new HttpReply(provider, response.getStatus(), headers(response), body);
        } catch (InterruptedException e) {
            var _ = request.abort(e);
            throw e;
        } catch (ExecutionException e) {
            throw broken(e.getCause() == null ? e : e.getCause(), sent.get());
        } catch (TimeoutException e) {
            var _ = request.abort(e);
            throw broken(e, sent.get());
        } catch (RuntimeException e) {
            var _ = request.abort(e);
            throw broken(e, sent.get());
        } catch (Broken e) {
            var _ = request.abort(e);
            throw e;
        }
    }

    /**
     * Opens a streamed reply, such as server-sent events. The caller closes the stream, which ends the exchange.
     *
     * @throws NotSent when nothing reached the server
     * @throws Broken when no reply came
     */
    OpenReply open(Outgoing outgoing, Instant deadline) throws NotSent, Broken, InterruptedException {
        long millis = Duration.between(clock.instant(), deadline).toMillis();
        if (millis <= 0) {
            throw new NotSent("no time was left before the deadline", new TimeoutException());
        }
        var sent = new AtomicBoolean();
        var request = request(outgoing, millis).onRequestHeaders(_ -> sent.set(true));
        var listener = new InputStreamResponseListener();
        request.send(listener);
        try {
            var response = listener.get(millis, TimeUnit.MILLISECONDS);
            return new OpenReply(response.getStatus(), headers(response), new AbortingStream(listener, request));
        } catch (InterruptedException e) {
            var _ = request.abort(e);
            throw e;
        } catch (ExecutionException e) {
            throw broken(e.getCause() == null ? e : e.getCause(), sent.get());
        } catch (TimeoutException e) {
            var _ = request.abort(e);
            throw broken(e, sent.get());
        }
    }

    private Request request(Outgoing outgoing, long millis) throws InterruptedException {
        var request = client().newRequest(outgoing.uri())
                .method(outgoing.method())
                .timeout(millis, TimeUnit.MILLISECONDS)
                .headers(fields -> outgoing.headers().forEach(fields::put));
        if (outgoing.body() != null) {
            request.body(new BytesRequestContent(
                    outgoing.contentType() == null ? "application/octet-stream" : outgoing.contentType(),
                    outgoing.body()));
        }
        return request;
    }

    private static Map<String, String> headers(Response response) {
        var headers = new LinkedHashMap<String, String>();
        response.getHeaders()
                .forEach(field -> headers.putIfAbsent(field.getName().toLowerCase(Locale.ROOT), field.getValue()));
        return headers;
    }

    private static Exception cause(Throwable failure) {
        return failure instanceof Exception e ? e : new IOException(failure);
    }

    /** Jetty reports a timed out exchange as a TimeoutException, possibly wrapped. */
    static boolean isTimeout(@Nullable Throwable failure) {
        for (var t = failure; t != null; t = t.getCause()) {
            if (t instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static Broken brokenAfterSending(Throwable failure) {
        return new Broken(
                isTimeout(failure) ? "no answer in time" : "the connection broke before the answer was whole",
                cause(failure));
    }

    private static Broken broken(Throwable failure, boolean sent) throws NotSent {
        if (failure instanceof VirtualMachineError e) {
            throw e;
        }
        if (sent) {
            return brokenAfterSending(failure);
        }
        var what = switch (failure) {
            case UnknownHostException e -> "the host name " + e.getMessage() + " does not resolve";
            case ForbiddenAddressException e -> String.valueOf(e.getMessage());
            case TimeoutException _ -> "no connection in time";
            default -> "no connection (" + failure.getClass().getSimpleName() + ")";
        };
        throw new NotSent(what, cause(failure));
    }

    @Override
    public void close() {
        if (!begun.get()) {
            return;
        }
        try {
            client().stop();
        } catch (Exception e) {
            throw new IllegalStateException("the outbound HTTP client does not stop", e);
        }
    }

    /** The head of a streamed reply and its body. */
    record OpenReply(int status, Map<String, String> headers, InputStream body) {}

    /** Nothing reached the server. */
    static final class NotSent extends Exception {
        private static final long serialVersionUID = 1L;

        NotSent(String message, Exception cause) {
            super(message, cause);
        }
    }

    /** The server may have got the request; no whole answer came back. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String message, @Nullable Exception cause) {
            super(message, cause);
        }
    }

    /**
     * A reply on its way in. The thread that waits for it reads the socket itself, straight into one array of the declared length; until it
     * may hold a large body, the body waits in the socket. A small body is copied when it arrives: a thousand threads may be ahead of the one
     * that waits, and each reply would keep a receive buffer until then.
     */
    private static final class Incoming
            implements Response.ContentSourceListener, Response.CompleteListener, Invocable {

        private final CompletableFuture<Response> head = new CompletableFuture<>();
        private final Semaphore more = new Semaphore(0);
        private final Deque<Content.Chunk> arrived = new ArrayDeque<>(1);
        private volatile Content.@Nullable Source source;

        @Override
        public void onContentSource(Response response, Content.Source source) {
            long declared = declared(response);
            if (declared >= 0 && declared <= SMALL_BODY) {
                copyWhatIsThere(source);
            }
            this.source = source;
            head.complete(response);
        }

        private void copyWhatIsThere(Content.Source from) {
            for (var chunk = from.read(); chunk != null; chunk = from.read()) {
                arrived.add(Content.Chunk.isFailure(chunk) ? chunk : copied(chunk));
                if (chunk.isLast()) {
                    return;
                }
            }
        }

        private static Content.Chunk copied(Content.Chunk chunk) {
            var bytes = new byte[chunk.remaining()];
            chunk.getByteBuffer().get(bytes);
            chunk.release();
            return Content.Chunk.from(ByteBuffer.wrap(bytes), chunk.isLast());
        }

        private static long declared(Response response) {
            return response.getHeaders().getLongField("Content-Length");
        }

        @Override
        public void onComplete(Result result) {
            if (result.isSucceeded()) {
                head.complete(result.getResponse());
            } else {
                head.completeExceptionally(result.getFailure());
            }
        }

        Response await(long millis) throws InterruptedException, ExecutionException, TimeoutException {
            return head.get(millis, TimeUnit.MILLISECONDS);
        }

        byte[] read(Response response, BodyPermit bodies, long limit)
                throws InterruptedException, ExecutionException, Broken {
            long declared = declared(response);
            if (declared > limit) {
                throw new Broken("the reply is " + declared + " bytes long, over the limit of " + limit, null);
            }
            if (declared > SMALL_BODY) {
                bodies.acquire();
            }
            var body = new byte[declared < 0 ? SMALL_BODY : (int) declared];
            int length = 0;
            for (var chunk = next(); chunk != null; chunk = next()) {
                try {
                    int count = chunk.remaining();
                    if (length + (long) count > limit) {
                        throw new Broken("the reply is over the limit of " + limit + " bytes", null);
                    }
                    if (length + count > body.length) {
                        bodies.acquire();
                        body = Arrays.copyOf(body, (int) Math.min(limit, Math.max(2L * body.length, length + count)));
                    }
                    chunk.getByteBuffer().get(body, length, count);
                    length += count;
                    if (chunk.isLast()) {
                        break;
                    }
                } finally {
                    chunk.release();
                }
            }
            return length == body.length ? body : Arrays.copyOf(body, length);
        }

        /** The next piece, waiting for it; null when there is no body. */
        private Content.@Nullable Chunk next() throws InterruptedException, ExecutionException {
            var from = source;
            while (from != null) {
                var chunk = arrived.isEmpty() ? from.read() : arrived.poll();
                if (chunk == null) {
                    from.demand(Invocable.from(InvocationType.NON_BLOCKING, more::release));
                    more.acquire();
                } else if (Content.Chunk.isFailure(chunk)) {
                    throw new ExecutionException(chunk.getFailure());
                } else {
                    return chunk;
                }
            }
            return null;
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }

    /** Ends the exchange when it is closed before its end. A thread that is interrupted while it reads stays interrupted. */
    private static final class AbortingStream extends java.io.FilterInputStream {
        private final Request request;

        AbortingStream(InputStreamResponseListener listener, Request request) {
            super(listener.getInputStream());
            this.request = request;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (InterruptedIOException e) {
                Thread.currentThread().interrupt();
                throw e;
            } catch (RuntimeException e) {
                throw new IOException("the stream broke off", e);
            }
        }

        @Override
        public void close() throws IOException {
            var _ = request.abort(new UncheckedIOException(new IOException("closed by the reader")));
            super.close();
        }
    }

    /** Resolves on the calling executor's thread and hands Jetty only addresses that were checked. */
    private record GuardedResolver(OutboundGuard guard) implements SocketAddressResolver {
        @Override
        public void resolve(
                String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
            Thread.ofVirtual().name("resolve " + host).start(() -> {
                try {
                    promise.succeeded(guard.resolve(host, port));
                } catch (UnknownHostException | ForbiddenAddressException | RuntimeException e) {
                    promise.failed(e);
                }
            });
        }
    }
}
