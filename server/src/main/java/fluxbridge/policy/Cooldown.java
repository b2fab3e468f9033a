package fluxbridge.policy;

import fluxbridge.domain.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The pause that repeated refusals bring to a caller: three within ten minutes 30 s, each further one twice the last, at most an hour. */
final class Cooldown {

    private static final int FREE_REFUSALS = 2;
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** The caller that was refused longest ago is forgotten beyond this. */
    private static final int MOST_CALLERS = 10_000;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Caller, Offender> offenders = new LinkedHashMap<>();

    private static final class Offender {
        private final ArrayDeque<Instant> refusals = new ArrayDeque<>();
        private Duration pause = Duration.ZERO;
        private Instant until = Instant.MIN;
    }

    Cooldown(InstantSource clock) {
        this.clock = clock;
    }

    /** How long the caller still has to wait; empty when it need not. */
    Optional<Duration> left(Caller caller) {
        lock.lock();
        try {
            var offender = offenders.get(caller);
            var now = clock.instant();
            return offender == null || !now.isBefore(offender.until)
                    ? Optional.empty()
                    : Optional.of(Duration.between(now, offender.until));
        } finally {
            lock.unlock();
        }
    }

    void refused(Caller caller) {
        lock.lock();
        try {
            var now = clock.instant();
            var offender = offenders.remove(caller);
            offender = offender == null ? new Offender() : offender;
            offenders.put(caller, offender);
            if (offenders.size() > MOST_CALLERS) {
                offenders.remove(offenders.keySet().iterator().next());
            }
            count(offender, now);
        } finally {
            lock.unlock();
        }
    }

    /** Who is refused again within the window after a pause waits longer; who stays away for that long starts anew. */
    private static void count(Offender offender, Instant now) {
        if (!offender.pause.isZero() && now.isAfter(offender.until.plus(WINDOW))) {
            offender.pause = Duration.ZERO;
            offender.refusals.clear();
        }
        while (!offender.refusals.isEmpty() && offender.refusals.getFirst().isBefore(now.minus(WINDOW))) {
            offender.refusals.removeFirst();
        }
        offender.refusals.addLast(now);
        if (offender.pause.isZero() && offender.refusals.size() <= FREE_REFUSALS) {
            return;
        }
        var next = offender.pause.isZero() ? FIRST : offender.pause.multipliedBy(2);
        offender.pause = next.compareTo(LONGEST) > 0 ? LONGEST : next;
        offender.until = now.plus(offender.pause);
    }
}
