package fluxbridge.domain;

import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * UUIDs of which a later one is the greater: 48 bits of milliseconds since 1970, then 74 random bits.
 *
 * <p>Rows that are written together then stand together in every index, so that a commit writes a few pages instead of one for each row. In
 * form they are of version 4, the only one that Runware takes for a task (providers-1.md §1).
 */
public final class TimeOrderedUuids implements Supplier<String> {

    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final InstantSource clock;
    private final RandomGenerator random;

    public TimeOrderedUuids(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String get() {
        long most = (clock.millis() << 16) | VERSION_4 | (random.nextLong() & 0xfff);
        return new UUID(most, VARIANT | (random.nextLong() >>> 2)).toString();
    }
}
