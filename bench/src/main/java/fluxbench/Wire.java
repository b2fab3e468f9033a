package fluxbench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One HTTP/1.1 connection, from either end, with as little work as possible: bodies are counted, not kept, unless they are small. */
final class Wire implements AutoCloseable {

    private static final int LONGEST_HEAD = 16 << 10;
    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 << 10).flip();

    Wire(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    static Wire connect(int port) throws IOException {
        return new Wire(SocketChannel.open(new InetSocketAddress("127.0.0.1", port)));
    }

    /** The head of a request or answer, its names in lower case. */
    record Head(String text) {
        String firstLine() {
            return text.substring(0, text.indexOf('\r'));
        }

        int status() {
            return Integer.parseInt(text.substring(9, 12));
        }

        /** -1 when it is not said. */
        long contentLength() {
            int at = text.indexOf("\r\ncontent-length:");
            if (at < 0) {
                return -1;
            }
            return Long.parseLong(
                    text.substring(at + 17, text.indexOf('\r', at + 17)).strip());
        }
    }

    /** Null at the end of the stream. */
    Head readHead() throws IOException {
        var head = new StringBuilder();
        while (true) {
            while (in.hasRemaining()) {
                char next = (char) (in.get() & 0xff);
                head.append(next);
                if (next == '\n' && endsHead(head)) {
                    var text = head.toString();
                    int line = text.indexOf('\r');
                    return new Head(
                            text.substring(0, line) + text.substring(line).toLowerCase(Locale.ROOT));
                }
            }
            if (head.length() > LONGEST_HEAD) {
                throw new IOException("a head without end");
            }
            if (!fill()) {
                if (head.isEmpty()) {
                    return null;
                }
                throw new EOFException("cut off in the head");
            }
        }
    }

    private static boolean endsHead(StringBuilder head) {
        int n = head.length();
        return n >= 4 && head.charAt(n - 2) == '\r' && head.charAt(n - 3) == '\n' && head.charAt(n - 4) == '\r';
    }

    /** A small body, whole. */
    byte[] readBody(int length) throws IOException {
        var body = new byte[length];
        int at = 0;
        while (at < length) {
            if (!in.hasRemaining() && !fill()) {
                throw new EOFException("cut off in the body");
            }
            int count = Math.min(in.remaining(), length - at);
            in.get(body, at, count);
            at += count;
        }
        return body;
    }

    /** Reads a body to its end and throws it away. @return its length */
    long skipBody(Head head) throws IOException {
        long declared = head.contentLength();
        if (declared < 0) {
            return skipChunks();
        }
        long left = declared;
        while (left > 0) {
            if (!in.hasRemaining() && !fill()) {
                throw new EOFException("cut off " + left + " bytes before the end");
            }
            int count = (int) Math.min(in.remaining(), left);
            in.position(in.position() + count);
            left -= count;
        }
        return declared;
    }

    /** A chunked body of JSON ends where its last chunk stands, which no JSON holds. */
    private long skipChunks() throws IOException {
        long total = 0;
        var tail = new byte[LAST_CHUNK.length];
        while (!java.util.Arrays.equals(tail, LAST_CHUNK)) {
            if (!in.hasRemaining() && !fill()) {
                throw new EOFException("cut off in a chunked body");
            }
            int count = in.remaining();
            total += count;
            int kept = Math.min(count, tail.length);
            System.arraycopy(tail, kept, tail, 0, tail.length - kept);
            in.position(in.position() + count - kept);
            in.get(tail, tail.length - kept, kept);
        }
        return total;
    }

    private boolean fill() throws IOException {
        in.clear();
        int count = channel.read(in);
        in.flip();
        return count > 0;
    }

    void write(ByteBuffer... parts) throws IOException {
        var last = parts[parts.length - 1];
        while (last.hasRemaining()) {
            channel.write(parts);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // Nothing is lost.
        }
    }
}
