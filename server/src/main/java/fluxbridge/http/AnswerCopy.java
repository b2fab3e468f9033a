package fluxbridge.http;

import fluxbridge.store.AnswerFiles.Draft;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * An answer on its way to the client and into a file at once, never held whole.
 *
 * <p>The client's last byte is held back until {@link #release}, which comes after the copy is stored: who has the whole answer and asks again
 * gets the copy, never "still running". A client that leaves half way does not keep the file from becoming whole.
 */
final class AnswerCopy {

    private static final int NONE = -1;

    private final String run;
    private final OutputStream client;
    private final Logger errors;
    private final OutputStream stream = new Tee();

    private @Nullable Draft draft;
    private @Nullable IOException clientFailure;
    private boolean clientGone;
    private int held = NONE;
    private int status;

    /** @param draft null when the answer cannot be kept, and is only sent */
    AnswerCopy(String run, @Nullable Draft draft, OutputStream client, Logger errors) {
        this.run = run;
        this.draft = draft;
        this.client = client;
        this.errors = errors;
    }

    String run() {
        return run;
    }

    OutputStream stream() {
        return stream;
    }

    /** The status that the answer would have had: the client's own was spent, or it is gone. */
    void status(int meant) {
        status = meant;
    }

    int statusOr(int sent) {
        return status == 0 ? sent : status;
    }

    /** From here on only the file is written. */
    void clientLeft() {
        clientGone = true;
    }

    /** Completes the file; empty when it could not be written. */
    Optional<Long> keep() {
        if (draft == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(draft.keep());
        } catch (IOException e) {
            lose(e);
            return Optional.empty();
        }
    }

    /** Throws the file away, unless it was kept. */
    void discard() {
        try {
            if (draft != null) {
                draft.close();
            }
        } catch (IOException e) {
            errors.warn("a file of answer {} stays behind: {}", run, e.getMessage());
        }
    }

    /** Lets the client have the rest. */
    void release() throws IOException {
        stream.flush();
    }

    private void lose(IOException e) {
        errors.warn("answer {} cannot be kept for its Idempotency-Key: {}", run, e.getMessage());
        discard();
        draft = null;
    }

    private final class Tee extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (length == 0) {
                return;
            }
            if (draft != null) {
                try {
                    draft.out().write(bytes, from, length);
                } catch (IOException e) {
                    lose(e);
                }
            }
            sendHeld();
            send(bytes, from, length - 1);
            held = bytes[from + length - 1] & 0xff;
        }

        @Override
        public void flush() throws IOException {
            sendHeld();
            if (!clientGone) {
                client.flush();
            }
            if (clientFailure != null) {
                throw clientFailure;
            }
        }

        private void sendHeld() {
            if (held != NONE) {
                send(new byte[] {(byte) held}, 0, 1);
                held = NONE;
            }
        }

        private void send(byte[] bytes, int from, int length) {
            if (clientGone || length == 0) {
                return;
            }
            try {
                client.write(bytes, from, length);
            } catch (IOException e) {
                clientFailure = e;
                clientGone = true;
            }
        }
    }
}
