package fluxbridge.provider;

import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.ProviderHttp.Broken;
import fluxbridge.provider.ProviderHttp.NotSent;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Fetches pictures from addresses that clients name: without credentials, within 30 seconds, every hop checked by the {@link OutboundGuard}
 * before it is dialled.
 */
public final class PictureFetch {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_REDIRECTS = 3;
    private static final long LIMIT = 25_000_000;
    private static final ProviderId NOBODY = new ProviderId("client-address");

    private final ProviderHttp http;
    private final OutboundGuard guard;
    private final InstantSource clock;

    public PictureFetch(ProviderHttp http, OutboundGuard guard, InstantSource clock) {
        this.http = http;
        this.guard = guard;
        this.clock = clock;
    }

    /** There is no file at an address, or it must not be fetched. The message is for the client that named it. */
    public static final class NotFetchedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotFetchedException(String message) {
            super(message);
        }
    }

    /**
     * The file at an address, whatever it holds.
     *
     * @throws NotFetchedException when there is none, or the guard objects
     * @throws GatewayException with {@link Cancelled} when the thread is interrupted
     */
    public byte[] bytes(String address) {
        var deadline = clock.instant().plus(LONGEST);
        var at = uri(address);
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            var reply = get(at, deadline);
            var location = reply.header("location");
            if (reply.status() / 100 == 3 && location != null) {
                at = redirected(at, location);
            } else if (reply.ok()) {
                return reply.body();
            } else {
                throw new NotFetchedException("the address answered " + reply.status() + " (" + at.getHost() + ")");
            }
        }
        throw new NotFetchedException("the address redirects more than " + MOST_REDIRECTS + " times");
    }

    private HttpReply get(URI at, Instant deadline) {
        guard.objectionTo(at).ifPresent(why -> {
            throw new NotFetchedException("the bridge does not fetch this address, since " + why);
        });
        try {
            return http.exchange(
                    NOBODY, Outgoing.get(at).header("Accept", "image/*"), deadline, BodyPermit.UNLIMITED, LIMIT);
        } catch (NotSent | Broken e) {
            throw new NotFetchedException("the address cannot be fetched: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(new Cancelled("interrupted while a picture was fetched"), e);
        }
    }

    private static URI uri(String address) {
        try {
            return URI.create(address);
        } catch (IllegalArgumentException _) {
            throw new NotFetchedException("the address is no URL");
        }
    }

    private static URI redirected(URI at, String location) {
        try {
            return at.resolve(location);
        } catch (IllegalArgumentException _) {
            throw new NotFetchedException("the address redirects to something that is no URL");
        }
    }
}
