/**
 * The request comes in. {@link fluxbridge.http.Routes} lists every URL; {@link fluxbridge.http.Problems} is the one place where a failure
 * becomes a status code. Javalin and Jetty's server are known here and nowhere else.
 */
@NullMarked
package fluxbridge.http;

import org.jspecify.annotations.NullMarked;
