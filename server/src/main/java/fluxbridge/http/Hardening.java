package fluxbridge.http;

import io.javalin.http.Context;

/** Headers of every answer that keep browsers from doing more with it than showing it. */
final class Hardening {

    /** Pages of the bridge run no script but its own, load nothing from elsewhere and stand in no frame. */
    private static final String POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
                    + " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private Hardening() {}

    static void headers(Context ctx) {
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Content-Security-Policy", POLICY);
        ctx.header("X-Frame-Options", "DENY");
        ctx.header("Referrer-Policy", "no-referrer");
    }
}
