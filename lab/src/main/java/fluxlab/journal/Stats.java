package fluxlab.journal;

import java.math.BigDecimal;

/**
 * Counters of one provider since the lab started or the journal was cleared.
 *
 * @param requests API requests, downloads of pictures not among them
 * @param submits generations asked for, several per request where the API allows it
 * @param answered API requests with a whole answer
 * @param left requests whose client closed the connection before the answer was whole, downloads among them
 * @param inFlight API requests open now
 * @param maxInFlight the most that were open at once
 * @param running generations being worked on now, also those whose client has left
 * @param pictures pictures made and billed
 * @param picturesServed pictures downloaded to the end
 * @param picturesInFlight downloads open now
 * @param faults faults applied
 * @param spentUsd what the provider charged
 */
public record Stats(
        long requests,
        long submits,
        long answered,
        long left,
        long inFlight,
        long maxInFlight,
        long running,
        long pictures,
        long picturesServed,
        long picturesInFlight,
        long faults,
        BigDecimal spentUsd) {}
