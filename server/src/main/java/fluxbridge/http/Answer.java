package fluxbridge.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Where the bytes of an answer go: to the client, and through the copy that an {@code Idempotency-Key} asks for. */
final class Answer {

    private static final String COPY = "answer copy";

    private Answer() {}

    /** Every body is written here. */
    static OutputStream of(Context ctx) throws IOException {
        var copy = copy(ctx);
        return copy == null ? ctx.res().getOutputStream() : copy.stream();
    }

    static @Nullable AnswerCopy copy(Context ctx) {
        return ctx.attribute(COPY);
    }

    static void keep(Context ctx, AnswerCopy copy) {
        ctx.attribute(COPY, copy);
    }
}
