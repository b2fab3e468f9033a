package fluxbridge.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.jspecify.annotations.Nullable;

/** Where the bytes of an answer go: to the client, and through the copy that an {@code Idempotency-Key} asks for. */
final class Answer {

    private static final String COPY = "answer copy";

    private Answer() {}

    /** Every body is written here. */
    static OutputStream of(Context ctx) throws IOException {
        var copy = copy(ctx);
        return copy == null ? client(ctx) : copy.stream();
    }

    /** The client's end alone. */
    static OutputStream client(Context ctx) throws IOException {
        var out = ctx.res().getOutputStream();
        return out instanceof HttpOutput jetty ? new WholeWrites(jetty) : out;
    }

    static @Nullable AnswerCopy copy(Context ctx) {
        return ctx.attribute(COPY);
    }

    static void keep(Context ctx, AnswerCopy copy) {
        ctx.attribute(COPY, copy);
    }
}
