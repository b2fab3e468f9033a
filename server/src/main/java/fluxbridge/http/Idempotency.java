package fluxbridge.http;

import fluxbridge.domain.Caller;
import fluxbridge.failure.Failure.AnswerGone;
import fluxbridge.failure.Failure.BadHeader;
import fluxbridge.failure.Failure.KeyReused;
import fluxbridge.failure.Failure.StillRunning;
import fluxbridge.failure.GatewayException;
import fluxbridge.generate.Repeater;
import fluxbridge.store.AnswerFiles;
import fluxbridge.store.AnswerFiles.Draft;
import fluxbridge.store.IdempotencyStore;
import fluxbridge.store.IdempotencyStore.Found;
import fluxbridge.store.KeyedHash;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code Idempotency-Key}: a POST that is sent again with the same key is not carried out again but answered with the bytes of the first
 * answer. For 24 hours, over restarts, and over replicas that share a database.
 *
 * <p>Another request under the same key is refused, and so is the same one while it still runs. A failure frees the key when nothing can have
 * been spent; else it is the answer, and is replayed.
 */
public final class Idempotency {

    static final String KEY = "Idempotency-Key";

    /** The same in the body of {@code txt2img}, which SillyTavern's server forwards; it sets no header for a page. */
    static final String FIELD = "idempotency_key";

    private static final String REPLAYED = "Idempotency-Replayed";

    private static final int LONGEST_KEY = 255;
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration RENEWAL = Duration.ofSeconds(20);
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** Of all kept answers together. */
    private static final long MOST_BYTES = 2L << 30;

    private static final long BYTES_BETWEEN_SWEEPS = 256L << 20;
    private static final Duration ORPHAN_AGE = Duration.ofHours(1);
    private static final TypeReference<LinkedHashMap<String, String>> HEADERS = new TypeReference<>() {};

    /** Headers that belong to the one exchange, not to the answer. */
    private static final Set<String> NOT_KEPT =
            Set.of("x-request-id", "content-length", "transfer-encoding", "connection", "date", "vary", "set-cookie");

    private final IdempotencyStore store;
    private final AnswerFiles files;
    private final KeyedHash hash;
    private final Repeater repeater;
    private final InstantSource clock;
    private final Supplier<String> ids;
    private final Logger errors;
    private final AtomicLong bytesSinceSweep = new AtomicLong();

    /** @param ids unguessable names for runs */
    public Idempotency(
            IdempotencyStore store,
            AnswerFiles files,
            KeyedHash hash,
            Repeater repeater,
            InstantSource clock,
            Supplier<String> ids,
            Logger errors) {
        this.store = store;
        this.files = files;
        this.hash = hash;
        this.repeater = repeater;
        this.clock = clock;
        this.ids = ids;
        this.errors = errors;
    }

    /**
     * To be asked before a request that can spend is carried out.
     *
     * @return true when it is to be carried out, and {@link #settle} called afterwards; false when it was answered with a kept answer
     * @throws GatewayException {@code BadHeader}, {@code KeyReused}, {@code StillRunning} or {@code AnswerGone}
     */
    boolean begin(Context ctx, Caller caller, Bodies bodies) throws IOException {
        var key = key(ctx);
        return key == null || claim(ctx, caller, key, bodies.bytes(ctx));
    }

    /**
     * The same for a client that cannot set headers.
     *
     * @param inBody the key that stands in the body, for a request without the header; empty for none
     * @param body as it came
     */
    boolean begin(Context ctx, Caller caller, String inBody, byte[] body) throws IOException {
        var key = key(ctx);
        if (key != null) {
            return claim(ctx, caller, key, body);
        }
        return inBody.isEmpty() || claim(ctx, caller, checked(FIELD, inBody), body);
    }

    private boolean claim(Context ctx, Caller caller, String key, byte[] body) throws IOException {
        var run = ids.get();
        var now = clock.instant();
        var found = store.begin(
                caller,
                hash.hex256("idempotency key", key.getBytes(StandardCharsets.UTF_8)),
                requestHash(ctx, body),
                run,
                now,
                now.plus(LEASE));
        return switch (found) {
            case Found.Mine _ -> {
                keepFrom(ctx, run);
                yield true;
            }
            case Found.Answered answered -> {
                replay(ctx, answered);
                yield false;
            }
            case Found.Running _ -> throw new GatewayException(new StillRunning(RETRY));
            case Found.Other _ -> throw new GatewayException(new KeyReused());
        };
    }

    private static @Nullable String key(Context ctx) {
        var given = Collections.list(ctx.req().getHeaders(KEY));
        if (given.isEmpty()) {
            return null;
        }
        return checked(KEY, given.size() > 1 ? "" : given.getFirst());
    }

    private static String checked(String name, String key) {
        if (key.isEmpty() || key.length() > LONGEST_KEY || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new GatewayException(new BadHeader(
                    name,
                    "must be one value of 1.." + LONGEST_KEY
                            + " visible ASCII characters without spaces; a UUID for each new picture does"));
        }
        return key;
    }

    private String requestHash(Context ctx, byte[] body) {
        var query = ctx.queryString();
        var target = ctx.method().name() + " " + ctx.path() + (query == null ? "" : "?" + query);
        return hash.hex256("idempotent request", target.getBytes(StandardCharsets.UTF_8), body);
    }

    private void keepFrom(Context ctx, String run) throws IOException {
        var copy = new AnswerCopy(run, draft(run), Answer.client(ctx), errors);
        Answer.keep(ctx, copy);
        ctx.attribute(
                "lease",
                repeater.every(
                        "lease", RENEWAL, () -> store.renew(run, clock.instant().plus(LEASE))));
    }

    private @Nullable Draft draft(String run) {
        try {
            return files.create(run);
        } catch (IOException e) {
            errors.warn("answer {} cannot be kept for its Idempotency-Key: {}", run, e.getMessage());
            return null;
        }
    }

    private void replay(Context ctx, Found.Answered answered) throws IOException {
        var file = answered.file() == null ? null : files.find(answered.file()).orElse(null);
        if (file == null) {
            throw new GatewayException(new AnswerGone());
        }
        headersOf(answered).forEach(ctx::header);
        ctx.header(REPLAYED, "true");
        ctx.status(ErrorAs200.isWanted(ctx) ? 200 : answered.status());
        ctx.res().setContentLengthLong(Files.size(file));
        Files.copy(file, Answer.client(ctx));
    }

    private static Map<String, String> headersOf(Found.Answered answered) {
        return JsonMapper.shared().readValue(answered.headers(), HEADERS);
    }

    /** To be called when the answer is written, whatever it is; does nothing for requests without a key. */
    void settle(Context ctx) {
        var copy = Answer.copy(ctx);
        if (copy == null) {
            return;
        }
        Repeater.Repeated lease = ctx.attribute("lease");
        if (lease != null) {
            lease.close();
        }
        try {
            if (isFinal(ctx, copy)) {
                finish(ctx, copy);
            } else {
                store.free(copy.run());
            }
        } catch (RuntimeException e) {
            errors.error("the answer of run {} is not kept for its Idempotency-Key", copy.run(), e);
        } finally {
            copy.discard();
        }
        try {
            copy.release();
        } catch (IOException _) {
            // The client left; it finds its answer when it asks again.
        }
    }

    /** A success, or a failure that may have cost something. */
    private static boolean isFinal(Context ctx, AnswerCopy copy) {
        var jobs = ClientWatch.jobs(ctx.req());
        boolean failed =
                copy.statusOr(ctx.statusCode()) >= 400 || jobs.stream().anyMatch(job -> job.cancellation() != null);
        return !failed || jobs.stream().anyMatch(job -> job.mayHaveSpent());
    }

    private void finish(Context ctx, AnswerCopy copy) {
        var bytes = copy.keep();
        boolean mine = store.finish(
                copy.run(),
                copy.statusOr(ctx.statusCode()),
                JsonMapper.shared().writeValueAsString(headers(ctx)),
                bytes.isPresent() ? copy.run() : null,
                bytes.orElse(0L));
        if (!mine) {
            delete(copy.run());
        } else if (bytesSinceSweep.addAndGet(bytes.orElse(0L)) > BYTES_BETWEEN_SWEEPS) {
            sweep();
        }
    }

    private static Map<String, String> headers(Context ctx) {
        var kept = new LinkedHashMap<String, String>();
        for (var name : new ArrayList<>(ctx.res().getHeaderNames())) {
            var lower = name.toLowerCase(Locale.ROOT);
            if (!NOT_KEPT.contains(lower) && !lower.startsWith("access-control-")) {
                kept.put(name, ctx.res().getHeader(name));
            }
        }
        return kept;
    }

    private void delete(String file) {
        try {
            files.delete(file);
        } catch (IOException e) {
            errors.warn("a file of answer {} stays behind: {}", file, e.getMessage());
        }
    }

    /** Forgets what is old or too much. Called every few minutes. */
    public void sweep() {
        bytesSinceSweep.set(0);
        try {
            store.forgetExpired(clock.instant());
            store.shrinkTo(MOST_BYTES);
            files.deleteAllBut(store.files(), clock.instant().minus(ORPHAN_AGE));
        } catch (IOException | RuntimeException e) {
            errors.warn("kept answers could not be swept: {}", e.getMessage());
        }
    }
}
