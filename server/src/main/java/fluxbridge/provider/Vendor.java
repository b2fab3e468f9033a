package fluxbridge.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import fluxbridge.domain.Picture;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Secret;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.BadCredentials;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RateLimited;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.PictureReader;
import fluxbridge.image.UnreadablePictureException;
import fluxbridge.provider.ProviderHttp.Broken;
import fluxbridge.provider.ProviderHttp.NotSent;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * A channel to one provider. Four verbs: {@link #submit} (work that costs money, sent at most once), {@link #read} (safe, repeated when it
 * fails), {@link #stream} (server-sent events) and {@link #picture} (a result file). Every failure comes out as a {@code FromProvider}.
 */
public final class Vendor {

    /** Most bytes of a JSON reply: a picture of the largest size in base64, and its wrapping. */
    private static final long JSON_LIMIT = 48L << 20;

    private static final long PICTURE_LIMIT = 25L << 20;
    private static final int MOST_REDIRECTS = 3;
    private static final int READ_TRIES = 3;
    private static final Duration READ_BACKOFF = Duration.ofMillis(300);
    private static final Duration CANCEL_TIME = Duration.ofSeconds(5);
    private static final int LONGEST_EXCERPT = 300;

    private final ProviderId id;
    private final ProviderHttp http;
    private final List<Secret> secrets;
    private final OutboundGuard guard;
    private final InstantSource clock;
    private final Sleeper sleeper;
    private final PictureReader pictures;
    private final Executor background;

    Vendor(
            ProviderId id,
            ProviderHttp http,
            List<Secret> secrets,
            OutboundGuard guard,
            InstantSource clock,
            Sleeper sleeper,
            PictureReader pictures,
            Executor background) {
        this.id = id;
        this.http = http;
        this.secrets = List.copyOf(secrets);
        this.guard = guard;
        this.clock = clock;
        this.sleeper = sleeper;
        this.pictures = pictures;
        this.background = background;
    }

    /**
     * Sends work that costs money, exactly once.
     *
     * @throws GatewayException {@code Unavailable} when nothing reached the provider, {@code UnknownOutcome} when it may have, {@code
     *     Cancelled} when interrupted. An error status is returned, not thrown
     */
    public HttpReply submit(Outgoing outgoing, Call call) {
        try {
            return http.exchange(id, outgoing, call.deadline(), call.bodies(), JSON_LIMIT);
        } catch (NotSent e) {
            throw new GatewayException(new Unavailable(id, String.valueOf(e.getMessage())), e);
        } catch (Broken e) {
            throw new GatewayException(
                    new UnknownOutcome(id, e.getMessage() + "; the picture may have been made and billed"), e);
        } catch (InterruptedException e) {
            throw cancelled(e);
        }
    }

    /**
     * Sends a request that may be repeated safely, such as a poll; tries up to three times when the connection fails, the provider answers
     * 502, 503 or 504, or asks to slow down.
     *
     * @throws GatewayException {@code Unavailable} or {@code UnknownOutcome} when no try got an answer, {@code Cancelled} when interrupted.
     *     An error status of the last try is returned, not thrown
     */
    public HttpReply read(Outgoing outgoing, Call call) {
        for (int attempt = 1; ; attempt++) {
            try {
                var reply = http.exchange(id, outgoing, call.deadline(), call.bodies(), JSON_LIMIT);
                boolean passing = List.of(429, 502, 503, 504).contains(reply.status());
                if (!passing || attempt == READ_TRIES || !worthWaiting(backoff(reply, attempt), call)) {
                    return reply;
                }
                sleeper.sleep(backoff(reply, attempt));
            } catch (NotSent e) {
                if (attempt == READ_TRIES || !pause(attempt, call)) {
                    throw new GatewayException(new Unavailable(id, String.valueOf(e.getMessage())), e);
                }
            } catch (Broken e) {
                if (attempt == READ_TRIES || !pause(attempt, call)) {
                    throw new GatewayException(new UnknownOutcome(id, String.valueOf(e.getMessage())), e);
                }
            } catch (InterruptedException e) {
                throw cancelled(e);
            }
        }
    }

    private Duration backoff(HttpReply reply, int attempt) {
        return reply.retryAfter(clock).orElse(READ_BACKOFF.multipliedBy(1L << (attempt - 1)));
    }

    private boolean worthWaiting(Duration wait, Call call) {
        return clock.instant().plus(wait).isBefore(call.deadline());
    }

    private boolean pause(int attempt, Call call) {
        var wait = READ_BACKOFF.multipliedBy(1L << (attempt - 1));
        if (!worthWaiting(wait, call)) {
            return false;
        }
        sleep(wait);
        return true;
    }

    /** Waits between polls. */
    public void sleep(Duration wait) {
        try {
            sleeper.sleep(wait);
        } catch (InterruptedException e) {
            throw cancelled(e);
        }
    }

    /**
     * Opens a reply that is read while it is written. The caller closes it.
     *
     * @throws GatewayException as {@link #submit}; an error status is thrown as {@link #failure}
     */
    public InputStream stream(Outgoing outgoing, Call call) {
        try {
            var reply = http.open(outgoing, call.deadline());
            if (reply.status() / 100 == 2) {
                return reply.body();
            }
            try (var body = reply.body()) {
                var head = body.readNBytes(64 << 10);
                throw failure(new HttpReply(id, reply.status(), reply.headers(), head), "");
            } catch (java.io.IOException e) {
                throw new GatewayException(new Unavailable(id, "answered " + reply.status()), e);
            }
        } catch (NotSent e) {
            throw new GatewayException(new Unavailable(id, String.valueOf(e.getMessage())), e);
        } catch (Broken e) {
            throw new GatewayException(new UnknownOutcome(id, String.valueOf(e.getMessage())), e);
        } catch (InterruptedException e) {
            throw cancelled(e);
        }
    }

    /**
     * Fetches a result file without credentials; redirects are followed at most three times and every hop is checked.
     *
     * @throws GatewayException {@code BadReply} when there is no usable picture at that address
     */
    public Picture picture(URI uri, Call call) {
        return picture(uri, call, java.util.Map.of());
    }

    /**
     * Fetches a result file with headers of its own, which go to the first host only.
     *
     * @param headers such as the authorization that a private space wants for its own files
     */
    public Picture picture(URI uri, Call call, java.util.Map<String, String> headers) {
        var at = uri;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            check(at);
            var outgoing = Outgoing.get(at).header("Accept", "image/*");
            if (at.getAuthority().equals(uri.getAuthority())) {
                for (var header : headers.entrySet()) {
                    outgoing = outgoing.header(header.getKey(), header.getValue());
                }
            }
            var reply = fetch(outgoing, call);
            var location = reply.header("location");
            if (reply.status() / 100 == 3 && location != null) {
                at = redirected(at, location);
            } else if (reply.ok()) {
                return decode(reply.body());
            } else {
                throw new GatewayException(new BadReply(
                        id, "made a picture, but its address answered " + reply.status() + " (" + at.getHost() + ")"));
            }
        }
        throw new GatewayException(
                new BadReply(id, "made a picture, but its address redirects more than " + MOST_REDIRECTS + " times"));
    }

    private URI redirected(URI at, String location) {
        try {
            return at.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new GatewayException(
                    new BadReply(id, "made a picture, but its address redirects to something that is no URL"), e);
        }
    }

    private HttpReply fetch(Outgoing outgoing, Call call) {
        for (int attempt = 1; ; attempt++) {
            try {
                // Before it is asked for: a reply that waits for leave would keep its connection and a receive buffer.
                call.bodies().acquire();
                var reply = http.exchange(id, outgoing, call.deadline(), call.bodies(), PICTURE_LIMIT);
                // A file that was just made may take a moment to appear at the vendor's edge.
                boolean passing = reply.status() == 404 || reply.status() == 429 || reply.status() >= 500;
                if (!passing || attempt == READ_TRIES || !pause(attempt, call)) {
                    return reply;
                }
            } catch (NotSent | Broken e) {
                if (attempt == READ_TRIES || !pause(attempt, call)) {
                    throw new GatewayException(
                            new BadReply(id, "made a picture that could not be fetched: " + e.getMessage()), e);
                }
            } catch (InterruptedException e) {
                throw cancelled(e);
            }
        }
    }

    private void check(URI uri) {
        guard.objectionTo(uri).ifPresent(why -> {
            throw new GatewayException(
                    new BadReply(id, "sent a picture address that the bridge does not fetch, since " + why));
        });
    }

    /** @throws GatewayException {@code BadReply} when the bytes are not a sound picture within the limits */
    public Picture decode(byte[] bytes) {
        try {
            return pictures.read(bytes);
        } catch (UnreadablePictureException e) {
            throw new GatewayException(new BadReply(id, "sent an unusable picture: " + e.getMessage()), e);
        }
    }

    /** Base64, with or without a {@code data:} prefix. */
    public Picture decodeBase64(String text) {
        int comma = text.startsWith("data:") ? text.indexOf(',') : -1;
        try {
            return decode(decoded((comma < 0 ? text : text.substring(comma + 1)).getBytes(ISO_8859_1)));
        } catch (IllegalArgumentException e) {
            throw new GatewayException(new BadReply(id, "sent a picture that is not base64"), e);
        }
    }

    /** The strict decoder is many times faster; the other one bears line breaks. */
    private static byte[] decoded(byte[] base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            return Base64.getMimeDecoder().decode(base64);
        }
    }

    /** Asks the provider to stop work that nobody waits for, at most five seconds long, on a thread of its own; a failure changes nothing. */
    public void cancelLater(Outgoing outgoing) {
        cancelLater(outgoing, () -> {});
    }

    /** @param then runs when the provider has been told, or could not be */
    public void cancelLater(Outgoing outgoing, Runnable then) {
        var deadline = clock.instant().plus(CANCEL_TIME);
        background.execute(() -> {
            try {
                http.exchange(id, outgoing, deadline, BodyPermit.UNLIMITED, JSON_LIMIT);
            } catch (NotSent | Broken | InterruptedException e) {
                org.slf4j.LoggerFactory.getLogger(Vendor.class)
                        .debug("{} was not told to cancel: {}", id, e.getMessage());
            } finally {
                then.run();
            }
        });
    }

    /**
     * What an error status means, for replies whose body says nothing more precise.
     *
     * @param detail the provider's own words, may be empty
     */
    public GatewayException failure(HttpReply reply, String detail) {
        var said = detail.isBlank() ? "" : ": " + excerpt(detail);
        int status = reply.status();
        FromProvider failure = switch (status) {
            case 401, 403 -> new BadCredentials(id, "does not accept the key (" + status + said + ")");
            case 402 -> new OutOfCredit(id, "has no credit left" + said, null);
            case 429 ->
                new RateLimited(
                        id, "asks to slow down" + said, reply.retryAfter(clock).orElse(null));
            case 408, 504, 524 ->
                new UnknownOutcome(id, "gave up waiting (" + status + said + "); it may have been billed");
            default ->
                status >= 500
                        ? new Unavailable(id, "is in trouble (" + status + said + ")")
                        : new RejectedByProvider(id, "does not accept the request (" + status + said + ")");
        };
        return new GatewayException(failure);
    }

    /**
     * Text from outside made fit for a message: keys struck out, control characters dropped, semicolons, which part what happened from its way
     * out, made commas, cut to 300 characters.
     */
    public String excerpt(String text) {
        var clean = text;
        for (var secret : secrets) {
            if (secret.isPresent()) {
                clean = clean.replace(secret.reveal(), "***");
            }
        }
        clean = clean.replaceAll("\\p{Cntrl}+", " ").replace(';', ',').strip();
        return clean.length() <= LONGEST_EXCERPT ? clean : clean.substring(0, LONGEST_EXCERPT) + "…";
    }

    public Duration left(Call call) {
        return Duration.between(clock.instant(), call.deadline());
    }

    public Instant now() {
        return clock.instant();
    }

    private static GatewayException cancelled(InterruptedException e) {
        return new GatewayException(new Cancelled("interrupted while a provider was drawing"), e);
    }

    /** A failure of this provider as an exception. */
    public static GatewayException fail(Failure failure) {
        return new GatewayException(failure);
    }
}
