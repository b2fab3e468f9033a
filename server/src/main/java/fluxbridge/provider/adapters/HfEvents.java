package fluxbridge.provider.adapters;

import fluxbridge.provider.WireJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Gradio's event stream: unnamed server-sent events with one JSON object per {@code data:} line (providers-2.md §3.2).
 *
 * <p>A thread of its own reads, so that whoever waits notices silence and interrupts.
 */
final class HfEvents implements AutoCloseable {

    /** A result is a few hundred bytes; a line this long is not from Gradio. */
    private static final int LONGEST_LINE = 1 << 20;

    private static final int READ_AHEAD = 64;

    /** What the stream brought. */
    sealed interface Event {
        record Message(JsonNode json) implements Event {}

        /** A {@code data:} line that is not JSON, or a line without end. */
        record Unreadable(String why) implements Event {}

        /** The server closed the stream in good order. */
        record Ended() implements Event {}

        /** The connection broke. */
        record Broken() implements Event {}
    }

    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(READ_AHEAD);
    private final InputStream stream;
    private final Thread reader;

    /** @param stream closed together with this */
    HfEvents(InputStream stream) {
        this.stream = stream;
        this.reader = Thread.ofVirtual().name("hf events").start(this::read);
    }

    /** The next event, or null when nothing came for so long; a heartbeat counts as something. */
    @Nullable
    Event next(Duration patience) throws InterruptedException {
        return events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void read() {
        try {
            events.put(readToEnd());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Event readToEnd() throws InterruptedException {
        try (var in = new BufferedInputStream(stream)) {
            for (var line = line(in); line != null; line = line(in)) {
                if (line.length == LONGEST_LINE) {
                    return new Event.Unreadable("a line of its event stream is over " + LONGEST_LINE + " bytes");
                }
                var text = new String(line, StandardCharsets.UTF_8);
                if (text.startsWith("data:")) {
                    events.put(message(text.substring("data:".length()).strip()));
                }
            }
            return new Event.Ended();
        } catch (IOException _) {
            return new Event.Broken();
        }
    }

    private static Event message(String data) {
        try {
            return new Event.Message(WireJson.MAPPER.readTree(data));
        } catch (JacksonException _) {
            return new Event.Unreadable("an event is not JSON");
        }
    }

    /** A line without its end, cut at the longest that is read; null at the end of the stream. */
    private static byte @Nullable [] line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n' && line.size() < LONGEST_LINE) {
            line.write(c);
            c = in.read();
        }
        return line.toByteArray();
    }

    @Override
    public void close() {
        reader.interrupt();
        try {
            stream.close();
        } catch (IOException _) {
            // Nobody reads it any more.
        }
    }
}
