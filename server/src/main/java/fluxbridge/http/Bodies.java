package fluxbridge.http;

import fluxbridge.failure.Failure.NotJson;
import fluxbridge.failure.Failure.TooLarge;
import fluxbridge.failure.Failure.TooSlow;
import fluxbridge.failure.GatewayException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpHeaderValue;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads request bodies: counted while they are read, JSON objects only. */
public final class Bodies {

    /** How much of a body that nobody wants is still read and thrown away, in bytes. */
    private static final long MOST_DISCARDED = 256L << 20;

    /** How long that may take. */
    private static final Duration LONGEST_DISCARD = Duration.ofSeconds(30);

    private static final String READ = "body";

    private static final int FIRST_BUFFER = 16 << 10;

    private final long limit;
    private final Pace pace;
    private final InstantSource clock;
    private final JsonMapper mapper;

    /**
     * How fast a body must come: a client that sends a byte now and then holds a connection and its thread for nothing.
     *
     * @param grace how long anything goes
     * @param bytesPerSecond on the average since the beginning, afterwards
     */
    public record Pace(Duration grace, long bytesPerSecond) {

        static final Pace USUAL = new Pace(Duration.ofSeconds(20), 1024);

        boolean isKept(long bytes, Duration since) {
            return since.compareTo(grace) <= 0 || bytes * 1000 >= bytesPerSecond * since.toMillis();
        }
    }

    /** @param limit longest body in bytes */
    public Bodies(long limit, InstantSource clock) {
        this(limit, Pace.USUAL, clock);
    }

    Bodies(long limit, Pace pace, InstantSource clock) {
        this.limit = limit;
        this.pace = pace;
        this.clock = clock;
        this.mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxStringLength((int) limit)
                                .maxNestingDepth(100)
                                .build())
                        .build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /**
     * The body as a JSON object; an empty body is an empty object.
     *
     * @throws GatewayException {@code TooLarge}, {@code TooSlow} or {@code NotJson}
     */
    ObjectNode object(Context ctx) {
        var bytes = bytes(ctx);
        ctx.attribute(READ, null);
        if (bytes.length == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            if (mapper.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
            throw new GatewayException(new NotJson(0, "value is not a valid dict"));
        } catch (JacksonException e) {
            var location = e.getLocation();
            int at = location == null ? 0 : (int) Math.max(0, location.getByteOffset());
            throw new GatewayException(new NotJson(at, plain(e)), e);
        }
    }

    /**
     * The body as it came; reads it once, so that it can be asked for before {@link #object} is.
     *
     * @throws GatewayException {@code TooLarge} or {@code TooSlow}
     */
    byte[] bytes(Context ctx) {
        byte[] before = ctx.attribute(READ);
        if (before != null) {
            return before;
        }
        var bytes = read(ctx);
        ctx.attribute(READ, bytes);
        return bytes;
    }

    private static String plain(JacksonException e) {
        var message = e.getOriginalMessage();
        int line = message.indexOf('\n');
        return (line < 0 ? message : message.substring(0, line)).replaceAll("\\p{Cntrl}", " ");
    }

    private byte[] read(Context ctx) {
        try {
            var in = ctx.req().getInputStream();
            long declared = ctx.req().getContentLengthLong();
            if (declared > limit) {
                throw new GatewayException(new TooLarge(limit));
            }
            var bytes = read(in, declared);
            if (bytes.length == limit && in.read() >= 0) {
                throw new GatewayException(new TooLarge(limit));
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("the request body broke off", e);
        }
    }

    /** At most {@code limit} bytes; memory grows with what has come, not with what was announced. */
    byte[] read(InputStream in, long declared) throws IOException {
        var begun = clock.instant();
        var buffer = new byte[(int) Math.min(declared < 0 ? FIRST_BUFFER : Math.max(declared, 1), 64 << 10)];
        int length = 0;
        while (length < limit) {
            if (length == buffer.length) {
                buffer = Arrays.copyOf(buffer, (int) Math.min(limit, buffer.length * 2L));
            }
            int count = in.read(buffer, length, (int) Math.min(buffer.length, limit) - length);
            if (count < 0) {
                break;
            }
            length += count;
            if (!pace.isKept(length, Duration.between(begun, clock.instant()))) {
                throw new GatewayException(new TooSlow(pace.bytesPerSecond()));
            }
        }
        return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
    }

    /**
     * Reads away what no handler read of a body, after the answer. Jetty closes a connection whose request was not read to its end: a client that
     * still sends would lose the answer, and one that sent all of it, its next request on that connection.
     */
    void discardRest(Context ctx) {
        long declared = ctx.req().getContentLengthLong();
        boolean none = declared == 0 || (declared < 0 && ctx.header("Transfer-Encoding") == null);
        if (none || HttpHeaderValue.CLOSE.is(ctx.res().getHeader("Connection"))) {
            return;
        }
        try {
            var in = ctx.req().getInputStream();
            if (!in.isFinished()) {
                discard(in);
            }
        } catch (IOException _) {
            // The client is gone, or its body broke off: it was answered.
        }
    }

    void discard(InputStream in) throws IOException {
        var begun = clock.instant();
        var into = new byte[FIRST_BUFFER];
        long discarded = 0;
        int count = 0;
        while (count >= 0
                && discarded < MOST_DISCARDED
                && Duration.between(begun, clock.instant()).compareTo(LONGEST_DISCARD) < 0) {
            count = in.read(into);
            discarded += count;
        }
    }
}
