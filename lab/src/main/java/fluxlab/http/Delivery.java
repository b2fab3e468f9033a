package fluxlab.http;

import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import tools.jackson.databind.JsonNode;

/**
 * Sends one answer, spoiled by the faults drawn for its request.
 *
 * <p>{@link #send} returns whether the connection may live on; if not, the caller closes it.
 */
final class Delivery {

    private static final long HUGE_BYTES = 1L << 30;
    private static final byte[] FILLER = filler();
    private static final String PAGE = """
            <!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>\
            <body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>
            """;

    private final Response response;
    private final Runnable beforeLastByte;

    /** {@code beforeLastByte} runs when only the last write is left to do. */
    Delivery(Response response, Runnable beforeLastByte) {
        this.response = response;
        this.beforeLastByte = beforeLastByte;
    }

    /** Sends {@code answer}, or what the exchange's faults make of it. */
    boolean send(Exchange exchange, Answer answer, Problems problems) throws IOException, InterruptedException {
        for (var fault : exchange.faults()) {
            if (fault.replacesAnswer()) {
                return sendInstead(exchange, fault, problems);
            }
        }
        return switch (answer) {
            case Answer.Events(var writer) -> stream(exchange, writer);
            case Answer.Whole whole -> sendSpoiled(exchange, whole);
        };
    }

    /** Sends what a fault puts in the place of any answer. */
    boolean sendInstead(Exchange exchange, Fault fault, Problems problems) throws IOException, InterruptedException {
        return switch (fault.kind()) {
            case STATUS, RATELIMIT -> {
                if (fault.retryAfter() != null) {
                    response.getHeaders().put(HttpHeader.RETRY_AFTER, fault.retryAfter());
                }
                var body = body(fault, problems);
                write(fault.status(), type(fault, body), body);
                yield true;
            }
            case REDIRECT -> {
                response.getHeaders().put(HttpHeader.LOCATION, fault.variant());
                write(302, "text/plain", new byte[0]);
                yield true;
            }
            case HANG -> {
                exchange.hold(fault.duration());
                yield false;
            }
            default -> false;
        };
    }

    private static byte[] body(Fault fault, Problems problems) {
        if (fault.body() != null) {
            return fault.body().getBytes(StandardCharsets.UTF_8);
        }
        JsonNode body = problems.body(fault.status(), "scripted by the lab");
        return Json.write(body);
    }

    private static String type(Fault fault, byte[] body) {
        var looksLikeJson = body.length > 0 && (body[0] == '{' || body[0] == '[');
        return fault.body() == null || looksLikeJson ? "application/json" : "text/plain";
    }

    private boolean sendSpoiled(Exchange exchange, Answer.Whole whole) throws IOException {
        if (exchange.has(FaultKind.HTML)) {
            write(200, "text/html", PAGE.getBytes(StandardCharsets.UTF_8));
            return true;
        }
        if (exchange.has(FaultKind.HUGE)) {
            return flood(whole);
        }
        if (exchange.has(FaultKind.MALFORMED)) {
            var broken = Arrays.copyOf(whole.body(), whole.body().length + 1);
            broken[Math.max(0, broken.length - 2)] = ',';
            broken[broken.length - 1] = '}';
            write(whole.status(), whole.type(), broken);
            return true;
        }
        put(whole.headers());
        if (exchange.has(FaultKind.TRUNCATED)) {
            head(whole.status(), whole.type(), whole.body().length);
            Content.Sink.write(response, false, ByteBuffer.wrap(whole.body(), 0, whole.body().length / 2));
            return false;
        }
        write(whole.status(), whole.type(), whole.body());
        return true;
    }

    private void put(Map<String, String> headers) {
        headers.forEach((name, value) -> response.getHeaders().put(name, value));
    }

    private void head(int status, String type, long length) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    }

    private void write(int status, String type, byte[] body) throws IOException {
        head(status, type, body.length);
        beforeLastByte.run();
        Content.Sink.write(response, true, ByteBuffer.wrap(body));
    }

    /** A body without end: looks like the real one at first, then never stops. */
    private boolean flood(Answer.Whole whole) throws IOException {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, whole.type());
        var isJson = whole.type().startsWith("application/json");
        var start = isJson
                ? "{\"data\":[{\"junk\":\"".getBytes(StandardCharsets.UTF_8)
                : Arrays.copyOf(whole.body(), Math.min(64, whole.body().length));
        Content.Sink.write(response, false, ByteBuffer.wrap(start));
        for (long sent = 0; sent < HUGE_BYTES; sent += FILLER.length) {
            Content.Sink.write(response, false, ByteBuffer.wrap(FILLER));
        }
        return false;
    }

    private static byte[] filler() {
        var bytes = new byte[64 << 10];
        Arrays.fill(bytes, (byte) 'A');
        return bytes;
    }

    private boolean stream(Exchange exchange, Answer.EventWriter writer) throws IOException, InterruptedException {
        if (exchange.has(FaultKind.HTML)) {
            write(200, "text/html", PAGE.getBytes(StandardCharsets.UTF_8));
            return true;
        }
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        if (exchange.has(FaultKind.MALFORMED)) {
            Content.Sink.write(
                    response, false, ByteBuffer.wrap("data: {\"msg\":,}\n\n".getBytes(StandardCharsets.UTF_8)));
        }
        if (exchange.has(FaultKind.TRUNCATED)) {
            Content.Sink.write(response, false, ByteBuffer.wrap("data: {\"ms".getBytes(StandardCharsets.UTF_8)));
            return false;
        }
        writer.write(new EventStream(exchange, response));
        if (!exchange.present()) {
            return false;
        }
        beforeLastByte.run();
        Content.Sink.write(response, true, ByteBuffer.allocate(0));
        return true;
    }
}
