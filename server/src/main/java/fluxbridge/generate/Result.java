package fluxbridge.generate;

import fluxbridge.domain.Note;
import fluxbridge.domain.Prepared;
import fluxbridge.route.Made;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request. Its pictures stay in memory until it is closed, which is after the reply was written.
 *
 * @param pictures those that were finished, in order; fewer than asked after an interrupt or a failure
 * @param indexes which picture of the request each is, 0-based
 * @param notes for the caller, about the whole request
 * @param cancelled why it ended early, null when it did not
 */
public record Result(
        Prepared prepared,
        List<Made> pictures,
        List<Integer> indexes,
        List<Note> notes,
        Job.@Nullable Cancellation cancelled,
        long millis,
        AutoCloseable memory)
        implements AutoCloseable {

    public Result {
        pictures = List.copyOf(pictures);
        indexes = List.copyOf(indexes);
        notes = List.copyOf(notes);
    }

    /** The seed of the picture at this place of {@link #pictures}: what the provider says it used, else what it was sent. */
    public long seed(int place) {
        return pictures.get(place).generated().seed().orElse(prepared.seed() + indexes.get(place));
    }

    public Optional<Made> first() {
        return pictures.stream().findFirst();
    }

    @Override
    public void close() {
        try {
            memory.close();
        } catch (Exception e) {
            throw new IllegalStateException("the request's share of memory was not given back", e);
        }
    }
}
