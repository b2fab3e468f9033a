package fluxbridge.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The money: what was set aside, what was spent and where, as double entry that is only added to, and the sums that budgets are checked
 * against. Amounts are micro-dollars.
 *
 * <p>A check and the hold that follows from it are one transaction, and all writers of all replicas go one after the other, so that the sum of
 * what is spent, held and unknown is at no moment over a cap. Every call returns after its commit.
 */
public final class LedgerStore implements AutoCloseable {

    /** Holds that are resolved in one transaction. */
    private static final int MOST_AT_ONCE = 500;

    /** States of an attempt. */
    private static final String OPEN = "open";

    private static final String UNKNOWN = "unknown";

    private final Database database;
    private final GroupCommit<LedgerBook> writer;

    public LedgerStore(Database database) {
        this(database, _ -> {});
    }

    /** @param points hears {@code written} before each commit and {@code committed} after it; a test ends the process there */
    LedgerStore(Database database, Consumer<String> points) {
        this.database = database;
        var sql = new Statements();
        this.writer = new GroupCommit<>("ledger", (durable, body) -> {
            database.inTransaction(durable, connection -> {
                var book = LedgerBook.open(connection, sql);
                body.accept(book);
                book.finish();
                points.accept("written");
            });
            points.accept("committed");
        });
    }

    /** The most that may be spent, held and unknown together; null for no limit. */
    public record Caps(
            @Nullable Long day,
            @Nullable Long callerDay,
            @Nullable Long callerTotal) {

        @Nullable
        Long of(Limit limit) {
            return switch (limit) {
                case DAY -> day;
                case CALLER_DAY -> callerDay;
                case CALLER_TOTAL -> callerTotal;
            };
        }
    }

    /** Which of the {@link Caps}. */
    public enum Limit {
        DAY,
        CALLER_DAY,
        CALLER_TOTAL;

        /** Under what name its sums are kept. */
        String bucket(String day, String caller) {
            return switch (this) {
                case DAY -> "day:" + day;
                case CALLER_DAY -> "day:" + day + ":" + caller;
                case CALLER_TOTAL -> "total:" + caller;
            };
        }
    }

    /** What counts against a budget. */
    public record Totals(long spent, long held, long unknown) {
        public static final Totals NONE = new Totals(0, 0, 0);

        /** Of one budget, by its name. */
        static final String SELECT = "SELECT spent, held, unknown FROM ledger_buckets WHERE name = ?";

        public long all() {
            return Math.addExact(spent, Math.addExact(held, unknown));
        }

        static Totals of(ResultSet row) throws SQLException {
            return new Totals(row.getLong("spent"), row.getLong("held"), row.getLong("unknown"));
        }

        Totals plus(Totals more) {
            return new Totals(spent + more.spent, held + more.held, unknown + more.unknown);
        }
    }

    /** A budget that has no room for what was asked. */
    public record Shortage(Limit limit, long cap, Totals totals) {}

    /**
     * A new hold.
     *
     * @param day of the budget it counts against, such as {@code 2026-11-23}
     * @param run the process that holds it
     */
    public record NewHold(String id, String request, String caller, String day, String run) {}

    /**
     * A call to a provider that is about to be made.
     *
     * @param task by what name the provider can be asked about it, null when that is not known yet
     */
    public record NewAttempt(
            String id,
            String hold,
            String provider,
            long most,
            String priceVersion,
            @Nullable String task) {

        public NewAttempt(String id, String hold, String provider, long most, String priceVersion) {
            this(id, hold, provider, most, priceVersion, null);
        }
    }

    /** How a call ended that has a known cost. */
    public enum End {
        SETTLED,
        FAILED,
        CHARGED;

        String state() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private record HoldRow(String id, String caller, String day, long remaining, boolean open) {
        static HoldRow of(ResultSet row) throws SQLException {
            return new HoldRow(
                    row.getString("id"),
                    row.getString("caller"),
                    row.getString("day"),
                    row.getLong("remaining"),
                    row.getString("state").equals(OPEN));
        }

        List<String> buckets() {
            return LedgerStore.buckets(day, caller);
        }

        String account() {
            return "hold:" + id;
        }
    }

    /** A call with the hold that pays for it. */
    private record AttemptRow(String id, HoldRow hold, String provider, long most, String version, String state) {

        /** Its columns under names of their own. */
        static final String SELECT =
                "SELECT h.id, h.caller, h.day, h.remaining, h.state, a.id AS attempt, a.provider, a.most, a.price_version,"
                        + " a.state AS attempt_state FROM ledger_attempts a JOIN ledger_holds h ON h.id = a.hold";

        static AttemptRow of(ResultSet row) throws SQLException {
            return new AttemptRow(
                    row.getString("attempt"),
                    HoldRow.of(row),
                    row.getString("provider"),
                    row.getLong("most"),
                    row.getString("price_version"),
                    row.getString("attempt_state"));
        }

        String suspense() {
            return "suspense:" + provider;
        }
    }

    private static List<String> buckets(String day, String caller) {
        return Arrays.stream(Limit.values())
                .map(limit -> limit.bucket(day, caller))
                .toList();
    }

    /**
     * Sets money aside, all of it or none. A second time with the same id does nothing.
     *
     * @return the budget that has no room for it; empty when it is held
     */
    public Optional<Shortage> hold(NewHold hold, long amount, Caps caps, Instant at) {
        return writer.write(book -> {
            var shortage = shortage(book, hold.day(), hold.caller(), amount, caps);
            if (shortage.isPresent()) {
                // An earlier try may have been committed after all, its answer lost: then it is held, and counts
                // itself.
                return findHold(book, hold.id()).isPresent() ? Optional.empty() : shortage;
            }
            if (insert(book, hold, amount, at)) {
                raise(book, hold.day(), hold.caller(), amount, caps);
                book.post(
                        hold.id() + "/hold",
                        "",
                        at,
                        Map.of("caller:" + hold.caller(), -amount, "hold:" + hold.id(), amount));
            }
            return Optional.<Shortage>empty();
        });
    }

    private static boolean insert(LedgerBook book, NewHold hold, long amount, Instant at) {
        int rows = book.sql()
                .update(
                        "INSERT INTO ledger_holds (id, request, caller, day, run, remaining, state, at)"
                                + " VALUES (?, ?, ?, ?, ?, ?, 'open', ?) ON CONFLICT (id) DO NOTHING",
                        hold.id(),
                        hold.request(),
                        hold.caller(),
                        hold.day(),
                        hold.run(),
                        amount,
                        at.toEpochMilli());
        return rows == 1;
    }

    private static Optional<Shortage> shortage(LedgerBook book, String day, String caller, long amount, Caps caps) {
        for (var limit : Limit.values()) {
            var cap = caps.of(limit);
            if (cap != null) {
                var totals = book.totals(limit.bucket(day, caller));
                if (totals.all() > cap - amount) {
                    return Optional.of(new Shortage(limit, cap, totals));
                }
            }
        }
        return Optional.empty();
    }

    private static void raise(LedgerBook book, String day, String caller, long amount, Caps caps) {
        for (var limit : Limit.values()) {
            var cap = caps.of(limit);
            var name = limit.bucket(day, caller);
            if (cap == null) {
                book.move(name, 0, amount, 0);
            } else {
                book.hold(name, amount, cap);
            }
        }
    }

    /**
     * Writes down that a provider is about to be asked, and reserves what it may cost out of the hold. What the hold has not left is held in
     * addition, if the budgets allow it. A second time with the same id does nothing. Survives a power cut, since what follows may be paid.
     *
     * @return the budget that has no room for it; empty when the call may be made
     * @throws ReleasedException when the hold is closed already
     */
    public Optional<Shortage> open(NewAttempt attempt, Caps caps, Instant at) {
        return writer.writeDurably(book -> {
            var hold = findHold(book, attempt.hold())
                    .orElseThrow(() -> new IllegalStateException("there is no hold " + attempt.hold()));
            if (!hold.open()) {
                throw new ReleasedException(hold.id());
            }
            long more = Math.max(0, attempt.most() - hold.remaining());
            if (more > 0) {
                var shortage = shortage(book, hold.day(), hold.caller(), more, caps);
                if (shortage.isPresent()) {
                    return findAttempt(book, attempt.id()).isPresent() ? Optional.empty() : shortage;
                }
            }
            if (!insert(book, hold, attempt, at)) {
                return Optional.empty(); // committed by an earlier try
            }
            if (more > 0) {
                raise(book, hold.day(), hold.caller(), more, caps);
                book.post(
                        attempt.id() + "/hold", "", at, Map.of("caller:" + hold.caller(), -more, hold.account(), more));
            }
            addToRemaining(book, hold, more - attempt.most());
            return Optional.<Shortage>empty();
        });
    }

    private static boolean insert(LedgerBook book, HoldRow hold, NewAttempt attempt, Instant at) {
        int rows = book.sql()
                .update(
                        "INSERT INTO ledger_attempts (id, hold, caller, day, provider, most, cost, price_version, vendor_task, state, at)"
                                + " VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, 'open', ?) ON CONFLICT (id) DO NOTHING",
                        attempt.id(),
                        hold.id(),
                        hold.caller(),
                        hold.day(),
                        attempt.provider(),
                        attempt.most(),
                        attempt.priceVersion(),
                        attempt.task(),
                        at.toEpochMilli());
        return rows == 1;
    }

    private static void addToRemaining(LedgerBook book, HoldRow hold, long delta) {
        if (delta != 0) {
            book.sql().update("UPDATE ledger_holds SET remaining = remaining + ? WHERE id = ?", delta, hold.id());
        }
    }

    /** Writes down, soon, by what name a provider can be asked about a call. */
    public void taken(String attempt, String task) {
        writer.soon(
                book -> book.sql().update("UPDATE ledger_attempts SET vendor_task = ? WHERE id = ?", task, attempt),
                _ -> {});
    }

    /** A call of unknown outcome that its provider can be asked about. */
    public record UnknownAttempt(String id, String provider, String task, long most, String priceVersion) {}

    /** The latest of them. */
    public List<UnknownAttempt> unresolved() {
        writer.flush();
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT id, provider, vendor_task, most, price_version FROM ledger_attempts"
                                        + " WHERE state = 'unknown' AND vendor_task IS NOT NULL ORDER BY ended_at DESC, id LIMIT 500")
                        .map((row, _) -> new UnknownAttempt(
                                row.getString("id"),
                                row.getString("provider"),
                                row.getString("vendor_task"),
                                row.getLong("most"),
                                row.getString("price_version")))
                        .list());
    }

    /**
     * Books what a call cost; what was reserved beyond it goes back to the hold. A cost over the reservation is booked all the same. Does
     * nothing when that is written already, or when a call that cost nothing was never written down.
     *
     * @param version of the price it was computed with, or {@code reported}
     */
    public void end(String attempt, End end, long cost, String version, Instant at) {
        writer.write(book -> {
            end(book, attempt, end, cost, version, at);
            return attempt;
        });
    }

    /**
     * The same, together with the next write or a moment later. What is read from here on knows of it.
     *
     * @param lost hears why it could not be written
     */
    public void endSoon(
            String attempt, End end, long cost, String version, Instant at, Consumer<RuntimeException> lost) {
        writer.soon(
                book -> {
                    end(book, attempt, end, cost, version, at);
                    return attempt;
                },
                lost);
    }

    private static void end(LedgerBook book, String attempt, End end, long cost, String version, Instant at) {
        var found = findAttempt(book, attempt);
        if (found.isEmpty() && cost > 0) {
            throw new IllegalStateException("there is no call " + attempt + ", which cost " + cost);
        }
        found.ifPresent(row -> {
            if (row.state().equals(OPEN)) {
                endOpen(book, row, end, cost, version, at);
            } else if (row.state().equals(UNKNOWN)) {
                endUnknown(book, row, end, cost, version, at);
            }
        });
    }

    /** The hold of an open call is open, since closing it makes its calls unknown. */
    private static void endOpen(LedgerBook book, AttemptRow row, End end, long cost, String version, Instant at) {
        var hold = row.hold();
        long rest = row.most() - cost;
        // Billed and not reserved: first what the hold has left, then the caller's.
        long fromHold = Math.min(Math.max(0, -rest), hold.remaining());
        long over = Math.max(0, -rest) - fromHold;
        var deltas = new LinkedHashMap<String, Long>();
        deltas.put(hold.account(), over - cost);
        deltas.put("caller:" + hold.caller(), -over);
        deltas.put("provider:" + row.provider(), cost);
        book.post(row.id() + "/" + end.state(), version, at, deltas);
        addToRemaining(book, hold, Math.max(0, rest) - fromHold);
        for (var bucket : hold.buckets()) {
            book.move(bucket, cost, over - cost, 0);
        }
        close(book, row, end.state(), cost, version, at);
    }

    private static void endUnknown(LedgerBook book, AttemptRow row, End end, long cost, String version, Instant at) {
        var hold = row.hold();
        var deltas = new LinkedHashMap<String, Long>();
        deltas.put(row.suspense(), -row.most());
        deltas.put("caller:" + hold.caller(), row.most() - cost);
        deltas.put("provider:" + row.provider(), cost);
        book.post(row.id() + "/" + end.state(), version, at, deltas);
        for (var bucket : hold.buckets()) {
            book.move(bucket, cost, 0, -row.most());
        }
        close(book, row, end.state(), cost, version, at);
    }

    private static void close(LedgerBook book, AttemptRow row, String state, long cost, String version, Instant at) {
        book.sql()
                .update(
                        "UPDATE ledger_attempts SET state = ?, cost = ?, price_version = ?, ended_at = ? WHERE id = ?",
                        state,
                        cost,
                        version,
                        at.toEpochMilli(),
                        row.id());
    }

    /** Books that nobody knows whether a call was billed: what was reserved for it counts until that is known. */
    public void unknown(String attempt, Instant at) {
        writer.write(book -> {
            findAttempt(book, attempt).filter(row -> row.state().equals(OPEN)).ifPresent(row -> unknown(book, row, at));
            return attempt;
        });
    }

    private static void unknown(LedgerBook book, AttemptRow row, Instant at) {
        var hold = row.hold();
        book.post(
                row.id() + "/unknown",
                row.version(),
                at,
                Map.of(hold.account(), -row.most(), row.suspense(), row.most()));
        hold.buckets().forEach(bucket -> book.move(bucket, 0, -row.most(), row.most()));
        close(book, row, UNKNOWN, 0, row.version(), at);
    }

    /** Releases what a hold has left. A call that is still open by then is of unknown outcome. A second time does nothing, nor for one that is
     * not there. */
    public void close(String hold, Instant at) {
        writer.write(book -> {
            findHold(book, hold).ifPresent(row -> release(book, row, at));
            return hold;
        });
    }

    private static void release(LedgerBook book, HoldRow hold, Instant at) {
        if (!hold.open()) {
            return;
        }
        book.sql()
                .list(
                        AttemptRow.SELECT + " WHERE a.hold = ? AND a.state = 'open' ORDER BY a.id",
                        AttemptRow::of,
                        hold.id())
                .forEach(attempt -> unknown(book, attempt, at));
        if (hold.remaining() != 0) {
            book.post(
                    hold.id() + "/release",
                    "",
                    at,
                    Map.of(hold.account(), -hold.remaining(), "caller:" + hold.caller(), hold.remaining()));
            hold.buckets().forEach(bucket -> book.move(bucket, 0, -hold.remaining(), 0));
        }
        book.sql().update("UPDATE ledger_holds SET state = 'closed', remaining = 0 WHERE id = ?", hold.id());
    }

    /** Says that a process lives, and what it holds is not to be touched until then. */
    public void alive(String run, Instant until) {
        writer.write(book -> book.sql()
                .update(
                        "INSERT INTO ledger_runs (run, alive_until) VALUES (?, ?)"
                                + " ON CONFLICT (run) DO UPDATE SET alive_until = excluded.alive_until",
                        run,
                        until.toEpochMilli()));
    }

    /** Says that a process has ended: what it still holds is resolved by the next {@link #recover}. */
    public void ended(String run) {
        writer.write(book -> book.sql().update("DELETE FROM ledger_runs WHERE run = ?", run));
    }

    /**
     * Resolves what processes hold that are alive no more: calls that they had begun become unknown, the rest is released.
     *
     * @return how many holds
     */
    public int recover(Instant now) {
        int all = 0;
        int some;
        do {
            some = recoverSome(now);
            all += some;
        } while (some == MOST_AT_ONCE);
        return all;
    }

    private int recoverSome(Instant now) {
        return writer.write(book -> {
            var dead = book.sql()
                    .list(
                            "SELECT * FROM ledger_holds WHERE state = 'open' AND run NOT IN"
                                    + " (SELECT run FROM ledger_runs WHERE alive_until >= ?) ORDER BY id LIMIT ?",
                            HoldRow::of,
                            now.toEpochMilli(),
                            MOST_AT_ONCE);
            dead.forEach(hold -> release(book, hold, now));
            book.sql().update("DELETE FROM ledger_runs WHERE alive_until < ?", now.toEpochMilli());
            return dead.size();
        });
    }

    /**
     * Charges in full what has been unknown for too long.
     *
     * @return how many calls
     */
    public int expire(Instant unknownSince, Instant now) {
        return writer.write(book -> {
            var old = book.sql()
                    .list(
                            AttemptRow.SELECT + " WHERE a.state = 'unknown' AND a.ended_at < ? ORDER BY a.id LIMIT ?",
                            AttemptRow::of,
                            unknownSince.toEpochMilli(),
                            MOST_AT_ONCE);
            old.forEach(row -> endUnknown(book, row, End.CHARGED, row.most(), row.version(), now));
            return old.size();
        });
    }

    private static Optional<HoldRow> findHold(LedgerBook book, String id) {
        return book.sql().find("SELECT * FROM ledger_holds WHERE id = ?", HoldRow::of, id);
    }

    private static Optional<AttemptRow> findAttempt(LedgerBook book, String id) {
        return book.sql().find(AttemptRow.SELECT + " WHERE a.id = ?", AttemptRow::of, id);
    }

    /** What counts against the budget of a day. */
    public Totals ofDay(String day) {
        return totals(Limit.DAY.bucket(day, ""));
    }

    /** What counts against a caller's budget of a day. */
    public Totals ofCaller(String caller, String day) {
        return totals(Limit.CALLER_DAY.bucket(day, caller));
    }

    /** What counts against a caller's budget altogether. */
    public Totals ofCaller(String caller) {
        return totals(Limit.CALLER_TOTAL.bucket("", caller));
    }

    private Totals totals(String bucket) {
        writer.flush();
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(Totals.SELECT)
                        .bind(0, bucket)
                        .map((row, _) -> Totals.of(row))
                        .findOne()
                        .orElse(Totals.NONE));
    }

    /**
     * What calls of one caller to one provider on one day came to.
     *
     * @param pictures that were drawn
     * @param spent what was billed, for failed calls too
     * @param unknown may be billed or not
     */
    public record Spent(
            String day, String caller, String provider, long calls, long pictures, long spent, long unknown) {}

    /** What was spent since a day, that day included; oldest first. */
    public List<Spent> since(String day) {
        writer.flush();
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                                SELECT day, caller, provider, COUNT(*) AS calls,
                                    SUM(CASE WHEN state = 'settled' THEN 1 ELSE 0 END) AS pictures,
                                    SUM(cost) AS spent,
                                    SUM(CASE WHEN state = 'unknown' THEN most ELSE 0 END) AS unknown
                                FROM ledger_attempts WHERE day >= ? AND state <> 'open'
                                GROUP BY day, caller, provider ORDER BY day, caller, provider
                                """)
                        .bind(0, day)
                        .map((row, _) -> new Spent(
                                row.getString("day"),
                                row.getString("caller"),
                                row.getString("provider"),
                                row.getLong("calls"),
                                row.getLong("pictures"),
                                row.getLong("spent"),
                                row.getLong("unknown")))
                        .list());
    }

    /** Ends the writing thread; the database stays open. */
    @Override
    public void close() {
        writer.close();
    }

    /** A hold was closed before this call was begun. */
    public static final class ReleasedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReleasedException(String hold) {
            super("the hold " + hold + " is released");
        }
    }
}
