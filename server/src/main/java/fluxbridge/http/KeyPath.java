package fluxbridge.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that begin with {@code /k/<token>}, for clients that can send a token nowhere else. The token is taken out of the address before
 * anything looks at it, so every route works behind it and no log holds it.
 */
final class KeyPath extends Handler.Wrapper {

    private static final String PREFIX = "/k/";
    private static final String TOKEN = KeyPath.class.getName();

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var uri = request.getHttpURI();
        var path = uri.getPath();
        if (path == null || !path.startsWith(PREFIX) || path.length() == PREFIX.length()) {
            return super.handle(request, response, callback);
        }
        int end = path.indexOf('/', PREFIX.length());
        var token = path.substring(PREFIX.length(), end < 0 ? path.length() : end);
        var rest = end < 0 ? "/" : path.substring(end);
        request.setAttribute(TOKEN, decoded(token));
        return super.handle(
                Request.serveAs(request, HttpURI.build(uri, rest, uri.getParam(), uri.getQuery())), response, callback);
    }

    private static String decoded(String token) {
        try {
            return URLDecoder.decode(token.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return token;
        }
    }

    /** The token in the address that was asked for, null where there was none. */
    static @Nullable String token(HttpServletRequest request) {
        return request.getAttribute(TOKEN) instanceof String token ? token : null;
    }
}
