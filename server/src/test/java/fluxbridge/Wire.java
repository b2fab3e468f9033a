package fluxbridge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One TCP connection to the bridge, with nothing between the test and its bytes. */
public final class Wire implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Socket socket;
    private final InputStream in;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static Wire to(int port) throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return new Wire(socket);
    }

    /** Sends bytes as they are. */
    public Wire send(String text) throws IOException {
        var out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        return this;
    }

    /** Sends a POST of JSON with further header lines. */
    public Wire post(String path, String json, String... headers) throws IOException {
        var lines = new StringBuilder(
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n");
        for (var header : headers) {
            lines.append(header).append("\r\n");
        }
        lines.append("Content-Length: ")
                .append(json.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n\r\n");
        return send(lines + json);
    }

    public Wire get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /** Reads one answer that says its length. */
    public BridgeUnderTest.Reply reply() throws IOException {
        var status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, List<String>> headers = new HashMap<>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    List.of(line.substring(colon + 1).strip()));
        }
        int length = Integer.parseInt(
                headers.getOrDefault("content-length", List.of("0")).getFirst());
        return new BridgeUnderTest.Reply(status, headers, in.readNBytes(length));
    }

    /** Reads until this text was read, and returns everything up to its end. */
    public String until(String text) throws IOException {
        var read = new ByteArrayOutputStream();
        while (!read.toString(StandardCharsets.UTF_8).endsWith(text)) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the bridge closed the connection after '" + read + "'");
            }
            read.write(b);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    /** Everything up to the end of the connection, which a reset is too. */
    public String rest() throws IOException {
        var read = new ByteArrayOutputStream();
        try {
            in.transferTo(read);
        } catch (SocketException _) {
            // Reset: there was something that the bridge had not read.
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the bridge closed the connection after '" + line + "'");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Closes the socket, as a client that leaves does. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Breaks the connection off with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
