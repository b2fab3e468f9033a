package fluxbridge.store;

import fluxbridge.store.LedgerStore.Totals;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The ledger while one transaction is open: postings get their numbers, budgets are moved. */
final class LedgerBook {

    private final Handle handle;
    private final long before;
    private long seq;
    private final Map<String, Totals> buckets = new HashMap<>();

    private LedgerBook(Handle handle, long seq) {
        this.handle = handle;
        this.before = seq;
        this.seq = seq;
    }

    /** Takes the lock that makes replicas wait for each other: from here on every statement sees what they committed. */
    static LedgerBook open(Handle handle) {
        handle.execute("UPDATE ledger_head SET seq = seq WHERE id = 1");
        return new LedgerBook(
                handle,
                handle.createQuery("SELECT seq FROM ledger_head WHERE id = 1")
                        .mapTo(Long.class)
                        .one());
    }

    void finish() {
        if (seq != before) {
            handle.execute("UPDATE ledger_head SET seq = ? WHERE id = 1", seq);
        }
    }

    Handle handle() {
        return handle;
    }

    /**
     * Writes one event.
     *
     * @param event unique: the same event twice fails
     * @param deltas by account; they sum to zero
     */
    void post(String event, String priceVersion, Instant at, Map<String, Long> deltas) {
        long sum = deltas.values().stream().mapToLong(Long::longValue).sum();
        if (sum != 0) {
            throw new IllegalStateException("the postings of " + event + " sum to " + sum + ", not to zero");
        }
        deltas.forEach((account, delta) -> {
            if (delta != 0) {
                seq++;
                handle.execute(
                        "INSERT INTO ledger_postings (seq, event, account, delta, price_version, at) VALUES (?, ?, ?, ?, ?, ?)",
                        seq,
                        event,
                        account,
                        delta,
                        priceVersion,
                        at.toEpochMilli());
            }
        });
    }

    /** What counts against a budget; read once in a transaction, since nobody else can write meanwhile. */
    Totals totals(String bucket) {
        return buckets.computeIfAbsent(bucket, name -> totals(handle, name));
    }

    static Totals totals(Handle handle, String bucket) {
        return handle.createQuery("SELECT spent, held, unknown FROM ledger_buckets WHERE name = ?")
                .bind(0, bucket)
                .map((row, _) -> new Totals(row.getLong("spent"), row.getLong("held"), row.getLong("unknown")))
                .findOne()
                .orElse(Totals.NONE);
    }

    /** Adds to what is held in a bucket that has room for it; the statement makes sure of that once more. */
    void hold(String bucket, long amount, long cap) {
        if (!raise(bucket, amount, cap) && !(create(bucket) && raise(bucket, amount, cap))) {
            throw new IllegalStateException("the bucket " + bucket + " has changed under the ledger's lock");
        }
        buckets.merge(bucket, new Totals(0, amount, 0), Totals::plus);
    }

    private boolean raise(String bucket, long amount, long cap) {
        return handle.execute(
                        "UPDATE ledger_buckets SET held = held + ? WHERE name = ? AND spent + held + unknown <= ?",
                        amount,
                        bucket,
                        cap - amount)
                == 1;
    }

    private boolean create(String bucket) {
        return handle.execute(
                        "INSERT INTO ledger_buckets (name, spent, held, unknown) VALUES (?, 0, 0, 0) ON CONFLICT (name) DO NOTHING",
                        bucket)
                == 1;
    }

    /** Moves amounts of a bucket that is there; there is no check, since nothing that was spent may stay unwritten. */
    void move(String bucket, long spent, long held, long unknown) {
        if (spent != 0 || held != 0 || unknown != 0) {
            handle.execute(
                    "UPDATE ledger_buckets SET spent = spent + ?, held = held + ?, unknown = unknown + ? WHERE name = ?",
                    spent,
                    held,
                    unknown,
                    bucket);
            buckets.computeIfPresent(bucket, (_, totals) -> totals.plus(new Totals(spent, held, unknown)));
        }
    }
}
