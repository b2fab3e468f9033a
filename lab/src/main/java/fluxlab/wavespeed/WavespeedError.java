package fluxlab.wavespeed;

import fluxlab.http.Answer;
import fluxlab.http.Json;

/** A request that WaveSpeed refuses: {@code {"code":…,"message":…}} with the code as HTTP status. */
final class WavespeedError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    WavespeedError(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** A bad value, 400. */
    static WavespeedError invalid(String message) {
        return new WavespeedError(400, message);
    }

    Answer answer() {
        return Answer.json(status, Json.object().put("code", status).put("message", getMessage()));
    }
}
