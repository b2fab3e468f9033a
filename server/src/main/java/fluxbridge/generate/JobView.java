package fluxbridge.generate;

import fluxbridge.domain.ProviderId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a job looks like at one moment.
 *
 * @param kind {@code txt2img} or {@code img2img}
 * @param provider who is or was asked last, null before anybody was
 * @param doing such as {@code asking runware}
 * @param finished pictures that are there
 * @param fraction of the whole job, 0..1; 1 only when it is done
 * @param etaSeconds until its end, as far as can be told; 0 when it ended
 * @param endedAt null while it runs
 * @param why it failed or was cancelled, null when it was not
 */
public record JobView(
        String id,
        @Nullable String taskId,
        State state,
        String kind,
        @Nullable ProviderId provider,
        String doing,
        int pictures,
        int finished,
        boolean skipped,
        boolean interrupted,
        double fraction,
        double etaSeconds,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String why) {

    /** Where a job stands. */
    public enum State {
        QUEUED,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED;

        public boolean hasEnded() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }
    }
}
