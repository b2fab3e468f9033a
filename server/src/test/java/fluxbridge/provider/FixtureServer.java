package fluxbridge.provider;

import fluxbridge.provider.Fixture.Step;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays the answers of a fixture on a loopback port, in the order in which requests arrive, over plain sockets: it can drop, hang and cut off
 * as no HTTP server would. What does not match is noted, and answered all the same.
 */
final class FixtureServer implements AutoCloseable {

    /**
     * A request as it came.
     *
     * @param headers lower-case names
     */
    record Request(String method, String target, Map<String, String> headers, String body) {
        boolean sameAs(Request other) {
            return method.equals(other.method) && target.equals(other.target);
        }

        @Override
        public String toString() {
            return method + " " + target;
        }
    }

    private final ServerSocket listener;
    private final List<Step> steps;
    private final IntConsumer arrivals;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Request> requests = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int position = -1;

    /** @param arrivals hears the number of each request, from 1, before it is answered */
    FixtureServer(List<Step> steps, IntConsumer arrivals) {
        this.steps = List.copyOf(steps);
        this.arrivals = arrivals;
        try {
            listener = new ServerSocket(0, 64, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("fixture server").start(this::accept);
    }

    String base() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Text of a fixture with the server's address in it; {@code ${OTHER}} is the same server under a host name that is not the vendor's. */
    String filled(String text) {
        return text.replace("${BASE}", base()).replace("${OTHER}", "http://localhost:" + listener.getLocalPort());
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    private void accept() {
        while (closed.getCount() > 0) {
            try {
                var socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().name("fixture connection").start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            boolean more = true;
            while (more) {
                var request = read(in);
                if (request == null) {
                    return;
                }
                more = FixtureAnswer.of(text(request), this::filled, request, requests())
                        .send(socket.getOutputStream(), closed);
            }
        } catch (IOException _) {
            // The client went away, as it may.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            note("the fixture cannot be played: " + e.getMessage());
        } finally {
            open.remove(socket);
        }
    }

    /** The answer to a request: that of the last step again when it repeats and the request is the same, else the next one's. */
    private synchronized String text(Request request) {
        requests.add(request);
        boolean repeated = position >= 0
                && steps.get(position).repeats()
                && request.sameAs(answeredLast())
                && !nextIsBetter(request);
        if (!repeated) {
            position++;
        }
        arrivals.accept(requests.size());
        if (position >= steps.size()) {
            problems.add("request " + requests.size() + " (" + request + ") is one more than the fixture declares");
            position = steps.size() - 1;
            return "599\n\nno such step";
        }
        var step = steps.get(position);
        step.request()
                .ifPresent(expected -> WireMatch.differences(filled(expected), request)
                        .forEach(difference -> problems.add("request " + step.number() + ": " + difference)));
        return step.response();
    }

    private Request answeredLast() {
        return requests.get(requests.size() - 2);
    }

    /** When the next step says what its request looks like and this is one, the repetition is over. */
    private boolean nextIsBetter(Request request) {
        if (position + 1 >= steps.size() || steps.get(position + 1).request().isEmpty()) {
            return false;
        }
        var next = steps.get(position + 1).request().get();
        var now = steps.get(position).request();
        boolean fitsNow = now.isEmpty()
                || WireMatch.differences(filled(now.get()), request).isEmpty();
        return !fitsNow && WireMatch.differences(filled(next), request).isEmpty();
    }

    private synchronized void note(String problem) {
        problems.add(problem);
    }

    private static @Nullable Request read(InputStream in) throws IOException {
        var first = line(in);
        if (first.isEmpty()) {
            return null;
        }
        var parts = first.split(" ", 3);
        var headers = new LinkedHashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        var body = headers.getOrDefault("transfer-encoding", "").equals("chunked")
                ? chunked(in)
                : in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Request(parts[0], parts[1], headers, new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] chunked(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            body.write(in.readNBytes(size));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    /** A line without its end; empty at the end of the stream. */
    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
