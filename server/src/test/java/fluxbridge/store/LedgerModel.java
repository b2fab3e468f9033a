package fluxbridge.store;

import fluxbridge.store.LedgerStore.Caps;
import fluxbridge.store.LedgerStore.Limit;
import fluxbridge.store.LedgerStore.Totals;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the ledger must come to, with a map of holds and a map of calls and no bookkeeping: every sum is counted anew. */
final class LedgerModel {

    enum State {
        OPEN,
        UNKNOWN,
        ENDED
    }

    static final class Hold {
        final String caller;
        final String run;
        long remaining;
        boolean open = true;

        Hold(String caller, String run, long remaining) {
            this.caller = caller;
            this.run = run;
            this.remaining = remaining;
        }
    }

    static final class Attempt {
        final Hold hold;
        final long most;
        State state = State.OPEN;
        long cost;

        Attempt(Hold hold, long most) {
            this.hold = hold;
            this.most = most;
        }
    }

    private final Caps caps;
    final Map<String, Hold> holds = new TreeMap<>();
    final Map<String, Attempt> attempts = new TreeMap<>();

    /** What vendors billed beyond what was reserved: only that may take a budget over its cap. */
    long over;

    LedgerModel(Caps caps) {
        this.caps = caps;
    }

    Totals totals(@Nullable String caller) {
        Predicate<Hold> counts = hold -> caller == null || hold.caller.equals(caller);
        long spent = 0;
        long unknown = 0;
        long held = holds.values().stream()
                .filter(counts)
                .mapToLong(hold -> hold.remaining)
                .sum();
        for (var attempt : attempts.values()) {
            if (counts.test(attempt.hold)) {
                spent += attempt.cost;
                held += attempt.state == State.OPEN ? attempt.most : 0;
                unknown += attempt.state == State.UNKNOWN ? attempt.most : 0;
            }
        }
        return new Totals(spent, held, unknown);
    }

    /** The first budget without room for more. */
    private Optional<Limit> shortage(String caller, long more) {
        if (isShort(caps.day(), totals(null), more)) {
            return Optional.of(Limit.DAY);
        }
        if (isShort(caps.callerDay(), totals(caller), more)) {
            return Optional.of(Limit.CALLER_DAY);
        }
        return isShort(caps.callerTotal(), totals(caller), more) ? Optional.of(Limit.CALLER_TOTAL) : Optional.empty();
    }

    private static boolean isShort(@Nullable Long cap, Totals totals, long more) {
        return cap != null && totals.all() + more > cap;
    }

    Optional<Limit> hold(String id, String caller, String run, long amount) {
        if (holds.containsKey(id)) {
            return Optional.empty();
        }
        var shortage = shortage(caller, amount);
        if (shortage.isEmpty()) {
            holds.put(id, new Hold(caller, run, amount));
        }
        return shortage;
    }

    Optional<Limit> open(String id, String holdId, long most) {
        var hold = Objects.requireNonNull(holds.get(holdId));
        if (attempts.containsKey(id)) {
            return Optional.empty();
        }
        long more = Math.max(0, most - hold.remaining);
        var shortage = more == 0 ? Optional.<Limit>empty() : shortage(hold.caller, more);
        if (shortage.isEmpty()) {
            hold.remaining += more - most;
            attempts.put(id, new Attempt(hold, most));
        }
        return shortage;
    }

    void end(String id, long cost) {
        var attempt = attempts.get(id);
        if (attempt == null || attempt.state == State.ENDED) {
            return;
        }
        if (attempt.state == State.OPEN) {
            long beyond = Math.max(0, cost - attempt.most);
            long fromHold = Math.min(beyond, attempt.hold.remaining);
            over += beyond - fromHold;
            attempt.hold.remaining += Math.max(0, attempt.most - cost) - fromHold;
        } else {
            over += Math.max(0, cost - attempt.most);
        }
        attempt.state = State.ENDED;
        attempt.cost = cost;
    }

    void unknown(String id) {
        var attempt = attempts.get(id);
        if (attempt != null && attempt.state == State.OPEN) {
            attempt.state = State.UNKNOWN;
        }
    }

    void close(Hold hold) {
        hold.open = false;
        hold.remaining = 0;
        attempts.values().stream()
                .filter(attempt -> attempt.hold == hold && attempt.state == State.OPEN)
                .forEach(attempt -> attempt.state = State.UNKNOWN);
    }

    void dies(String run) {
        holds.values().stream().filter(hold -> hold.run.equals(run)).forEach(this::close);
    }

    void expire() {
        attempts.values().stream()
                .filter(attempt -> attempt.state == State.UNKNOWN)
                .forEach(attempt -> {
                    attempt.state = State.ENDED;
                    attempt.cost = attempt.most;
                });
    }
}
