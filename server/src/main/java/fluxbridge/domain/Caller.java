package fluxbridge.domain;

/**
 * Who is asking. Model choice, progress and interrupt belong to a caller.
 *
 * @param id a keyed hash of the credential, or {@code anonymous} with the peer's address; never the credential itself
 */
public record Caller(String id) {

    @Override
    public String toString() {
        return id;
    }
}
