package fluxbridge.store;

import fluxbridge.domain.Caller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Which requests with an {@code Idempotency-Key} are running and what the finished ones were answered. Whoever inserts the row runs the
 * request, on one machine or several; a run holds a lease that it renews, so a crashed one blocks its key for no longer than that.
 */
public final class IdempotencyStore {

    /** How long an answer is kept. */
    public static final Duration KEPT = Duration.ofHours(24);

    private final Database database;

    public IdempotencyStore(Database database) {
        this.database = database;
    }

    /** What a request with a key finds. */
    public sealed interface Found {

        /** Nobody ran it: this run does, and must end in {@link #finish} or {@link #free}. */
        record Mine() implements Found {}

        /** Another run is at it. */
        record Running() implements Found {}

        /** The key was used for another request. */
        record Other() implements Found {}

        /**
         * It was answered.
         *
         * @param headers as they were given to {@link #finish}
         * @param file name of the file with the body, null when the body is not kept
         */
        record Answered(
                int status, String headers, @Nullable String file, long bytes) implements Found {}
    }

    private record Row(
            String requestHash,
            String run,
            long leaseUntil,
            @Nullable Integer status,
            @Nullable String headers,
            @Nullable String file,
            long bytes) {

        static Row of(ResultSet row) throws SQLException {
            int status = row.getInt("status");
            boolean running = row.wasNull();
            return new Row(
                    row.getString("request_hash"),
                    row.getString("run"),
                    row.getLong("lease_until"),
                    running ? null : status,
                    row.getString("headers"),
                    row.getString("file"),
                    row.getLong("bytes"));
        }
    }

    /**
     * Begins a run, or finds what became of an earlier one.
     *
     * @param key of the caller, already hashed
     * @param requestHash of method, path, query and body
     * @param run names this run; unguessable
     */
    public Found begin(Caller caller, String key, String requestHash, String run, Instant now, Instant leaseUntil) {
        return database.jdbi().inTransaction(handle -> {
            forgetExpired(handle, caller, key, now);
            if (insert(handle, caller, key, requestHash, run, now, leaseUntil)) {
                return new Found.Mine();
            }
            var row = row(handle, caller, key);
            if (row.isEmpty()) {
                return new Found.Running(); // freed this very moment
            }
            return judge(handle, row.get(), requestHash, run, now, leaseUntil);
        });
    }

    private static Found judge(
            Handle handle, Row row, String requestHash, String run, Instant now, Instant leaseUntil) {
        if (!row.requestHash().equals(requestHash)) {
            return new Found.Other();
        }
        if (row.status() != null) {
            return new Found.Answered(
                    row.status(), row.headers() == null ? "" : row.headers(), row.file(), row.bytes());
        }
        boolean mine = row.leaseUntil() < now.toEpochMilli()
                && handle.createUpdate("""
                        UPDATE idempotent_answers SET run = :run, lease_until = :until
                        WHERE run = :crashed AND status IS NULL AND lease_until < :now
                        """)
                                .bind("run", run)
                                .bind("until", leaseUntil.toEpochMilli())
                                .bind("crashed", row.run())
                                .bind("now", now.toEpochMilli())
                                .execute()
                        == 1;
        return mine ? new Found.Mine() : new Found.Running();
    }

    private static void forgetExpired(Handle handle, Caller caller, String key, Instant now) {
        handle.createUpdate("""
                DELETE FROM idempotent_answers
                WHERE caller = :caller AND request_key = :key AND expires_at < :now AND lease_until < :now
                """)
                .bind("caller", caller.id())
                .bind("key", key)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    private static boolean insert(
            Handle handle, Caller caller, String key, String requestHash, String run, Instant now, Instant leaseUntil) {
        return handle.createUpdate("""
                        INSERT INTO idempotent_answers (caller, request_key, request_hash, run, lease_until, expires_at)
                        VALUES (:caller, :key, :hash, :run, :until, :expires)
                        ON CONFLICT (caller, request_key) DO NOTHING
                        """)
                        .bind("caller", caller.id())
                        .bind("key", key)
                        .bind("hash", requestHash)
                        .bind("run", run)
                        .bind("until", leaseUntil.toEpochMilli())
                        .bind("expires", now.plus(KEPT).toEpochMilli())
                        .execute()
                == 1;
    }

    private static Optional<Row> row(Handle handle, Caller caller, String key) {
        return handle.createQuery("""
                SELECT request_hash, run, lease_until, status, headers, file, bytes FROM idempotent_answers
                WHERE caller = :caller AND request_key = :key
                """)
                .bind("caller", caller.id())
                .bind("key", key)
                .map((row, _) -> Row.of(row))
                .findOne();
    }

    /** Keeps the lease of a run; false when another run took the key. */
    public boolean renew(String run, Instant leaseUntil) {
        return database.jdbi()
                .withHandle(handle -> handle.createUpdate(
                                        "UPDATE idempotent_answers SET lease_until = :until WHERE run = :run AND status IS NULL")
                                .bind("until", leaseUntil.toEpochMilli())
                                .bind("run", run)
                                .execute()
                        == 1);
    }

    /**
     * Keeps the answer of a run.
     *
     * @param file null when the body could not be kept
     * @return false when another run took the key in the meantime
     */
    public boolean finish(String run, int status, String headers, @Nullable String file, long bytes) {
        return database.jdbi()
                .withHandle(handle -> handle.createUpdate("""
                                        UPDATE idempotent_answers SET status = :status, headers = :headers, file = :file, bytes = :bytes
                                        WHERE run = :run AND status IS NULL
                                        """)
                                .bind("status", status)
                                .bind("headers", headers)
                                .bind("file", file)
                                .bind("bytes", bytes)
                                .bind("run", run)
                                .execute()
                        == 1);
    }

    /** Gives the key of a run back, as if it had never been used. */
    public void free(String run) {
        database.jdbi()
                .useHandle(handle -> handle.createUpdate(
                                "DELETE FROM idempotent_answers WHERE run = :run AND status IS NULL")
                        .bind("run", run)
                        .execute());
    }

    /** Forgets what was kept long enough. */
    public void forgetExpired(Instant now) {
        database.jdbi()
                .useHandle(handle -> handle.createUpdate(
                                "DELETE FROM idempotent_answers WHERE expires_at < :now AND lease_until < :now")
                        .bind("now", now.toEpochMilli())
                        .execute());
    }

    /** Gives up the bodies of the oldest answers until the rest are within so many bytes; that they were answered stays known. */
    public void shrinkTo(long mostBytes) {
        database.jdbi().useTransaction(handle -> {
            long total = 0;
            var kept = handle.createQuery(
                            "SELECT run, bytes FROM idempotent_answers WHERE file IS NOT NULL ORDER BY expires_at DESC, run")
                    .map((row, _) -> new Size(row.getString("run"), row.getLong("bytes")))
                    .list();
            for (var answer : kept) {
                total += answer.bytes();
                if (total > mostBytes) {
                    handle.createUpdate("UPDATE idempotent_answers SET file = NULL WHERE run = :run")
                            .bind("run", answer.run())
                            .execute();
                }
            }
        });
    }

    private record Size(String run, long bytes) {}

    /** Names of the files that hold the body of an answer. */
    public List<String> files() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT file FROM idempotent_answers WHERE file IS NOT NULL")
                        .mapTo(String.class)
                        .list());
    }
}
