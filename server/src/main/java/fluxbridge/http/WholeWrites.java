package fluxbridge.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.HttpOutput;

/**
 * Hands long arrays to the socket as they come. Jetty's own stream cuts them to its buffer size, and every piece is a system call that may
 * wake the reader; short ones it gathers, as before.
 */
final class WholeWrites extends OutputStream {

    private final HttpOutput out;

    WholeWrites(HttpOutput out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (length > out.getBufferSize()) {
            out.write(ByteBuffer.wrap(bytes, from, length));
        } else {
            out.write(bytes, from, length);
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
