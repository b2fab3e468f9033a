package fluxlab.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import tools.jackson.databind.JsonNode;

/** One client's open stream of server-sent events. */
public final class EventStream {

    private final Exchange exchange;
    private final Response response;

    EventStream(Exchange exchange, Response response) {
        this.exchange = exchange;
        this.response = response;
    }

    /** Sends an event without a name. */
    public void send(JsonNode data) throws IOException {
        write("data: " + new String(Json.write(data), StandardCharsets.UTF_8) + "\n\n");
    }

    /** Sends an event called {@code event}. */
    public void send(String event, JsonNode data) throws IOException {
        write("event: " + event + "\ndata: " + new String(Json.write(data), StandardCharsets.UTF_8) + "\n\n");
    }

    /** Waits between events; false at once when the client leaves. */
    public boolean pause(Duration time) throws InterruptedException {
        return exchange.hold(time);
    }

    private void write(String text) throws IOException {
        Content.Sink.write(response, false, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
