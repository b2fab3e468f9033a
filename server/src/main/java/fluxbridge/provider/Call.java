package fluxbridge.provider;

import java.time.Instant;
import java.util.function.Consumer;

/**
 * The circumstances of one call to a provider.
 *
 * @param id unique to this attempt, a UUID; providers that take a task id of ours are given this one
 * @param deadline when the call must have ended
 * @param progress hears how far the picture is
 * @param bodies asked before a large body is read
 * @param taken is told by what name the provider can be asked about the work, as soon as it has taken it on; see {@link
 *     Provider#whatBecameOf}
 */
public record Call(String id, Instant deadline, Progress progress, BodyPermit bodies, Consumer<String> taken) {

    /** One that nobody will ask about later. */
    public Call(String id, Instant deadline, Progress progress, BodyPermit bodies) {
        this(id, deadline, progress, bodies, _ -> {});
    }
}
