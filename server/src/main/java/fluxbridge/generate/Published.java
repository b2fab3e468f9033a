package fluxbridge.generate;

import java.time.Instant;

/**
 * An event as listeners get it.
 *
 * @param id grows from event to event of one caller, over restarts too; where a listener left off
 */
public record Published(long id, Instant at, Job job, JobEvent event) {}
