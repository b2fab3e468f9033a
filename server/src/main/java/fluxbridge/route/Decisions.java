package fluxbridge.route;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last choices of the router, with every number behind them, newest first. Thread-safe. */
public final class Decisions {

    private static final int KEPT = 50;

    private final InstantSource clock;
    private final Deque<Decision> last = new ArrayDeque<>();

    public Decisions(InstantSource clock) {
        this.clock = clock;
    }

    /** @param scores in the order in which they are asked */
    public record Decision(Instant at, List<Score> scores) {
        public Decision {
            scores = List.copyOf(scores);
        }
    }

    synchronized void add(List<Score> scores) {
        last.addFirst(new Decision(clock.instant(), scores));
        if (last.size() > KEPT) {
            last.removeLast();
        }
    }

    public synchronized List<Decision> last() {
        return new ArrayList<>(last);
    }
}
