package fluxbridge.store;

import fluxbridge.store.LedgerStore.Totals;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ledger while one transaction is open: postings get their numbers, budgets are moved. Both are written by {@link #finish}, all postings
 * in one batch and every budget once, however many requests share the transaction; the ledger's lock keeps everybody else from them meanwhile.
 */
final class LedgerBook {

    private final Statements sql;
    private final long before;
    private long seq;
    private final List<Object[]> postings = new ArrayList<>();

    /** As the database has them. */
    private final Map<String, Totals> read = new HashMap<>();

    /** What this transaction adds to them. */
    private final Map<String, Totals> moved = new TreeMap<>();

    private LedgerBook(Statements sql, long seq) {
        this.sql = sql;
        this.before = seq;
        this.seq = seq;
    }

    /** Takes the lock that makes replicas wait for each other: from here on every statement sees what they committed. */
    static LedgerBook open(Connection connection, Statements sql) {
        sql.use(connection);
        var seq = sql.find("UPDATE ledger_head SET seq = seq WHERE id = 1 RETURNING seq", row -> row.getLong("seq"));
        return new LedgerBook(sql, seq.orElseThrow(() -> new IllegalStateException("the table ledger_head is empty")));
    }

    /** Writes what was gathered; must come last. */
    void finish() {
        sql.updateAll(
                "INSERT INTO ledger_buckets (name, spent, held, unknown) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE"
                        + " SET spent = ledger_buckets.spent + excluded.spent, held = ledger_buckets.held + excluded.held,"
                        + " unknown = ledger_buckets.unknown + excluded.unknown",
                moved.entrySet().stream()
                        .filter(bucket -> !bucket.getValue().equals(Totals.NONE))
                        .map(bucket -> row(bucket.getKey(), bucket.getValue()))
                        .toList());
        sql.updateAll(
                "INSERT INTO ledger_postings (seq, event, account, delta, price_version, at) VALUES (?, ?, ?, ?, ?, ?)",
                postings);
        if (seq != before) {
            sql.update("UPDATE ledger_head SET seq = ? WHERE id = 1", seq);
        }
    }

    private static Object[] row(String bucket, Totals delta) {
        return new Object[] {bucket, delta.spent(), delta.held(), delta.unknown()};
    }

    /** For rows of single holds and calls. */
    Statements sql() {
        return sql;
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
                postings.add(new Object[] {++seq, event, account, delta, priceVersion, at.toEpochMilli()});
            }
        });
    }

    /** What counts against a budget; read once in a transaction, since nobody else can write meanwhile. */
    Totals totals(String bucket) {
        return read.computeIfAbsent(bucket, this::written).plus(moved.getOrDefault(bucket, Totals.NONE));
    }

    private Totals written(String bucket) {
        return sql.find(Totals.SELECT, Totals::of, bucket).orElse(Totals.NONE);
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
