package fluxlab.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One request a simulator saw, from its arrival to its answer or to the client's leaving. */
public final class Entry {

    private final long number;
    private final String provider;
    private final String method;
    private final String path;
    private final Map<String, String> headers;
    private final @Nullable JsonNode body;
    private final Instant at;
    private final boolean picture;
    private final List<String> calls = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private int status;
    private @Nullable Instant answeredAt;
    private @Nullable Instant leftAt;

    Entry(
            long number,
            String provider,
            String method,
            String path,
            Map<String, String> headers,
            @Nullable JsonNode body,
            Instant at,
            boolean picture) {
        this.number = number;
        this.provider = provider;
        this.method = method;
        this.path = path;
        this.headers = headers;
        this.body = body;
        this.at = at;
        this.picture = picture;
    }

    /** Counts from 1 in order of arrival, over all providers. */
    public long number() {
        return number;
    }

    public String provider() {
        return provider;
    }

    /** The provider's name for what was asked: {@code imageInference}; {@code unknown} if the request named nothing. */
    public synchronized String call() {
        return calls.isEmpty() ? "unknown" : calls.getFirst();
    }

    /** All calls of a request that carries several. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    public String method() {
        return method;
    }

    /** Path and query. */
    public String path() {
        return path;
    }

    /** The headers worth keeping, by lower-case name, keys shown as {@code ***}. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The decoded JSON body with long strings shortened, or null if there was none. */
    public @Nullable JsonNode body() {
        return body;
    }

    public Instant at() {
        return at;
    }

    public boolean picture() {
        return picture;
    }

    /** The faults that hit this request, by their words. */
    public synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /** The HTTP status sent, or 0 while there is none. */
    public synchronized int status() {
        return status;
    }

    public synchronized @Nullable Instant answeredAt() {
        return answeredAt;
    }

    /** When the client was seen to have closed its connection before the answer was whole, or null. */
    public synchronized @Nullable Instant leftAt() {
        return leftAt;
    }

    synchronized void called(String call) {
        calls.add(call);
    }

    synchronized void hit(String fault) {
        faults.add(fault);
    }

    /** Whether this was the end of the request: neither answered nor left before. */
    synchronized boolean answered(int aStatus, Instant when) {
        if (answeredAt != null || leftAt != null) {
            return false;
        }
        status = aStatus;
        answeredAt = when;
        return true;
    }

    synchronized boolean left(Instant when) {
        if (answeredAt != null || leftAt != null) {
            return false;
        }
        leftAt = when;
        return true;
    }
}
