package fluxbridge.store;

import fluxbridge.store.LedgerStore.Totals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * The ledger while one transaction is open: postings get their numbers, budgets are moved. Both are written by {@link #finish}, all postings
 * in one batch and every budget once, however many requests share the transaction; the ledger's lock keeps everybody else from them meanwhile.
 */
final class LedgerBook {

    private final Handle handle;
    private final long before;
    private long seq;
    private final List<Posting> postings = new ArrayList<>();

    /** As the database has them. */
    private final Map<String, Totals> read = new HashMap<>();

    /** What this transaction adds to them. */
    private final Map<String, Totals> moved = new TreeMap<>();

    private record Posting(long seq, String event, String account, long delta, String priceVersion, long at) {}

    private LedgerBook(Handle handle, long seq) {
        this.handle = handle;
        this.before = seq;
        this.seq = seq;
    }

    /** Takes the lock that makes replicas wait for each other: from here on every statement sees what they committed. */
    static LedgerBook open(Handle handle) {
        handle.setStatementBuilder(new PreparedOnce(handle.getStatementBuilder()));
        handle.execute("UPDATE ledger_head SET seq = seq WHERE id = 1");
        return new LedgerBook(
                handle,
                handle.createQuery("SELECT seq FROM ledger_head WHERE id = 1")
                        .mapTo(Long.class)
                        .one());
    }

    /** Writes what was gathered; must come last. */
    void finish() {
        moved.forEach(this::write);
        if (!postings.isEmpty()) {
            write(postings);
        }
        if (seq != before) {
            handle.execute("UPDATE ledger_head SET seq = ? WHERE id = 1", seq);
        }
    }

    private void write(String bucket, Totals delta) {
        if (delta.equals(Totals.NONE)) {
            return;
        }
        handle.execute(
                "INSERT INTO ledger_buckets (name, spent, held, unknown) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE"
                        + " SET spent = ledger_buckets.spent + excluded.spent, held = ledger_buckets.held + excluded.held,"
                        + " unknown = ledger_buckets.unknown + excluded.unknown",
                bucket,
                delta.spent(),
                delta.held(),
                delta.unknown());
    }

    private void write(List<Posting> all) {
        try (var batch = handle.prepareBatch(
                "INSERT INTO ledger_postings (seq, event, account, delta, price_version, at) VALUES (?, ?, ?, ?, ?, ?)")) {
            for (var posting : all) {
                batch.bind(0, posting.seq())
                        .bind(1, posting.event())
                        .bind(2, posting.account())
                        .bind(3, posting.delta())
                        .bind(4, posting.priceVersion())
                        .bind(5, posting.at())
                        .add();
            }
            batch.execute();
        }
    }

    Handle handle() {
        return handle;
    }

    /**
     * Notes one event.
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
                postings.add(new Posting(++seq, event, account, delta, priceVersion, at.toEpochMilli()));
            }
        });
    }

    /** What counts against a budget; read once in a transaction, since nobody else can write meanwhile. */
    Totals totals(String bucket) {
        return read.computeIfAbsent(bucket, name -> totals(handle, name)).plus(moved.getOrDefault(bucket, Totals.NONE));
    }

    static Totals totals(Handle handle, String bucket) {
        return handle.createQuery("SELECT spent, held, unknown FROM ledger_buckets WHERE name = ?")
                .bind(0, bucket)
                .map((row, _) -> new Totals(row.getLong("spent"), row.getLong("held"), row.getLong("unknown")))
                .findOne()
                .orElse(Totals.NONE);
    }

    /** Adds to what is held in a bucket that has room for it. */
    void hold(String bucket, long amount, long cap) {
        if (totals(bucket).all() > cap - amount) {
            throw new IllegalStateException("the bucket " + bucket + " has no room for " + amount);
        }
        move(bucket, 0, amount, 0);
    }

    /** Moves amounts of a bucket; there is no check, since nothing that was spent may stay unwritten. */
    void move(String bucket, long spent, long held, long unknown) {
        moved.merge(bucket, new Totals(spent, held, unknown), Totals::plus);
    }
}
