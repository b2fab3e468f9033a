package fluxlab.http;

import java.io.IOException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** Jetty's side of one WebSocket: a virtual thread per message, so that a slow answer holds up none of the others. Public, or Jetty cannot call it. */
public final class SocketListener implements Session.Listener.AutoDemanding {

    private final SocketHandler handler;
    private volatile @Nullable Session session;

    SocketListener(SocketHandler handler) {
        this.handler = handler;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
    }

    @Override
    public void onWebSocketText(String message) {
        var open = session;
        if (open != null) {
            Thread.ofVirtual().name("lab-socket").start(() -> answer(open, message));
        }
    }

    private void answer(Session open, String message) {
        try {
            open.sendText(handler.answer(message), Callback.NOOP);
        } catch (IOException _) {
            open.disconnect();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A client that breaks off is nothing to report. */
    @Override
    public void onWebSocketError(Throwable cause) {}

    @Override
    public void onWebSocketClose(int status, @Nullable String reason, Callback callback) {
        handler.close();
        callback.succeed();
    }
}
