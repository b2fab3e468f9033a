package fluxbridge.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers requests that never reach a route, since their head can be read in two ways. The connection is closed after it: what follows on it
 * may belong to another reading of the same bytes (RFC 9112 §3.2.2, §11.2).
 */
final class UnreadableRequests extends ErrorHandler {

    UnreadableRequests() {
        setShowStacks(false);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
        return super.handle(request, response, callback);
    }
}
