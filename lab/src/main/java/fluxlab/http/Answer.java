package fluxlab.http;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a handler wants sent; {@link Delivery} sends it, or something worse if a fault says so. */
public sealed interface Answer {

    int status();

    /** A JSON document. */
    static Answer json(int status, JsonNode body) {
        return new Whole(status, "application/json", Json.write(body), Map.of());
    }

    /** A JSON document with extra headers. */
    static Answer json(int status, JsonNode body, Map<String, String> headers) {
        return new Whole(status, "application/json", Json.write(body), headers);
    }

    /** Bytes that are sent as they are, without a copy. */
    static Answer bytes(int status, String type, byte[] body) {
        return new Whole(status, type, body, Map.of());
    }

    /** Text in UTF-8. */
    static Answer text(int status, String type, String body) {
        return new Whole(status, type, body.getBytes(java.nio.charset.StandardCharsets.UTF_8), Map.of());
    }

    /** A stream of server-sent events, written while the client listens. */
    static Answer events(EventWriter writer) {
        return new Events(writer);
    }

    /** A body known as a whole. */
    final class Whole implements Answer {
        private final int status;
        private final String type;
        private final byte[] body;
        private final Map<String, String> headers;

        Whole(int status, String type, byte[] body, Map<String, String> headers) {
            this.status = status;
            this.type = type;
            this.body = body;
            this.headers = headers;
        }

        @Override
        public int status() {
            return status;
        }

        public String type() {
            return type;
        }

        byte[] body() {
            return body;
        }

        Map<String, String> headers() {
            return headers;
        }
    }

    /** {@code text/event-stream}, open until the writer returns. */
    record Events(EventWriter writer) implements Answer {
        @Override
        public int status() {
            return 200;
        }
    }

    /** Writes events until there are no more, or the client leaves ({@link IOException}). */
    @FunctionalInterface
    interface EventWriter {
        void write(EventStream to) throws IOException, InterruptedException;
    }
}
