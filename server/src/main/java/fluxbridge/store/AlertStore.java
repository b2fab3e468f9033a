package fluxbridge.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the owner is to be told, and was: each name once, whichever replica noticed it, also over restarts. */
public final class AlertStore {

    private final Database database;

    public AlertStore(Database database) {
        this.database = database;
    }

    /**
     * Something to tell.
     *
     * @param name what it is about; the same name is told once
     * @param id unique, for receivers that get it twice
     * @param forgetAt when the name may be told anew; empty for never
     */
    public record NewAlert(String name, String id, String body, Instant at, Optional<Instant> forgetAt) {}

    /**
     * An alert that this process is to send now.
     *
     * @param tries this one included
     */
    public record Due(String name, String id, String body, int tries) {}

    /** Adds an alert; false when its name was told already and is not forgotten. */
    public boolean add(NewAlert alert) {
        return database.jdbi()
                .withHandle(handle -> handle.createUpdate("""
                                        INSERT INTO alerts (name, id, body, at, tries, next_try, sent_at, forget_at)
                                        VALUES (:name, :id, :body, :at, 0, :at, NULL, :forgetAt)
                                        ON CONFLICT (name) DO UPDATE SET id = excluded.id, body = excluded.body, at = excluded.at,
                                            tries = 0, next_try = excluded.next_try, sent_at = NULL, forget_at = excluded.forget_at
                                        WHERE alerts.forget_at <= excluded.at
                                        """)
                                .bind("name", alert.name())
                                .bind("id", alert.id())
                                .bind("body", alert.body())
                                .bind("at", alert.at().toEpochMilli())
                                .bind(
                                        "forgetAt",
                                        alert.forgetAt()
                                                .map(Instant::toEpochMilli)
                                                .orElse(null))
                                .execute()
                        == 1);
    }

    /** Takes the alert that has waited longest, if one is due; until the lease is over no other replica gets it. */
    public Optional<Due> take(Instant now, Duration lease) {
        return database.jdbi().withHandle(handle -> {
            var names = handle.createQuery("SELECT name FROM alerts WHERE next_try <= :now ORDER BY next_try, at, name")
                    .bind("now", now.toEpochMilli())
                    .setMaxRows(10)
                    .mapTo(String.class)
                    .list();
            return names.stream()
                    .filter(name -> take(handle, name, now, now.plus(lease)))
                    .findFirst()
                    .flatMap(name -> due(handle, name));
        });
    }

    /** One statement, so of two replicas one takes it. */
    private static boolean take(Handle handle, String name, Instant now, Instant until) {
        return handle.execute(
                        "UPDATE alerts SET tries = tries + 1, next_try = ? WHERE name = ? AND next_try <= ?",
                        until.toEpochMilli(),
                        name,
                        now.toEpochMilli())
                == 1;
    }

    private static Optional<Due> due(Handle handle, String name) {
        return handle.createQuery("SELECT name, id, body, tries FROM alerts WHERE name = ?")
                .bind(0, name)
                .map((row, _) ->
                        new Due(row.getString("name"), row.getString("id"), row.getString("body"), row.getInt("tries")))
                .findOne();
    }

    /** Notes that it arrived. */
    public void sent(Due alert, Instant now) {
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE alerts SET sent_at = ?, next_try = NULL WHERE id = ?", now.toEpochMilli(), alert.id()));
    }

    /**
     * Notes that it did not arrive.
     *
     * @param next empty when it is given up
     */
    public void failed(Due alert, Optional<Instant> next) {
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("UPDATE alerts SET next_try = :next WHERE id = :id")
                        .bind("next", next.map(Instant::toEpochMilli).orElse(null))
                        .bind("id", alert.id())
                        .execute());
    }

    /** Lets a name be told anew that was sent before then; returns whether it may be. */
    public boolean over(String name, Instant before) {
        return database.jdbi()
                .withHandle(handle -> handle.execute(
                                "DELETE FROM alerts WHERE name = ? AND sent_at <= ?", name, before.toEpochMilli())
                        == 1);
    }

    /** Names that begin so. */
    public List<String> names(String prefix) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT name FROM alerts ORDER BY name")
                        .mapTo(String.class)
                        .filter(name -> name.startsWith(prefix))
                        .list());
    }

    /** Deletes what may be told anew. */
    public void forget(Instant now) {
        database.jdbi()
                .useHandle(handle -> handle.execute("DELETE FROM alerts WHERE forget_at <= ?", now.toEpochMilli()));
    }
}
