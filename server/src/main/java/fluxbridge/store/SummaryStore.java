package fluxbridge.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Summaries that a chat model wrote, bounded by rows and age; the oldest go first. Replicas share them. */
public final class SummaryStore {

    /** How long a summary is kept. */
    public static final Duration KEPT = Duration.ofDays(30);

    /** Most summaries that are kept. */
    public static final int MOST = 5000;

    private final Database database;
    private final InstantSource clock;
    private final int most;

    public SummaryStore(Database database, InstantSource clock) {
        this(database, clock, MOST);
    }

    SummaryStore(Database database, InstantSource clock, int most) {
        this.database = database;
        this.clock = clock;
        this.most = most;
    }

    /** What was kept under a hash, unless it is too old. */
    public Optional<String> get(String hash) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT summary FROM summaries WHERE hash = :hash AND written_at >= :oldest")
                        .bind("hash", hash)
                        .bind("oldest", oldest())
                        .mapTo(String.class)
                        .findOne());
    }

    /** Keeps a summary and forgets what is too old or too much. */
    public void put(String hash, String model, String summary) {
        database.jdbi().useTransaction(handle -> {
            handle.createUpdate("""
                    INSERT INTO summaries (hash, model, summary, written_at) VALUES (:hash, :model, :summary, :at)
                    ON CONFLICT (hash) DO UPDATE SET model = EXCLUDED.model, summary = EXCLUDED.summary, written_at = EXCLUDED.written_at
                    """)
                    .bind("hash", hash)
                    .bind("model", model.replace("\0", ""))
                    .bind("summary", summary.replace("\0", ""))
                    .bind("at", clock.millis())
                    .execute();
            handle.createUpdate("DELETE FROM summaries WHERE written_at < :oldest")
                    .bind("oldest", oldest())
                    .execute();
            handle.createUpdate("""
                    DELETE FROM summaries WHERE hash IN
                    (SELECT hash FROM summaries ORDER BY written_at DESC, hash LIMIT 1000 OFFSET :most)
                    """).bind("most", most).execute();
        });
    }

    private long oldest() {
        return clock.instant().minus(KEPT).toEpochMilli();
    }
}
