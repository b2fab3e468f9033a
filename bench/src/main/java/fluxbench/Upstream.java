package fluxbench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What stands behind the gateways: Runware's wire form for the bridge, the finished A1111 answer for nginx, an OpenAI answer for Portkey. All
 * bodies are made beforehand and sent from direct buffers, so that it is never the slowest part; {@code direct} in the table measures it.
 */
final class Upstream implements AutoCloseable {

    private final ServerSocketChannel server;
    private final int port;
    private volatile Duration delay = Duration.ZERO;
    private volatile Canned canned;

    /** The bodies for one size of picture. */
    private record Canned(ByteBuffer png, ByteBuffer base64, ByteBuffer a1111, ByteBuffer openAi) {
        static Canned of(SamplePicture picture) {
            var info =
                    "\\\"prompt\\\": \\\"a lighthouse at dusk\\\", \\\"seed\\\": 1, \\\"width\\\": 1024, \\\"height\\\": 1024";
            return new Canned(
                    direct(picture.file()),
                    direct(picture.base64()),
                    around(
                            "{\"images\":[\"",
                            picture,
                            "\"],\"parameters\":{\"prompt\":\"a lighthouse at dusk\",\"seed\":1},\"info\":\"{" + info
                                    + "}\"}"),
                    around("{\"created\":1,\"data\":[{\"b64_json\":\"", picture, "\"}]}"));
        }

        private static ByteBuffer around(String before, SamplePicture picture, String after) {
            var head = ascii(before);
            var tail = ascii(after);
            var whole = ByteBuffer.allocateDirect(head.length + picture.base64().length + tail.length);
            return whole.put(head).put(picture.base64()).put(tail).flip();
        }

        private static ByteBuffer direct(byte[] bytes) {
            return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        }
    }

    Upstream(SamplePicture picture) throws IOException {
        canned = Canned.of(picture);
        server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(new InetSocketAddress("127.0.0.1", 0), 8192);
        port = ((InetSocketAddress) server.getLocalAddress()).getPort();
        Thread.ofPlatform().daemon().name("upstream").start(this::accept);
    }

    int port() {
        return port;
    }

    /** From now on every picture takes this long and is this one. */
    void serve(SamplePicture picture, Duration delay) {
        this.canned = Canned.of(picture);
        this.delay = delay;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                var channel = server.accept();
                Thread.ofVirtual().start(() -> serve(channel));
            } catch (IOException e) {
                if (server.isOpen()) {
                    System.err.println("upstream: " + e);
                }
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (var wire = new Wire(channel)) {
            for (var head = wire.readHead(); head != null; head = wire.readHead()) {
                var body = new String(wire.readBody((int) Math.max(0, head.contentLength())), StandardCharsets.UTF_8);
                answer(wire, head.firstLine(), body);
            }
        } catch (IOException _) {
            // A gateway closed a connection it did not need any more.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(Wire wire, String request, String body) throws IOException, InterruptedException {
        var bodies = canned;
        if (request.startsWith("GET /picture/")) {
            send(wire, "image/png", bodies.png());
        } else if (request.startsWith("POST /runware")) {
            Thread.sleep(delay);
            runware(wire, body, bodies);
        } else if (request.startsWith("POST /sdapi/v1/txt2img")) {
            Thread.sleep(delay);
            send(wire, "application/json", bodies.a1111());
        } else if (request.startsWith("POST /v1/images/generations")) {
            Thread.sleep(delay);
            send(wire, "application/json", bodies.openAi());
        } else {
            wire.write(ByteBuffer.wrap(ascii("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")));
        }
    }

    private void runware(Wire wire, String body, Canned bodies) throws IOException {
        var id = valueAfter(body, "\"taskUUID\":\"");
        var head = "{\"data\":[{\"taskType\":\"imageInference\",\"taskUUID\":\"" + id
                + "\",\"imageUUID\":\"00000000-0000-4000-8000-000000000001\",\"seed\":1,\"cost\":0.0038,";
        if (body.contains("base64Data")) {
            var before = ByteBuffer.wrap(ascii(head + "\"imageBase64Data\":\""));
            var after = ByteBuffer.wrap(ascii("\"}]}"));
            send(wire, "application/json", before, bodies.base64(), after);
        } else {
            var url = "http://127.0.0.1:" + port + "/picture/" + id + ".png";
            send(wire, "application/json", ByteBuffer.wrap(ascii(head + "\"imageURL\":\"" + url + "\"}]}")));
        }
    }

    private static String valueAfter(String body, String name) {
        int at = body.indexOf(name) + name.length();
        return body.substring(at, body.indexOf('"', at));
    }

    private static void send(Wire wire, String type, ByteBuffer... body) throws IOException {
        long length = 0;
        var parts = new ByteBuffer[body.length + 1];
        for (int i = 0; i < body.length; i++) {
            parts[i + 1] = body[i].duplicate();
            length += body[i].remaining();
        }
        parts[0] = ByteBuffer.wrap(
                ascii("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + length + "\r\n\r\n"));
        wire.write(parts);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
