package fluxlab.http;

import java.io.IOException;

/** Answers the messages of one WebSocket connection. Called by several threads at once. */
public interface SocketHandler extends AutoCloseable {

    /**
     * The answer to one message.
     *
     * @throws IOException when the connection is to be broken off without one
     */
    String answer(String message) throws IOException, InterruptedException;

    @Override
    void close();
}
